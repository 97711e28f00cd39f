import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/letters.json' with { type: 'json' };
import type { NoticeReading } from './facts.ts';
import { judgeNotice, type LetterDates, letterProblems, type NoticeJudgement } from './letter.ts';
import { dayNumber, type LocalDate, localDate, ofDayNumber, plusDays } from './local-date.ts';
import { latestNotice, NOTICE_READINGS, termEnd } from './readings.ts';

const calendar = 'FR-metropole';
const day = (text: string | null): LocalDate | null => (text === null ? null : localDate(text));
const unknown: LetterDates = { form: 'lrar', dispatched: null, firstPresented: null, received: null, outcome: null };
const end = localDate('2027-06-30');
const judge = (by: 'client' | 'provider', dates: Partial<LetterDates>, readings = NOTICE_READINGS) =>
  judgeNotice({ by, letter: { ...unknown, ...dates }, termEnd: end, readings, calendar });

describe('a notice by letter', () => {
  it.each(golden.vectors)('of the $by, dispatched $dispatched, received $received, is $verdict', (vector) => {
    const { verdict, matrix } = judgeNotice({
      by: vector.by as 'client' | 'provider',
      letter: {
        ...unknown,
        dispatched: day(vector.dispatched),
        firstPresented: day(vector.firstPresented),
        received: day(vector.received),
      },
      termEnd: localDate(vector.end),
      readings: NOTICE_READINGS,
      calendar,
    });
    const late = (by: (one: NoticeJudgement) => boolean | null) =>
      matrix.filter((one) => by(one) === false).map(({ reading }) => reading);
    expect(verdict).toBe(vector.verdict);
    expect(late((one) => one.byDispatch)).toEqual(vector.lateByDispatch);
    expect(late((one) => one.byPresentation)).toEqual(vector.lateByPresentation);
    expect(late((one) => one.byReceipt)).toEqual(vector.lateByReceipt);
    for (const one of matrix) {
      const deadline = one.reading === '66jo' || one.reading === '78jb' ? '2027-03-25' : one.deadline;
      expect(one.deadline).toBe(deadline);
    }
    if (vector.nextEnd !== undefined) {
      const of = { start: 'T-A', end: 'E-eve', renewal: 'N-origin', origin: localDate('2024-07-01') } as const;
      expect([termEnd({ ...of, period: 0 }).result, termEnd({ ...of, period: 1 }).result]).toEqual([
        end,
        vector.nextEnd,
      ]);
    }
  });

  it('of the client counts from dispatch, whatever became of it afterwards', () => {
    for (const outcome of ['refused', 'unclaimed', 'lost', null] as const) {
      expect(judge('client', { dispatched: localDate('2027-03-24'), outcome }).verdict).toBe('in-time');
    }
  });

  it('of the provider that did not arrive is left to a person, unless it was sent too late anyhow', () => {
    for (const outcome of ['refused', 'unclaimed', 'lost', 'wrong-address', null] as const) {
      expect(judge('provider', { dispatched: localDate('2027-01-04'), outcome }).verdict).toBe('undecided');
      expect(judge('provider', { dispatched: localDate('2027-03-26'), outcome }).verdict).toBe('late');
    }
    expect(judge('provider', { firstPresented: localDate('2027-03-26') }).verdict).toBe('late');
  });

  it('to an address that its sender had wrong does not count against the addressee', () => {
    const sent = { dispatched: localDate('2027-01-04'), outcome: 'wrong-address' } as const;
    expect(judge('client', sent).verdict).toBe('undecided');
  });

  it('without a reading, or of the client under CIV3 alone, is left to a person', () => {
    const dates = { dispatched: localDate('2027-01-04'), received: localDate('2027-01-06') };
    expect(judge('provider', dates, []).verdict).toBe('undecided');
    expect(judge('client', dates, ['CIV3']).verdict).toBe('undecided');
    expect(judge('provider', dates, ['CIV3']).verdict).toBe('in-time');
    expect(judge('client', {}).verdict).toBe('undecided');
  });

  it('is in time on the deadline and late on the day after it', () => {
    for (const reading of NOTICE_READINGS) {
      const deadline = latestNotice(end, reading, calendar).result;
      expect(judge('provider', { received: deadline }, [reading]).verdict).toBe('in-time');
      expect(judge('provider', { received: plusDays(deadline, 1) }, [reading]).verdict).toBe('late');
      if (reading === 'CIV3') continue;
      expect(judge('client', { dispatched: deadline }, [reading]).verdict).toBe('in-time');
      expect(judge('client', { dispatched: plusDays(deadline, 1) }, [reading]).verdict).toBe('late');
    }
  });
});

test('more readings never undo a client’s act in time nor save a provider’s late one (invariant 17)', () => {
  const first = dayNumber(localDate('2027-03-01'));
  const date = fc.integer({ min: first, max: first + 60 }).map(ofDayNumber);
  const dates = fc.record({ dispatched: fc.option(date), received: fc.option(date) });
  const readings = fc.subarray([...NOTICE_READINGS], { minLength: 1 });
  fc.assert(
    fc.property(dates, readings, fc.subarray<NoticeReading>([...NOTICE_READINGS]), (letter, few, others) => {
      const more = [...new Set([...few, ...others])];
      if (judge('client', letter, few).verdict === 'in-time') {
        expect(judge('client', letter, more).verdict).toBe('in-time');
      }
      if (judge('provider', letter, few).verdict === 'late') {
        expect(judge('provider', letter, more).verdict).toBe('late');
      }
    }),
    { numRuns: 500 },
  );
});

describe('the dates of a letter', () => {
  const good = {
    form: 'lrar',
    dispatched: localDate('2027-03-24'),
    firstPresented: localDate('2027-03-26'),
    received: localDate('2027-03-30'),
    outcome: 'delivered',
  } as const satisfies LetterDates;

  it.each([
    ['in order', {}, 0],
    ['not yet known', { firstPresented: null, received: null, outcome: null }, 0],
    ['out of order', { firstPresented: localDate('2027-03-23') }, 1],
    ['out of order where the middle one is not known', { firstPresented: null, received: localDate('2027-03-23') }, 1],
    ['of a refused letter that was received', { outcome: 'refused' }, 1],
    ['of a delivered letter never received', { received: null }, 1],
    ['of a lost electronic letter', { form: 'lre', received: null, outcome: 'lost' }, 1],
    ['of an accepted paper letter', { outcome: 'accepted' }, 1],
    ['that are no days', { received: '2027-02-30' as LocalDate }, 2],
  ] as const)('%s', (_, change, problems) => {
    expect(letterProblems({ ...good, ...change })).toHaveLength(problems);
  });
});
