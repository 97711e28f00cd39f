import { cents, share } from './cents.ts';
import type { Cents, RestoreTerms } from './facts.ts';

export interface RestoreFacts {
  /** Labour, without the time that machines take; a restore by the client himself has none. */
  readonly minutes: number;
  readonly cause: 'client' | 'provider' | 'rehearsal' | 'verification' | 'hand-over';
  /** The estimate that the client accepted before the work; null when none was. It is a ceiling. */
  readonly acceptedCents: Cents | null;
}

export interface RestoreCharge {
  /** What may be charged now: never above what was accepted. */
  readonly amountCents: Cents;
  /** What the terms give; null where no tariff is configured. */
  readonly computedCents: Cents | null;
  readonly quantity: number;
  readonly unit: 'restore' | 'minute' | 'quarter-hour';
  /**
   * `free`: not the client's cause; `in-flat`: counted in the flat; `quote-only`: no tariff, so only a quote;
   * `not-accepted`: the client has not accepted a price; `ask-again`: above the accepted ceiling; `charge`: may be issued.
   */
  readonly verdict: 'charge' | 'free' | 'in-flat' | 'quote-only' | 'not-accepted' | 'ask-again';
}

/** What a restore costs the client, without tax (annex 1; contract.md § 9). */
export function restoreCharge(terms: RestoreTerms, facts: RestoreFacts): RestoreCharge {
  const { minutes, cause, acceptedCents } = facts;
  if (!Number.isSafeInteger(minutes) || minutes < 0) throw new RangeError(`not a number of minutes: ${minutes}`);
  const { computedCents, quantity, unit } = computed(terms, minutes);
  const of = { computedCents, quantity, unit };
  if (cause !== 'client') return { ...of, amountCents: 0, verdict: 'free' };
  if (terms.support === 'flat') return { ...of, amountCents: 0, verdict: 'in-flat' };
  if (computedCents === null) return { ...of, amountCents: 0, verdict: 'quote-only' };
  if (computedCents === 0) return { ...of, amountCents: 0, verdict: 'charge' };
  if (acceptedCents === null) return { ...of, amountCents: 0, verdict: 'not-accepted' };
  const over = computedCents > cents(acceptedCents);
  return { ...of, amountCents: over ? acceptedCents : computedCents, verdict: over ? 'ask-again' : 'charge' };
}

function computed(terms: RestoreTerms, minutes: number): Omit<RestoreCharge, 'amountCents' | 'verdict'> {
  switch (terms.support) {
    case 'none':
    case 'without-messaging':
      return { computedCents: terms.tariffCents, quantity: 1, unit: 'restore' };
    case 'flat':
      return { computedCents: 0, quantity: 1, unit: 'restore' };
    case 'hourly': {
      if (terms.rounding === 'per-minute') {
        return { computedCents: share(terms.hourCents, minutes, 60), quantity: minutes, unit: 'minute' };
      }
      const quarters = Math.ceil(minutes / 15);
      return { computedCents: share(terms.hourCents, quarters, 4), quantity: quarters, unit: 'quarter-hour' };
    }
  }
}
