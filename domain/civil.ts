import { type Night, night } from './ids.ts';

/** `Europe/Paris`: the zone in which nights are named and terms are counted unless the configuration says otherwise. */
export const PARIS = 'Europe/Paris';

const formats = new Map<string, Intl.DateTimeFormat>();

/** One formatter a zone: making one takes about a millisecond, using one a microsecond. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** What the clock on the wall of `timeZone` shows at `at`, as if that were UTC, in ms. */
function wallTime(at: number, timeZone: string): number {
  const read: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) read[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/** How far the clocks of `timeZone` are ahead of UTC at `at`, ms; from the machine's zone data, for every year. */
export function zoneOffset(at: number, timeZone: string): number {
  return wallTime(at, timeZone) - at;
}

/** The date in `timeZone` at the instant `at` (ms since the epoch). */
export function civilDate(at: number, timeZone: string): Night {
  return night(new Date(wallTime(at, timeZone)).toISOString().slice(0, 10));
}

/** The date `days` later (earlier when negative). */
export function addDays(date: Night, days: number): Night {
  return night(new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10));
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: Night, to: Night): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/**
 * The instant at which the clocks of `timeZone` show `time` (`HH:MM`) on `date`. A time that is skipped when summer time
 * begins is the instant of the change (02:30 on 2027-03-28 in Paris is 03:00); of a time that comes twice when it ends,
 * `which` chooses (02:30 on 2027-10-31).
 */
export function instantOf(date: Night, time: string, timeZone: string, which: 'earlier' | 'later'): number {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const offset = (at: number): number => zoneOffset(at, timeZone);
  // No zone changes twice within two days, so the offsets a day before and after are the two that may apply.
  const before = wanted - offset(wanted - 86_400_000);
  const after = wanted - offset(wanted + 86_400_000);
  const fits = [before, after].filter((at) => wallTime(at, timeZone) === wanted);
  if (fits.length > 0) return which === 'earlier' ? Math.min(...fits) : Math.max(...fits);
  let low = Math.min(before, after);
  let high = Math.max(before, after);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallTime(middle, timeZone) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
