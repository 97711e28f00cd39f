import type { HolidayCalendar } from './facts.ts';
import { dayNumber, type LocalDate, ofDayNumber, ofParts, partsOf } from './local-date.ts';

/** Easter Sunday of a Gregorian year (Meeus, Jones and Butcher: exact for every year of the calendar). */
export function easter(year: number): LocalDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const lunar = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - lunar + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  const sum = epact + toSunday - 7 * late + 114;
  return ofParts(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** Month and day of what falls on the same date every year (L: C. trav. L. 3133-1). */
const FIXED = [
  [1, 1],
  [5, 1],
  [5, 8],
  [7, 14],
  [8, 15],
  [11, 1],
  [11, 11],
  [12, 25],
] as const;
/** Days after Easter: its Monday, Ascension, Whit Monday. */
const MOVING = [1, 39, 50] as const;

const known = new Map<string, ReadonlySet<LocalDate>>();

function setOf(year: number, calendar: HolidayCalendar): ReadonlySet<LocalDate> {
  const key = `${calendar} ${year}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const sunday = dayNumber(easter(year));
  // Alsace-Moselle (L: C. trav. L. 3134-13): Good Friday, in communes with a Protestant church, and Saint Stephen's.
  const local = calendar === 'FR-alsace-moselle';
  const days = [
    ...FIXED.map(([month, day]) => ofParts(year, month, day)),
    ...MOVING.map((after) => ofDayNumber(sunday + after)),
    ...(local ? [ofDayNumber(sunday - 2), ofParts(year, 12, 26)] : []),
  ];
  const set: ReadonlySet<LocalDate> = new Set(days.sort());
  known.set(key, set);
  return set;
}

/** The public holidays of a year in order; two that fall together are one (2008-05-01: ten that year). */
export function holidaysOf(year: number, calendar: HolidayCalendar): readonly LocalDate[] {
  return [...setOf(year, calendar)];
}

export function isHoliday(date: LocalDate, calendar: HolidayCalendar): boolean {
  return setOf(partsOf(date).year, calendar).has(date);
}
