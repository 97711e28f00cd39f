import type { EndReading, RenewalReading } from './facts.ts';
import { daysInMonth, type LocalDate, ofParts, partsOf, plusDays, plusMonths } from './local-date.ts';

export interface TermCount {
  /** First day of the initial period. */
  readonly origin: LocalDate;
  readonly end: EndReading;
  readonly renewal: RenewalReading;
  /** 0 is the initial period. */
  readonly period: number;
  readonly initialMonths: number;
  readonly renewalMonths: number;
}

/** The last day of a period of the term (contract.md § 6.2). */
export function termLastDay(of: TermCount): LocalDate {
  const { origin, end, renewal, period, initialMonths, renewalMonths } = of;
  if (!Number.isInteger(period) || period < 0) throw new RangeError(`a period is 0 or more, not ${period}`);
  const initial = lastDayAfter(origin, initialMonths, end);
  if (period === 0) return initial;
  if (renewal === 'N-origin') return lastDayAfter(origin, initialMonths + period * renewalMonths, end);
  if (renewal === 'N-civil') {
    // Whole civil months from the 1st that follows the initial end; the days before it belong to the first renewal.
    const first = plusMonths(firstOfMonth(initial), 1);
    return plusDays(plusMonths(first, period * renewalMonths), -1);
  }
  let last = initial;
  for (let at = 1; at <= period; at += 1) last = lastDayAfter(plusDays(last, 1), renewalMonths, end);
  return last;
}

/** `E-same`: the anniversary, clamped. `E-eve`: its eve, or the month's last day where the anniversary does not exist. */
function lastDayAfter(start: LocalDate, months: number, end: EndReading): LocalDate {
  const anniversary = plusMonths(start, months);
  const exists = partsOf(anniversary).day === partsOf(start).day;
  return end === 'E-eve' && exists ? plusDays(anniversary, -1) : anniversary;
}

/** The 1st of the day's month. */
export function firstOfMonth(date: LocalDate): LocalDate {
  const { year, month } = partsOf(date);
  return ofParts(year, month, 1);
}

export function lastOfMonth(date: LocalDate): LocalDate {
  const { year, month } = partsOf(date);
  return ofParts(year, month, daysInMonth(year, month));
}
