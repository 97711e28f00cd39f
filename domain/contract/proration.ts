import { cents, share } from './cents.ts';
import type { Cents } from './facts.ts';
import { daysInMonth, type LocalDate, partsOf } from './local-date.ts';

export interface LastMonth {
  readonly billedCents: Cents;
  /** What goes back to the client: billed and credit always add up to the price. */
  readonly creditCents: Cents;
  readonly days: number;
  readonly daysInMonth: number;
}

/**
 * The month in which a contract ends, billed in advance (art. 8.2; contract.md § 8.3). `P-day`: price × days / days of
 * the month, the last day included, half-up; `P-none`: the whole month is kept.
 */
export function lastMonth({
  priceCents,
  end,
  reading,
}: {
  readonly priceCents: Cents;
  readonly end: LocalDate;
  readonly reading: 'P-day' | 'P-none';
}): LastMonth {
  if (cents(priceCents) < 0) throw new RangeError(`a price is not below zero: ${priceCents}`);
  const { year, month, day } = partsOf(end);
  const length = daysInMonth(year, month);
  const billedCents = reading === 'P-none' ? priceCents : share(priceCents, day, length);
  return { billedCents, creditCents: cents(priceCents - billedCents), days: day, daysInMonth: length };
}
