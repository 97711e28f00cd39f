import type { HolidayCalendar } from './facts.ts';
import { isHoliday, isHolidayNumber } from './holidays.ts';
import { dayNumber, type LocalDate, ofDayNumber, weekdayOfNumber } from './local-date.ts';

/** `ouvré`: Monday to Friday; `ouvrable`: Monday to Saturday; holidays are neither. */
export type WorkingKind = 'ouvré' | 'ouvrable';

export interface Counted {
  readonly result: LocalDate;
  /** Holidays passed over that fall on a weekday of the kind, in order. */
  readonly skippedHolidays: readonly LocalDate[];
}

/**
 * The `count`-th working day after a day, before it when negative. The day itself does not count (L: CPC 641,
 * Reg. 1182/71 art. 3); with 0 it is the result.
 */
export function addWorking(date: LocalDate, count: number, kind: WorkingKind, calendar: HolidayCalendar): Counted {
  return countWorking(date, count, kind, (day) => isHolidayNumber(day, calendar));
}

/** The same with any set of holidays, asked by day number. */
export function countWorking(
  date: LocalDate,
  count: number,
  kind: WorkingKind,
  holiday: (day: number) => boolean,
): Counted {
  if (!Number.isInteger(count)) throw new RangeError(`working days are whole days, not ${count}`);
  const step = count < 0 ? -1 : 1;
  const lastWeekday = kind === 'ouvré' ? 5 : 6;
  const skippedHolidays: LocalDate[] = [];
  let at = dayNumber(date);
  for (let left = Math.abs(count); left > 0; ) {
    at += step;
    if (weekdayOfNumber(at) > lastWeekday) continue;
    if (holiday(at)) skippedHolidays.push(ofDayNumber(at));
    else left -= 1;
  }
  return { result: ofDayNumber(at), skippedHolidays: skippedHolidays.sort() };
}

/** The day itself, or the next *jour ouvré* when it is a Saturday, a Sunday or a holiday (L: CPC 642). */
export function rollForward(date: LocalDate, calendar: HolidayCalendar): Counted {
  return isWorking(date, 'ouvré', calendar)
    ? { result: date, skippedHolidays: [] }
    : withStart(date, addWorking(date, 1, 'ouvré', calendar), calendar);
}

export function isWorking(date: LocalDate, kind: WorkingKind, calendar: HolidayCalendar): boolean {
  return weekdayOfNumber(dayNumber(date)) <= (kind === 'ouvré' ? 5 : 6) && !isHoliday(date, calendar);
}

/** A roll passes over its first day too. */
function withStart(date: LocalDate, counted: Counted, calendar: HolidayCalendar): Counted {
  if (weekdayOfNumber(dayNumber(date)) > 5 || !isHoliday(date, calendar)) return counted;
  return { ...counted, skippedHolidays: [date, ...counted.skippedHolidays] };
}
