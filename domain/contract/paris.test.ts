import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/days.json' with { type: 'json' };
import { dayNumber, localDate, ofDayNumber, plusDays } from './local-date.ts';
import { endOfDay, instantOfText, offsetMs, parisDay, startOfDay, utcText, zoneOffsetMs } from './paris.ts';

const HOUR = 3_600_000;

describe('the end of a day in Paris', () => {
  it.each(golden.endOfDay)('$date is over at $result', ({ date, result }) => {
    expect(utcText(endOfDay(localDate(date)))).toBe(result);
  });
});

it.each([
  ['2027-03-28T01:00:00Z', 1, 2],
  ['2027-10-31T01:00:00Z', 2, 1],
])('clocks change at %s from UTC+%d to UTC+%d', (text, before, after) => {
  const at = Date.parse(text);
  expect([offsetMs(at - 1), offsetMs(at)]).toEqual([before * HOUR, after * HOUR]);
});

test('an offset is that of the zone data at any instant, before, within and after the years of the rule', () => {
  const instants = fc.integer({ min: Date.UTC(1583, 1, 1), max: Date.UTC(9999, 10, 30) });
  fc.assert(fc.property(instants, (at) => offsetMs(at) === zoneOffsetMs(at)));
});

test('a day begins where the one before ends, and its first and last instants belong to it', () => {
  const days = fc.integer({ min: dayNumber(localDate('1850-01-02')), max: dayNumber(localDate('2300-12-30')) });
  fc.assert(
    fc.property(days.map(ofDayNumber), (date) => {
      const start = startOfDay(date);
      const end = endOfDay(date);
      expect(start).toBe(endOfDay(plusDays(date, -1)));
      expect([parisDay(start - 1), parisDay(start), parisDay(end - 1), parisDay(end)]).toEqual([
        plusDays(date, -1),
        date,
        date,
        plusDays(date, 1),
      ]);
    }),
    { numRuns: 500 },
  );
});

test('at both ends of the years of the rule, days meet', () => {
  for (const text of ['1995-12-30', '1995-12-31', '1996-01-01', '2100-12-30', '2100-12-31', '2101-01-01']) {
    const date = localDate(text);
    expect(parisDay(endOfDay(date) - 1)).toBe(date);
    expect(parisDay(endOfDay(date))).toBe(plusDays(date, 1));
    expect(endOfDay(date) - startOfDay(date)).toBe(24 * HOUR);
  }
});

describe('an instant from text', () => {
  it.each([
    ['2027-03-20T10:00+01:00', '2027-03-20T09:00:00Z'],
    ['2027-03-20T10:00:30.250Z', '2027-03-20T10:00:30.250Z'],
    ['2027-07-20', '2027-07-19T22:00:00Z'],
  ])('%s is %s', (text, utc) => {
    expect(utcText(instantOfText(text))).toBe(utc);
  });

  it.each(['2027-03-20T10:00', '2027-02-29T10:00Z', '2027-03-20 10:00Z', '20 March 2027', '2027-03-20T25:00Z', ''])(
    '%j is refused: it has no offset or is no instant',
    (text) => {
      expect(() => instantOfText(text)).toThrow(TypeError);
    },
  );
});
