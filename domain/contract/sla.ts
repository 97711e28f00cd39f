import { share } from './cents.ts';
import { lastDayOf } from './deadlines.ts';
import type { Cents } from './facts.ts';
import type { LocalDate } from './local-date.ts';
import { endOfDay, startOfDay } from './paris.ts';
import { contractRules } from './rule-pack.ts';
import { firstOfMonth } from './term-count.ts';

/** How long a civil month of Paris, `YYYY-MM`, lasts: 743 h in a March, 745 h in an October, ms. */
export function monthMs(month: string): number {
  const last = lastDayOf(month);
  return endOfDay(last) - startOfDay(firstOfMonth(last));
}

/**
 * The credit that an unavailability gives, basis points of the monthly price (art. 11): 10 % strictly below 99.9 %, 25 %
 * strictly below 99.0 %. Whole milliseconds are compared, so that exactly 99.9 % gives nothing and exactly 99.0 % gives 10 %.
 */
export function slaCreditBp(downMs: number, totalMs: number): number {
  const possible = Number.isSafeInteger(downMs) && Number.isSafeInteger(totalMs) && downMs >= 0 && downMs <= totalMs;
  if (!possible) throw new RangeError(`not a share of a month: ${downMs} of ${totalMs} ms`);
  const below = contractRules.slaDownPermille.findLastIndex(
    (permille) => BigInt(downMs) * 1000n > BigInt(permille) * BigInt(totalMs),
  );
  return below < 0 ? 0 : (contractRules.slaCreditBp[below] ?? 0);
}

export interface SlaCredit {
  /** Zero or more; the line of the invoice bears it below zero. */
  readonly creditCents: Cents;
  readonly creditBp: number;
  readonly zeroBecause: 'available' | 'not-claimed' | 'claimed-late' | null;
}

/**
 * The credit of a month. « Sur demande expresse », within thirty days: without a claim the services are deemed available.
 * A late claim is answered with what it would have given.
 */
export function slaCredit(of: {
  readonly priceCents: Cents;
  readonly downMs: number;
  readonly totalMs: number;
  readonly claimedOn: LocalDate | null;
  readonly claimBy: LocalDate;
}): SlaCredit {
  const creditBp = slaCreditBp(of.downMs, of.totalMs);
  if (creditBp === 0) return { creditCents: 0, creditBp, zeroBecause: 'available' };
  if (of.claimedOn === null) return { creditCents: 0, creditBp, zeroBecause: 'not-claimed' };
  if (of.claimedOn > of.claimBy) return { creditCents: 0, creditBp, zeroBecause: 'claimed-late' };
  return { creditCents: share(of.priceCents, creditBp, 10_000), creditBp, zeroBecause: null };
}
