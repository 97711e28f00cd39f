/**
 * The contract's ways of counting (contract §§ 6.1–6.5), by walking the day tables: a deadline that is defined as "the latest day
 * such that" is found by trying days one after the other, never by counting back with a second rule.
 */
import {
  type Day,
  dateOf,
  dayAt,
  firstOfMonth,
  type HolidaySet,
  lastOfMonth,
  monthNumber,
  startOf,
  type WorkWeek,
  workedUpTo,
  works,
} from './day-table.ts';

export type NoticeWay = 'P3M' | 'P3M-b' | 'CIV3' | '60jo' | '63jo' | '66jo' | '78jb';
export type DaysWay = 'cal' | 'cal-roll' | 'jo' | 'jb';
export type SuspensionWay = 'S-day' | 'S-hour' | 'S-jo';

/** Same day number `count` months on, else the last day of that month. */
export function monthsOn(day: Day, count: number): Day {
  const month = monthNumber(day) + count;
  return Math.min(firstOfMonth(month) + dateOf(day) - 1, lastOfMonth(month));
}

/** The `count`-th working day after `day`. */
export function workingOn(day: Day, count: number, week: WorkWeek, set: HolidaySet): Day {
  const wanted = workedUpTo(day, week, set) + count;
  let found = day;
  while (workedUpTo(found, week, set) < wanted) found += 1;
  return found;
}

/** The day itself if it is a jour ouvré, else the next one. */
export function rolled(day: Day, set: HolidaySet): Day {
  let found = day;
  while (!works(found, 'ouvré', set)) found += 1;
  return found;
}

/** Last day of a period of days whose first day is not counted. */
export function daysOn(day: Day, count: number, way: DaysWay, set: HolidaySet): Day {
  if (way === 'jo') return workingOn(day, count, 'ouvré', set);
  if (way === 'jb') return workingOn(day, count, 'ouvrable', set);
  return way === 'cal' ? day + count : rolled(day + count, set);
}

/** Day at whose end a notice given on `day` is complete; P3M-b is defined backwards only. */
export function noticeComplete(day: Day, way: NoticeWay, set: HolidaySet): Day {
  if (way === 'P3M') return monthsOn(day, 3);
  if (way === 'CIV3') return lastOfMonth(monthNumber(day) + 3);
  if (way === '78jb') return workingOn(day, 78, 'ouvrable', set);
  if (way === 'P3M-b') throw new RangeError('P3M-b counts backwards only');
  return workingOn(day, Number(way.slice(0, 2)), 'ouvré', set);
}

const latestKnown = new Map<string, Day>();

/** The latest day whose notice is complete on or before `end`: days are tried from the end backwards. */
export function latestNotice(end: Day, way: NoticeWay, set: HolidaySet): Day {
  if (way === 'P3M-b') return monthsOn(end, -3);
  const key = `${end} ${way} ${set}`;
  let day = latestKnown.get(key);
  if (day === undefined) {
    day = end;
    while (noticeComplete(day, way, set) > end) day -= 1;
    latestKnown.set(key, day);
  }
  return day;
}

export type EndWay = 'E-eve' | 'E-same';
export type RenewalWay = 'N-origin' | 'N-chain' | 'N-civil';

/** Last day of a span of whole months: the anniversary, or its eve, which is the month's last day when there is no anniversary. */
function spanEnd(start: Day, months: number, way: EndWay): Day {
  const month = monthNumber(start) + months;
  const missing = dateOf(start) > lastOfMonth(month) - firstOfMonth(month) + 1;
  if (missing) return lastOfMonth(month);
  const anniversary = firstOfMonth(month) + dateOf(start) - 1;
  return way === 'E-same' ? anniversary : anniversary - 1;
}

/** Ends of the initial period and of `renewals` renewals. */
export function termEnds(start: Day, end: EndWay, renewal: RenewalWay, renewals: number): Day[] {
  const ends = [spanEnd(start, 36, end)];
  let last = ends[0] ?? start;
  const firstCivil = dateOf(last + 1) === 1 ? last + 1 : firstOfMonth(monthNumber(last) + 1);
  for (let n = 1; n <= renewals; n += 1) {
    if (renewal === 'N-origin') last = spanEnd(start, 36 + 12 * n, end);
    else if (renewal === 'N-chain') last = spanEnd(last + 1, 12, end);
    else last = lastOfMonth(monthNumber(firstCivil) + 12 * n - 1);
    ends.push(last);
  }
  return ends;
}

/** When the fifteen days (or an order's own number) of a suspension are over: last day, and first instant of the right. */
export function suspensionOver(
  sinceMs: number,
  way: SuspensionWay,
  set: HolidaySet,
  days = 15,
): { readonly lastDay: Day; readonly rightMs: number } {
  const since = dayAt(sinceMs);
  if (way === 'S-hour') {
    // "More than": the first millisecond after the last of the hours.
    const last = sinceMs + days * 24 * 3_600_000;
    return { lastDay: dayAt(last), rightMs: last };
  }
  const lastDay = way === 'S-day' ? since + days : workingOn(since, days, 'ouvré', set);
  return { lastDay, rightMs: startOf(lastDay + 1) };
}
