import { PARIS, zoneOffset } from '../civil.ts';
import { dayNumber, isLocalDate, type LocalDate, ofDayNumber } from './local-date.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Years whose clocks follow directive 2000/84/EC and its forerunners: summer time from the last Sunday of March to the
 * last Sunday of October, both changes at 01:00 UTC. `paris-zone.test.ts` compares every day of them with the zone data; one
 * more year at either end needs that proof first.
 */
export const EU_RULE = { firstYear: 1996, lastYear: 2100 } as const;

const FAST_FROM = Date.UTC(EU_RULE.firstYear, 0, 1);
const FAST_TO = Date.UTC(EU_RULE.lastYear, 11, 31);

/** The civil day in Paris at an instant, ms since the epoch. */
export function parisDay(atMs: number): LocalDate {
  return ofDayNumber(Math.floor((atMs + offsetMs(atMs)) / DAY_MS));
}

/**
 * The instant at which a civil day of Paris is over: the start of the next one, exclusive, ms since the epoch. Days last
 * 23 or 25 hours when clocks change, so nothing is ever found by adding 86,400 s.
 */
export function endOfDay(date: LocalDate): number {
  const midnight = (dayNumber(date) + 1) * DAY_MS;
  // Midnight in Paris comes one or two hours before 00:00 UTC, a change one hour after it: the offset is the same.
  if (midnight >= FAST_FROM + DAY_MS && midnight < FAST_TO) return midnight - offsetMs(midnight);
  // The first instant that belongs to a later day. No offset of Paris ever passed three hours.
  let before = midnight - 3 * HOUR_MS;
  let after = midnight + 3 * HOUR_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (Math.floor((middle + offsetMs(middle)) / DAY_MS) * DAY_MS < midnight) before = middle;
    else after = middle;
  }
  return after;
}

/** The first instant of a civil day of Paris, ms since the epoch. */
export function startOfDay(date: LocalDate): number {
  return endOfDay(ofDayNumber(dayNumber(date) - 1));
}

/** What the clocks of Paris are ahead of UTC at an instant, ms. */
export function offsetMs(atMs: number): number {
  return atMs >= FAST_FROM && atMs < FAST_TO ? ruleOffsetMs(atMs) : zoneOffsetMs(atMs);
}

const changes = new Map<number, readonly [number, number]>();

function ruleOffsetMs(atMs: number): number {
  const year = new Date(atMs).getUTCFullYear();
  let summer = changes.get(year);
  if (summer === undefined) {
    summer = [lastSunday(year, 2) + HOUR_MS, lastSunday(year, 9) + HOUR_MS];
    changes.set(year, summer);
  }
  return atMs >= summer[0] && atMs < summer[1] ? 2 * HOUR_MS : HOUR_MS;
}

/** 00:00 UTC of the last Sunday of a month with 31 days; `month` from 0. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 31);
  return last - new Date(last).getUTCDay() * DAY_MS;
}

/** The same from the zone data, for every year: slower, and what the rule above is held against. */
export function zoneOffsetMs(atMs: number): number {
  return zoneOffset(atMs, PARIS);
}

/** An instant as UTC text, as derivations carry it: `2027-03-31T22:00:00Z`; milliseconds only where there are some. */
export function utcText(atMs: number): string {
  return new Date(atMs).toISOString().replace('.000Z', 'Z');
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant that a text names, ms since the epoch: ISO 8601 with its offset or `Z` (a time without one would mean
 * another instant on another machine), or a day, which is its first instant in Paris. Else a TypeError.
 */
export function instantOfText(text: string): number {
  if (isLocalDate(text)) return startOfDay(text);
  const at = INSTANT.test(text) && isLocalDate(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new TypeError(`not an instant with its offset: ${JSON.stringify(text.slice(0, 40))}`);
  return at;
}
