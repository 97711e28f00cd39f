import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { HolidayCalendar } from './facts.ts';
import { isHoliday, isHolidayNumber } from './holidays.ts';
import { dayNumber, daysFrom, localDate, ofDayNumber, plusDays, weekday } from './local-date.ts';
import { addWorking, countWorking, isWorking, rollForward, type WorkingKind } from './working-days.ts';

const days = fc
  .integer({ min: dayNumber(localDate('1990-01-01')), max: dayNumber(localDate('2110-01-01')) })
  .map(ofDayNumber);
const kinds = fc.constantFrom<WorkingKind>('ouvré', 'ouvrable');
const calendars = fc.constantFrom<HolidayCalendar>('FR-metropole', 'FR-alsace-moselle');

test('the n-th working day has n working days up to it, is one, and does not count the day of the event', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 90 }), kinds, calendars, (from, count, kind, calendar) => {
      const { result, skippedHolidays } = addWorking(from, count, kind, calendar);
      const passed = Array.from({ length: daysFrom(from, result) }, (_, at) => plusDays(from, at + 1));
      expect(passed.filter((day) => isWorking(day, kind, calendar))).toHaveLength(count);
      expect(isWorking(result, kind, calendar)).toBe(true);
      const lastWeekday = kind === 'ouvré' ? 5 : 6;
      expect(skippedHolidays).toEqual(passed.filter((day) => weekday(day) <= lastWeekday && isHoliday(day, calendar)));
    }),
  );
});

test('counting back from a result comes to the event, or to the days without work before which it happened', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 90 }), kinds, calendars, (from, count, kind, calendar) => {
      const forward = addWorking(from, count, kind, calendar).result;
      const back = addWorking(forward, -count, kind, calendar).result;
      expect(back <= from).toBe(true);
      for (let day = plusDays(back, 1); day <= from; day = plusDays(day, 1)) {
        expect(isWorking(day, kind, calendar)).toBe(false);
      }
    }),
  );
});

test('one more holiday never makes a deadline earlier forward nor later backward (invariant 19)', () => {
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: 1, max: 90 }),
      fc.array(fc.integer({ min: -150, max: 150 }), { minLength: 1, maxLength: 6 }),
      kinds,
      (from, count, extra, kind) => {
        const added = new Set(extra.map((offset) => dayNumber(from) + offset));
        const plain = (signed: number) =>
          countWorking(from, signed, kind, (day) => isHolidayNumber(day, 'FR-metropole'));
        const more = (signed: number) =>
          countWorking(from, signed, kind, (day) => added.has(day) || isHolidayNumber(day, 'FR-metropole'));
        expect(more(count).result >= plain(count).result).toBe(true);
        expect(more(-count).result <= plain(-count).result).toBe(true);
      },
    ),
  );
});

test('nothing is counted with zero, and half days are refused', () => {
  const sunday = localDate('2027-05-16');
  expect(addWorking(sunday, 0, 'ouvré', 'FR-metropole')).toEqual({ result: sunday, skippedHolidays: [] });
  expect(() => addWorking(sunday, 1.5, 'ouvré', 'FR-metropole')).toThrow(RangeError);
});

describe('rollForward', () => {
  it.each([
    ['a working day', '2027-05-14', '2027-05-14', []],
    ['a Saturday before Whit Monday', '2027-05-15', '2027-05-18', ['2027-05-17']],
    ['Ascension', '2027-05-06', '2027-05-07', ['2027-05-06']],
    ['a holiday on a Saturday, which no week counts', '2027-05-01', '2027-05-03', []],
    ['two holidays around a weekend', '2026-12-25', '2026-12-28', ['2026-12-25']],
  ])('moves %s', (_, from, result, skippedHolidays) => {
    expect(rollForward(localDate(from), 'FR-metropole')).toEqual({ result, skippedHolidays });
  });

  it('comes to the first jour ouvré that is not earlier', () => {
    fc.assert(
      fc.property(days, calendars, (date, calendar) => {
        const { result } = rollForward(date, calendar);
        expect(isWorking(result, 'ouvré', calendar)).toBe(true);
        for (let day = date; day < result; day = plusDays(day, 1))
          expect(isWorking(day, 'ouvré', calendar)).toBe(false);
      }),
    );
  });
});
