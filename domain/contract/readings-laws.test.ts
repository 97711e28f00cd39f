import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import * as oracle from '../../test/oracle/contract/count.ts';
import { dayOf, textOf } from '../../test/oracle/contract/day-table.ts';
import { performBy } from './deadlines.ts';
import { derive, replayDerivation } from './derive.ts';
import type { EndReading, HolidayCalendar, RenewalReading } from './facts.ts';
import { type Derivation, dayNumber, localDate, ofDayNumber, plusDays } from './local-date.ts';
import { endOfDay, parisDay, startOfDay, utcText } from './paris.ts';
import {
  DAYS_READINGS,
  lastPosting,
  latestNotice,
  NOTICE_READINGS,
  noticeComplete,
  periodOfDays,
  periodOfMonths,
  SUSPENSION_READINGS,
  suspensionRight,
  termEnd,
  termPeriods,
} from './readings.ts';

const between = (first: string, last: string) =>
  fc.integer({ min: dayNumber(localDate(first)), max: dayNumber(localDate(last)) }).map(ofDayNumber);
const days = between('1990-01-01', '2110-01-01');
const calendars = fc.constantFrom<HolidayCalendar>('FR-metropole', 'FR-alsace-moselle');
const notices = fc.constantFrom(...NOTICE_READINGS);
const ends = fc.constantFrom<EndReading>('E-eve', 'E-same');
const renewals = fc.constantFrom<RenewalReading>('N-origin', 'N-chain', 'N-civil');

