declare const brand: unique symbol;

/** A civil day, `YYYY-MM-DD`, years 1583 (the first whole Gregorian one) to 9999. Its text sorts as the days do. */
export type LocalDate = string & { readonly [brand]: 'LocalDate' };

/**
 * How a date was found (contract.md § 6.1): enough for a reader to count again, and for `replayDerivation` to do so.
 * `count` is in the unit that the reading names: months, calendar days, jours ouvrés, jours ouvrables, hours.
 */
export interface Derivation {
  /** Name in the timer register (§ 6.6), e.g. `notice.deadline`. */
  readonly timer: string;
  /** Article of the contract or of the law. */
  readonly clause: string;
  readonly reading: string;
  readonly from: LocalDate;
  /** The instant counted from, where the reading counts hours (S-hour). */
  readonly fromInstant?: string;
  readonly direction: 'forward' | 'backward';
  readonly count: number;
  readonly calendar: 'FR-metropole' | 'FR-alsace-moselle';
  /** Holidays that were not counted and fall on a weekday that otherwise is: the others change nothing. */
  readonly skippedHolidays: readonly LocalDate[];
  /** The last day was none on which business is done and moved to the next that is. */
  readonly rolled: boolean;
  /** The last day: it counts until 24:00 in Paris. */
  readonly result: LocalDate;
  /** The instant at which `result` is over, exclusive, in UTC to the second; of hours counted, their end. */
  readonly lastInstant: string;
  /** `id@version` of the rule pack that holds the length. */
  readonly pack: string;
}

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Of 1583-01-01 and 9999-12-31, in days since 1970-01-01. */
const FIRST = -141_349;
const LAST = 2_932_896;

/** True for a day that exists, written `YYYY-MM-DD`. */
export function isLocalDate(text: string): text is LocalDate {
  const [, year = '', month = '', day = ''] = FORM.exec(text) ?? [];
  return Number(year) >= 1583 && Number(day) >= 1 && Number(day) <= daysInMonth(Number(year), Number(month));
}

/** The text as a day; a TypeError where there is no such day. Whoever parses outside input asks `isLocalDate` first. */
export function localDate(text: string): LocalDate {
  if (!isLocalDate(text)) throw new TypeError(`not a day: ${JSON.stringify(text.slice(0, 40))}`);
  return text;
}

/** Days of a month, 0 for a month that is none. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  if (month < 1 || month > 12) return 0;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The three integers of a day. */
export function partsOf(date: LocalDate): { readonly year: number; readonly month: number; readonly day: number } {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8)) };
}

/** The day of these integers; a RangeError where there is none. */
export function ofParts(year: number, month: number, day: number): LocalDate {
  const there = year >= 1583 && year <= 9999 && day >= 1 && day <= daysInMonth(year, month);
  if (!there || !Number.isInteger(year) || !Number.isInteger(day)) {
    throw new RangeError(`no such day between 1583 and 9999: ${year}-${month}-${day}`);
  }
  return `${year}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as LocalDate;
}

/** Days since 1970-01-01. The year is counted from March, so that the leap day is its last. */
export function dayNumber(date: LocalDate): number {
  const { year, month, day } = partsOf(date);
  const fromMarch = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(fromMarch / 4) - Math.floor(fromMarch / 100) + Math.floor(fromMarch / 400);
  return fromMarch * 365 + leapDays + dayOfYear - 719_468;
}

/** The reverse of `dayNumber`; a RangeError outside 1583–9999. */
export function ofDayNumber(days: number): LocalDate {
  if (!Number.isInteger(days) || days < FIRST || days > LAST) {
    throw new RangeError(`no such day between 1583 and 9999: ${days} days from 1970-01-01`);
  }
  const sinceMarch0 = days + 719_468;
  const era = Math.floor(sinceMarch0 / 146_097);
  const dayOfEra = sinceMarch0 - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return ofParts(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** The day `days` later, earlier when negative. */
export function plusDays(date: LocalDate, days: number): LocalDate {
  return ofDayNumber(dayNumber(date) + days);
}

/**
 * The same day number `months` later (earlier when negative), or the last day of that month (L: CPC 641). Always applied
 * to the origin: two steps of one month are not one step of two.
 */
export function plusMonths(date: LocalDate, months: number): LocalDate {
  const { year, month, day } = partsOf(date);
  const index = year * 12 + month - 1 + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return ofParts(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** Days from `a` to `b`: negative when `b` is earlier. */
export function daysFrom(a: LocalDate, b: LocalDate): number {
  return dayNumber(b) - dayNumber(a);
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: LocalDate): number {
  return weekdayOfNumber(dayNumber(date));
}

/** The same for a day number: 1970-01-01 was a Thursday. */
export function weekdayOfNumber(days: number): number {
  return ((((days + 3) % 7) + 7) % 7) + 1;
}

export function laterOf(a: LocalDate, b: LocalDate): LocalDate {
  return a >= b ? a : b;
}

export function earlierOf(a: LocalDate, b: LocalDate): LocalDate {
  return a <= b ? a : b;
}
