import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/days.json' with { type: 'json' };
import {
  dayNumber,
  daysFrom,
  daysInMonth,
  earlierOf,
  isLocalDate,
  type LocalDate,
  laterOf,
  localDate,
  ofDayNumber,
  ofParts,
  partsOf,
  plusDays,
  plusMonths,
  weekday,
} from './local-date.ts';

const FIRST = dayNumber(localDate('1583-01-01'));
const LAST = dayNumber(localDate('9999-12-31'));
/** Days of 400 Gregorian years: whole weeks. */
const CYCLE = 146_097;
const anyDay = fc.integer({ min: FIRST, max: LAST }).map(ofDayNumber);

describe('a local date', () => {
  it.each([
    '2027-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-04-31',
    '1582-12-31',
    '2027-4-01',
    ' 2027-04-01',
    '2027-04-01T',
    '2100-02-29',
    '٢٠٢٧-٠٤-٠١',
    '',
  ])('is not made of %j', (text) => {
    expect(isLocalDate(text)).toBe(false);
    expect(() => localDate(text)).toThrow(TypeError);
  });

  it.each(['1583-01-01', '2000-02-29', '2028-02-29', '9999-12-31'])('is made of %s', (text) => {
    expect(localDate(text)).toBe(text);
  });

  it('does not leave its range', () => {
    expect(() => plusDays(localDate('9999-12-31'), 1)).toThrow(RangeError);
    expect(() => plusDays(localDate('1583-01-01'), -1)).toThrow(RangeError);
    expect(() => plusMonths(localDate('9999-12-01'), 1)).toThrow(RangeError);
    expect(() => plusDays(localDate('2027-01-01'), 0.5)).toThrow(RangeError);
    expect(() => plusMonths(localDate('2027-01-01'), Number.NaN)).toThrow(RangeError);
    expect(() => ofParts(2027, 2, 29)).toThrow(RangeError);
  });
});

test('every day of a cycle of 400 years follows the one before, as in the proleptic UTC calendar', () => {
  const first = dayNumber(localDate('1800-01-01'));
  for (let days = first; days < first + CYCLE; days += 1) {
    const date = ofDayNumber(days);
    const utc = new Date(days * 86_400_000);
    const { year, month, day } = partsOf(date);
    const same = year === utc.getUTCFullYear() && month === utc.getUTCMonth() + 1 && day === utc.getUTCDate();
    if (!same || dayNumber(date) !== days || weekday(date) !== (utc.getUTCDay() || 7)) expect.fail(date);
  }
  expect(ofDayNumber(first + CYCLE)).toBe('2200-01-01');
});

test('the cycle repeats: 400 years later a day has the same month, day and weekday', () => {
  fc.assert(
    fc.property(fc.integer({ min: FIRST, max: LAST - CYCLE }), (days) => {
      const date = ofDayNumber(days);
      const later = ofDayNumber(days + CYCLE);
      expect(partsOf(later)).toEqual({ ...partsOf(date), year: partsOf(date).year + 400 });
      expect([weekday(later), dayNumber(later), dayNumber(date)]).toEqual([weekday(date), days + CYCLE, days]);
    }),
  );
});

describe('plusMonths', () => {
  it.each(golden.addMonths)('adds $months months to $date', ({ date, months, result }) => {
    expect(plusMonths(localDate(date), months)).toBe(result);
  });

  it('lands in the month that many months away, on the same day number or the last of the month', () => {
    const months = fc.integer({ min: -1200, max: 1200 });
    const middle = fc.integer({ min: dayNumber(localDate('1700-01-01')), max: dayNumber(localDate('9800-12-31')) });
    fc.assert(
      fc.property(middle.map(ofDayNumber), months, (date, count) => {
        const from = partsOf(date);
        const to = partsOf(plusMonths(date, count));
        expect(to.year * 12 + to.month).toBe(from.year * 12 + from.month + count);
        expect(to.day).toBe(Math.min(from.day, daysInMonth(to.year, to.month)));
      }),
    );
  });
});

test('days are added and counted back, and the text sorts as the days do', () => {
  fc.assert(
    fc.property(anyDay, anyDay, (a, b) => {
      expect(plusDays(a, daysFrom(a, b))).toBe(b);
      expect(a < b).toBe(dayNumber(a) < dayNumber(b));
      expect<LocalDate[]>([earlierOf(a, b), laterOf(a, b)]).toEqual([a, b].sort());
    }),
  );
});
