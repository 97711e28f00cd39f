import type { HolidayCalendar } from './facts.ts';
import { dayNumber, type LocalDate, ofDayNumber, ofParts } from './local-date.ts';

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

interface Known {
  readonly years: Map<number, readonly LocalDate[]>;
  /** Day numbers of the holidays of those years. */
  readonly days: Set<number>;
}

const known: Readonly<Record<HolidayCalendar, Known>> = {
  'FR-metropole': { years: new Map(), days: new Set() },
  'FR-alsace-moselle': { years: new Map(), days: new Set() },
};

/** The public holidays of a year in order; two that fall together are one (2008-05-01: ten that year). */
export function holidaysOf(year: number, calendar: HolidayCalendar): readonly LocalDate[] {
  const { years, days } = known[calendar];
  const found = years.get(year);
  if (found !== undefined) return found;
  const sunday = dayNumber(easter(year));
  // Alsace-Moselle (L: C. trav. L. 3134-13): Good Friday, in communes with a Protestant church, and Saint Stephen's.
  const local = calendar === 'FR-alsace-moselle';
  const numbers = [
    ...FIXED.map(([month, day]) => dayNumber(ofParts(year, month, day))),
    ...MOVING.map((after) => sunday + after),
    ...(local ? [sunday - 2, dayNumber(ofParts(year, 12, 26))] : []),
  ];
  for (const number of numbers) days.add(number);
  const list = [...new Set(numbers)].sort((a, b) => a - b).map(ofDayNumber);
  years.set(year, list);
  return list;
}

export function isHoliday(date: LocalDate, calendar: HolidayCalendar): boolean {
  return isHolidayNumber(dayNumber(date), calendar);
}

/** The same for a day number, without making its text: deadlines ask for every day that they pass. */
export function isHolidayNumber(days: number, calendar: HolidayCalendar): boolean {
  const { years, days: found } = known[calendar];
  // The mean year may name the neighbour on the days around New Year: both are known before the set is asked.
  const near = 1970 + Math.floor((days - 2) / 365.2425);
  for (let year = near; year <= near + 1; year += 1) {
    if (!years.has(year) && year >= 1583 && year <= 9999) holidaysOf(year, calendar);
  }
  return found.has(days);
}