describe('the latest notice (invariant 18)', () => {
  it('is complete in time, and a day later it would not be', () => {
    fc.assert(
      fc.property(days, notices, calendars, (end, reading, calendar) => {
        const latest = latestNotice(end, reading, calendar).result;
        expect(noticeComplete(latest, reading, calendar).result <= end).toBe(true);
        expect(noticeComplete(plusDays(latest, 1), reading, calendar).result > end).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never moves back when the end moves on', () => {
    for (const reading of NOTICE_READINGS) {
      let before = localDate('2023-01-01');
      for (let end = localDate('2024-01-01'); end < '2030-01-01'; end = plusDays(end, 1)) {
        const latest = latestNotice(end, reading, 'FR-metropole').result;
        if (latest < before) expect.fail(`${reading} ${end}`);
        before = latest;
      }
    }
  });
});

test('terms follow each other without gap or overlap (invariant 22)', () => {
  fc.assert(
    fc.property(days, ends, renewals, (origin, end, renewal) => {
      const periods = termPeriods({ start: 'T-A', end, renewal, origin }, 6);
      periods.forEach(({ from, to }, at) => {
        expect(from).toBe(at === 0 ? origin : plusDays(periods[at - 1]?.to ?? origin, 1));
        expect(to >= from).toBe(true);
      });
    }),
  );
});

/** One derivation of every kind that the functions of this folder make. */
const derivations: fc.Arbitrary<Derivation> = fc
  .record({
    from: days,
    at: fc.integer({ min: 0, max: 86_399_999 }),
    count: fc.integer({ min: 0, max: 400 }),
    calendar: calendars,
  })
  .chain(({ from, at, count, calendar }) => {
    const of = { timer: 'any', clause: '5', from, count, calendar, pack: 'contract-fr@1' };
    const since = utcText(startOfDay(from) + at);
    return fc.oneof(
      notices.map((reading) => latestNotice(from, reading, calendar)),
      notices.map((reading) => noticeComplete(from, reading, calendar)),
      fc.constantFrom(...DAYS_READINGS).map((reading) => periodOfDays({ ...of, reading })),
      fc.constant(periodOfMonths({ ...of, count: count % 120 })),
      fc.constant(lastPosting(from, calendar)),
      fc
        .constantFrom(...SUSPENSION_READINGS)
        .map((reading) => suspensionRight(since, reading, calendar, null).derivation),
      fc
        .tuple(ends, renewals)
        .map(([end, renewal]) => termEnd({ start: 'T-C', end, renewal, period: count % 8, origin: from })),
    );
  });

describe('a derivation (invariant 20)', () => {
  it('gives the same date when it is counted again, from its JSON too', () => {
    fc.assert(
      fc.property(derivations, (derivation) => {
        expect(replayDerivation(JSON.parse(JSON.stringify(derivation)) as Derivation)).toEqual(derivation);
      }),
      { numRuns: 2000 },
    );
  });

  it('with an altered result, or altered words, is seen', () => {
    const sound = latestNotice(localDate('2027-06-30'), '63jo', 'FR-metropole');
    expect(replayDerivation({ ...sound, result: localDate('2027-04-01') })).not.toEqual({
      ...sound,
      result: '2027-04-01',
    });
    expect(replayDerivation({ ...sound, count: 62 }).result).not.toBe(sound.result);
  });

  it.each(['', 'P4M', '0jo', '63 jo', 'constructor', 'T-A/E-eve/N-origin', 'T-D/E-eve/N-origin/36+12x0'])(
    'with the unknown reading %j is refused',
    (reading) => {
      const of = { timer: 't', clause: '5', from: localDate('2027-01-01'), count: 1, pack: 'p@1' } as const;
      expect(() => derive({ ...of, reading, direction: 'forward', calendar: 'FR-metropole' })).toThrow(RangeError);
    },
  );

  it('of hours without an instant is refused', () => {
    const of = { timer: 't', clause: '17.1', from: localDate('2027-01-01'), count: 360, pack: 'p@1' } as const;
    expect(() => derive({ ...of, reading: 'S-hour', direction: 'forward', calendar: 'FR-metropole' })).toThrow(
      RangeError,
    );
  });
});

test('moving an event inside one Paris day changes no deadline counted in days (invariant 21)', () => {
  const event = fc.record({
    day: between('2000-01-02', '2090-01-01'),
    a: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    b: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  // days on which the clocks change are as likely as all others together
  const changes = fc.constantFrom('2027-03-28', '2027-10-31', '2028-03-26', '2028-10-29').map(localDate);
  fc.assert(
    fc.property(
      event,
      fc.option(changes),
      fc.constantFrom(...DAYS_READINGS),
      calendars,
      ({ day, a, b }, change, reading, calendar) => {
        const on = change ?? day;
        const length = endOfDay(on) - startOfDay(on);
        const [one, other] = [a, b].map((share) => startOfDay(on) + Math.floor(share * length)) as [number, number];
        const perform = (at: number) => performBy({ contractEnd: on, requested: parisDay(at), reading, calendar });
        expect(perform(one)).toEqual(perform(other));
        for (const way of ['S-day', 'S-jo'] as const) {
          const right = (at: number) => suspensionRight(utcText(at), way, calendar, null);
          expect(right(one)).toEqual(right(other));
        }
      },
    ),
  );
});

/** The oracle walks tables of days and shares no rule with the code; the tables begin in 2000. */
describe('beside an oracle that walks day tables', () => {
  const inTables = between('2001-01-01', '2040-12-31');

  it('notices are the same', () => {
    fc.assert(
      fc.property(inTables, notices, calendars, (day, reading, calendar) => {
        const at = dayOf(day);
        expect(latestNotice(day, reading, calendar).result).toBe(textOf(oracle.latestNotice(at, reading, calendar)));
        if (reading === 'P3M-b') return;
        expect(noticeComplete(day, reading, calendar).result).toBe(
          textOf(oracle.noticeComplete(at, reading, calendar)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('periods of days are the same', () => {
    const counts = fc.integer({ min: 0, max: 90 });
    fc.assert(
      fc.property(inTables, counts, fc.constantFrom(...DAYS_READINGS), calendars, (from, count, reading, calendar) => {
        const found = periodOfDays({ timer: 't', clause: 'c', from, count, reading, calendar, pack: 'p@1' }).result;
        expect(found).toBe(textOf(oracle.daysOn(dayOf(from), count, reading, calendar)));
      }),
      { numRuns: 2000 },
    );
  });

  it('terms are the same', () => {
    fc.assert(
      fc.property(inTables, ends, renewals, (origin, end, renewal) => {
        const found = termPeriods({ start: 'T-A', end, renewal, origin }, 6).map(({ to }) => to as string);
        expect(found).toEqual(oracle.termEnds(dayOf(origin), end, renewal, 5).map(textOf));
      }),
      { numRuns: 1000 },
    );
  });

  it('suspensions are the same', () => {
    const instants = fc.integer({ min: Date.UTC(2001, 0, 1), max: Date.UTC(2040, 0, 1) });
    const delays = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(
        instants,
        delays,
        fc.constantFrom(...SUSPENSION_READINGS),
        calendars,
        (at, delay, reading, calendar) => {
          const { lastDay, rightFromMs } = suspensionRight(utcText(at), reading, calendar, delay);
          const expected = oracle.suspensionOver(at, reading, calendar, delay);
          expect([lastDay, rightFromMs]).toEqual([textOf(expected.lastDay), expected.rightMs]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
