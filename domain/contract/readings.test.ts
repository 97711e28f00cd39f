import { describe, expect, it, test } from 'vitest';
import days from '../../test/golden/contract/days.json' with { type: 'json' };
import notice from '../../test/golden/contract/notice.json' with { type: 'json' };
import periods from '../../test/golden/contract/periods.json' with { type: 'json' };
import suspension from '../../test/golden/contract/suspension.json' with { type: 'json' };
import term from '../../test/golden/contract/term.json' with { type: 'json' };
import type { DaysReading, EndReading, NoticeReading, RenewalReading, SuspensionReading } from './facts.ts';
import { daysFrom, localDate, plusDays, weekday } from './local-date.ts';
import { instantOfText, utcText } from './paris.ts';
import {
  DAYS_READINGS,
  lastPosting,
  latestNotice,
  NOTICE_READINGS,
  noticeComplete,
  periodOfDays,
  suspensionDecision,
  suspensionRight,
  termEnd,
  termPeriods,
} from './readings.ts';

const calendar = 'FR-metropole';

describe('the term', () => {
  it.each(term.vectors)('from $start under $end $renewal ends on $ends', ({ start, end, renewal, ends }) => {
    const of = {
      start: 'T-A',
      end: end as EndReading,
      renewal: renewal as RenewalReading,
      origin: localDate(start),
    } as const;
    expect(ends.map((_, period) => termEnd({ ...of, period }).result)).toEqual(ends);
    expect(termPeriods(of, ends.length).map(({ to }) => to)).toEqual(ends);
  });

  it('says from which date and under which readings it was counted', () => {
    const origin = localDate('2024-01-12');
    expect(termEnd({ start: 'T-B', end: 'E-eve', renewal: 'N-origin', period: 1, origin })).toMatchObject({
      timer: 'term.end',
      clause: '5',
      reading: 'T-B/E-eve/N-origin/36+12x1',
      from: '2024-01-12',
      count: 48,
      lastInstant: '2028-01-11T23:00:00Z',
    });
  });

  it('has no period before the first', () => {
    const of = { start: 'T-A', end: 'E-eve', renewal: 'N-origin', origin: localDate('2024-01-12') } as const;
    expect(() => termEnd({ ...of, period: -1 })).toThrow(RangeError);
    expect(() => termEnd({ ...of, period: 0.5 })).toThrow(RangeError);
  });
});

describe('the notice', () => {
  it.each(notice.latest)(
    'for the end $end has its latest days $spreadDays days apart',
    ({ end, latest, spreadDays }) => {
      const found = Object.entries(latest).map(([reading]) => [
        reading,
        latestNotice(localDate(end), reading as NoticeReading, calendar).result,
      ]);
      expect(Object.fromEntries(found)).toEqual(latest);
      expect(Object.keys(latest)).toEqual(NOTICE_READINGS);
      const sorted = found.map(([, date]) => localDate(date ?? '')).sort();
      const [first, last] = [sorted[0], sorted.at(-1)];
      expect(first && last && daysFrom(first, last)).toBe(spreadDays);
    },
  );

  it.each(notice.forward)('given on $given is complete on $complete', ({ given, complete }) => {
    for (const [reading, date] of Object.entries(complete)) {
      expect(noticeComplete(localDate(given), reading as NoticeReading, calendar).result, reading).toBe(date);
    }
  });

  it.each(days.derivation)('is derived in these words: $timer $reading', (derivation) => {
    expect(JSON.stringify(latestNotice(localDate('2027-06-30'), '63jo', calendar))).toBe(JSON.stringify(derivation));
  });

  it.each([
    ['2026-11-28', '2027-02-28'],
    ['2026-11-29', '2027-03-01'],
    ['2026-11-30', '2027-03-01'],
    ['2026-12-01', '2027-03-01'],
  ])('given on %s is complete under P3M-b on %s, the first end that it is not too late for', (given, complete) => {
    expect(noticeComplete(localDate(given), 'P3M-b', calendar).result).toBe(complete);
  });

  it('whose latest day is a Sunday is posted on the Saturday, or before the holiday that this one is', () => {
    const sunday = latestNotice(localDate('2027-01-11'), 'P3M', calendar).result;
    expect([weekday(sunday), lastPosting(sunday, calendar).result]).toEqual([7, '2026-10-10']);
    expect(lastPosting(localDate('2027-05-09'), calendar).result).toBe('2027-05-07');
    for (const postable of ['2027-05-07', '2027-05-22']) {
      expect(lastPosting(localDate(postable), calendar).result).toBe(postable);
    }
  });
});

describe('fifteen days', () => {
  const fifteen = (start: string, reading: DaysReading) =>
    periodOfDays({
      timer: 'reversibility.perform',
      clause: '17.2',
      from: localDate(start),
      count: 15,
      reading,
      calendar,
      pack: 'contract-fr@1',
    });

  it.each(periods.fifteenDays)('after $start end on $cal, $cal-roll, $jb, $jo', (vector) => {
    expect(weekday(localDate(vector.start))).toBe(vector.startWeekday);
    if (vector.calWeekday !== undefined) expect(weekday(localDate(vector.cal))).toBe(vector.calWeekday);
    for (const reading of DAYS_READINGS) {
      const { result, rolled } = fifteen(vector.start, reading);
      expect(result, reading).toBe(vector[reading]);
      expect(rolled).toBe(reading === 'cal-roll' && vector['cal-roll'] !== vector.cal);
    }
  });

  it.each(periods.calEnds)('after $start are over at $instant', ({ start, instant }) => {
    expect(fifteen(start, 'cal').lastInstant).toBe(instant);
  });
});

describe('a suspension', () => {
  it.each(suspension.vectors)('since $since', ({ since, ...expected }) => {
    for (const [reading, found] of Object.entries(expected)) {
      const right = suspensionRight(since, reading as SuspensionReading, calendar, null);
      if ('rightFrom' in found) expect(right.rightFromMs, reading).toBe(instantOfText(found.rightFrom));
      if ('utc' in found) expect(utcText(right.rightFromMs), reading).toBe(found.utc);
      if ('lastDay' in found) expect(right.lastDay, reading).toBe(found.lastDay);
    }
  });

  it('of a requisition runs its own delay', () => {
    expect(suspensionRight('2027-03-20', 'S-day', calendar, 3).lastDay).toBe('2027-03-23');
    expect(utcText(suspensionRight('2027-03-20T10:00Z', 'S-hour', calendar, 3).rightFromMs)).toBe(
      '2027-03-23T10:00:00Z',
    );
  });

  it('opens a decision at the last of the enabled readings', () => {
    const since = '2027-03-20T10:00+01:00';
    const rights = suspensionDecision(since, ['S-hour', 'S-jo', 'S-day'], calendar, null);
    expect(rights.derivation.reading).toBe('S-jo');
    expect(suspensionDecision(since, ['S-hour', 'S-day'], calendar, null).derivation.reading).toBe('S-day');
    expect(() => suspensionDecision(since, [], calendar, null)).toThrow(RangeError);
  });
});

test('a length is a whole number of something', () => {
  const of = { timer: 't', clause: 'c', from: localDate('2027-01-01'), reading: 'cal', calendar, pack: 'p@1' } as const;
  for (const count of [-1, 1.5, Number.NaN]) expect(() => periodOfDays({ ...of, count })).toThrow(RangeError);
  expect(periodOfDays({ ...of, count: 0 }).result).toBe('2027-01-01');
  expect(plusDays(periodOfDays({ ...of, count: 30 }).result, -30)).toBe('2027-01-01');
});
