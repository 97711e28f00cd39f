/**
 * Every civil day from 2000 to 2060 in Europe/Paris as one row of parallel tables, made by walking from 2000-01-01 one day at a
 * time. A `Day` is a row number, so that "the day after" is + 1 and a comparison is that of two numbers. Nothing here asks
 * `Date` or `Intl`: leap years, summer time (last Sundays of March and October) and Easter (epact and golden number) are worked
 * out, so that a mistake of the product is not repeated.
 */
export type Day = number;
export type HolidaySet = 'FR-metropole' | 'FR-alsace-moselle';

const firstYear = 2000;
const lastYear = 2060;
/** 2000-01-01T00:00:00Z. */
const firstMs = 946_684_800_000;
const hour = 3_600_000;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const monthLength = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (lengths[month - 1] ?? 0);

const two = (n: number): string => String(n).padStart(2, '0');

const texts: string[] = [];
const years: number[] = [];
const months: number[] = [];
const dates: number[] = [];
/** 1 = Monday … 7 = Sunday. */
const weekdays: number[] = [];
const rows = new Map<string, Day>();
/** Row of the first day of each month, by months since 2000-01. */
const monthFirst: Day[] = [];

// 2000-01-01 was a Saturday.
let weekdayNow = 6;
for (let year = firstYear; year <= lastYear; year += 1)
  for (let month = 1; month <= 12; month += 1) {
    monthFirst.push(texts.length);
    for (let date = 1; date <= monthLength(year, month); date += 1) {
      const text = `${year}-${two(month)}-${two(date)}`;
      rows.set(text, texts.length);
      texts.push(text);
      years.push(year);
      months.push(month);
      dates.push(date);
      weekdays.push(weekdayNow);
      weekdayNow = (weekdayNow % 7) + 1;
    }
  }
monthFirst.push(texts.length);

function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`row ${index} lies outside the day tables`);
  return value;
}

/** Instant at which each day starts. Summer time holds from the day after the last Sunday of March to that of October. */
const starts: number[] = [];
{
  let summer = false;
  for (let day = 0; day < texts.length; day += 1) {
    starts.push(firstMs + day * 24 * hour - (summer ? 2 : 1) * hour);
    const lastSunday = at(weekdays, day) === 7 && at(dates, day) > 24;
    if (lastSunday && at(months, day) === 3) summer = true;
    if (lastSunday && at(months, day) === 10) summer = false;
  }
}

export const dayOf = (text: string): Day => {
  const day = rows.get(text);
  if (day === undefined) throw new RangeError(`${text} is no day of the tables`);
  return day;
};
export const textOf = (day: Day): string => at(texts, day);
export const weekdayOf = (day: Day): number => at(weekdays, day);
export const dateOf = (day: Day): number => at(dates, day);
export const yearOf = (day: Day): number => at(years, day);
export const monthOf = (day: Day): number => at(months, day);
/** First instant of a day; that of the next day is its end, exclusive. */
export const startOf = (day: Day): number => at(starts, day);
export const dayCount = texts.length;

/** The Paris day in which an instant falls. */
export function dayAt(ms: number): Day {
  let day = Math.max(0, Math.min(texts.length - 1, Math.floor((ms - firstMs) / (24 * hour)) - 1));
  while (day + 1 < texts.length && at(starts, day + 1) <= ms) day += 1;
  if (at(starts, day) > ms) throw new RangeError(`${ms} lies before the day tables`);
  return day;
}

/** Months since 2000-01. */
export const monthNumber = (day: Day): number => (yearOf(day) - firstYear) * 12 + monthOf(day) - 1;
export const firstOfMonth = (number: number): Day => at(monthFirst, number);
export const lastOfMonth = (number: number): Day => at(monthFirst, number + 1) - 1;
export const daysInMonth = (number: number): number => lastOfMonth(number) - firstOfMonth(number) + 1;

/** Easter Sunday as month and date: the Sunday after the paschal moon, whose age comes from golden number and epact. */
export function easterOf(year: number): string {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const solar = Math.floor((3 * century) / 4) - 12;
  const lunar = Math.floor((8 * century + 5) / 25) - 5;
  let epact = (11 * golden + 20 + lunar - solar) % 30;
  if (epact < 0) epact += 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  // The full moon as a date of March, then on to the Sunday that follows it.
  let moon = 44 - epact;
  if (moon < 21) moon += 30;
  const sundays = Math.floor((5 * year) / 4) - solar - 10;
  let march = moon + 7 - ((sundays + moon) % 7);
  let month = 3;
  if (march > 31) {
    march -= 31;
    month = 4;
  }
  return `${year}-${two(month)}-${two(march)}`;
}

const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

function holidayRows(set: HolidaySet): ReadonlySet<Day> {
  const found = new Set<Day>();
  for (let year = firstYear; year <= lastYear; year += 1) {
    for (const date of fixed) found.add(dayOf(`${year}-${date}`));
    const easter = dayOf(easterOf(year));
    for (const after of [1, 39, 50]) found.add(easter + after);
    if (set === 'FR-alsace-moselle') {
      found.add(easter - 2);
      found.add(dayOf(`${year}-12-26`));
    }
  }
  return found;
}

export const holidays: Readonly<Record<HolidaySet, ReadonlySet<Day>>> = {
  'FR-metropole': holidayRows('FR-metropole'),
  'FR-alsace-moselle': holidayRows('FR-alsace-moselle'),
};

export type WorkWeek = 'ouvré' | 'ouvrable';
export const works = (day: Day, week: WorkWeek, set: HolidaySet): boolean =>
  weekdayOf(day) <= (week === 'ouvré' ? 5 : 6) && !holidays[set].has(day);

function running(week: WorkWeek, set: HolidaySet): Int32Array {
  const table = new Int32Array(texts.length);
  let count = 0;
  for (let day = 0; day < texts.length; day += 1) {
    if (works(day, week, set)) count += 1;
    table[day] = count;
  }
  return table;
}
const runningCounts = {
  ouvré: {
    'FR-metropole': running('ouvré', 'FR-metropole'),
    'FR-alsace-moselle': running('ouvré', 'FR-alsace-moselle'),
  },
  ouvrable: {
    'FR-metropole': running('ouvrable', 'FR-metropole'),
    'FR-alsace-moselle': running('ouvrable', 'FR-alsace-moselle'),
  },
};

/** How many working days lie from 2000-01-01 up to and including a day. */
export const workedUpTo = (day: Day, week: WorkWeek, set: HolidaySet): number => at(runningCounts[week][set], day);
