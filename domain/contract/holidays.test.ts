import Holidays from 'date-holidays';
import { describe, expect, it } from 'vitest';
import golden from '../../test/golden/contract/days.json' with { type: 'json' };
import { easter, holidaysOf, isHoliday, isHolidayNumber } from './holidays.ts';
import { dayNumber, localDate, ofDayNumber, ofParts, weekday } from './local-date.ts';

const YEARS = Array.from({ length: 101 }, (_, at) => 2000 + at);

describe('easter', () => {
  it.each(golden.easter)('of $year is $result', ({ year, result }) => {
    expect(easter(year)).toBe(result);
  });

  it('is a Sunday from 22 March to 25 April in every year', () => {
    for (let year = 1583; year <= 9999; year += 1) {
      const day = easter(year);
      expect(weekday(day) === 7 && day.slice(5) >= '03-22' && day.slice(5) <= '04-25', day).toBe(true);
    }
  });
});

describe('the holidays of a year', () => {
  it.each(golden.holidaysInYear)('are $count in $year, when two fall together', ({ year, count, both }) => {
    expect(holidaysOf(year, 'FR-metropole')).toHaveLength(count);
    expect(isHoliday(localDate(both), 'FR-metropole')).toBe(true);
  });

  it('are eleven, or fewer by one for each pair that falls together', () => {
    for (const year of YEARS) expect(holidaysOf(year, 'FR-metropole').length, `${year}`).toBeGreaterThanOrEqual(10);
    expect(holidaysOf(2027, 'FR-metropole')).toHaveLength(11);
  });

  it('are found day by day as they are in the list, whatever year was asked for first', () => {
    for (const year of [9999, 1583, 2032, 2031, 2033]) {
      const days = Array.from({ length: 366 }, (_, at) => dayNumber(ofParts(year, 1, 1)) + at);
      const found = days.filter((day) => isHolidayNumber(day, 'FR-alsace-moselle'));
      const within = found.filter((day) => day <= dayNumber(ofParts(year, 12, 31)));
      expect(within.map(ofDayNumber)).toEqual(holidaysOf(year, 'FR-alsace-moselle'));
    }
  });

  it('contain Good Friday and 26 December in Alsace-Moselle besides', () => {
    const both = holidaysOf(2027, 'FR-alsace-moselle').filter((day) => !isHoliday(day, 'FR-metropole'));
    expect(both).toEqual(['2027-03-26', '2027-12-26']);
  });
});

describe('an independent list of public holidays', () => {
  it.each([
    ['FR-metropole', new Holidays('FR')],
    ['FR-alsace-moselle', new Holidays('FR', '57')],
  ] as const)('is the same for %s, 2000 to 2100', (calendar, area) => {
    for (const year of YEARS) {
      const listed = area.getHolidays(year).filter(({ type }) => type === 'public');
      const days = new Set(listed.map(({ date }) => date.slice(0, 10)));
      expect(holidaysOf(year, calendar), `${year}`).toEqual([...days].sort());
    }
  });
});
