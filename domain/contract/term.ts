import type { ContractTerms } from './facts.ts';
import type { Derivation, LocalDate } from './local-date.ts';
import { termEnd } from './readings.ts';
import { contractRules } from './rule-pack.ts';
import type { Lifecycle } from './state.ts';
import { termLastDay } from './term-count.ts';

/** The first day of the initial period under the reading agreed: subscription, signature, or start of service. */
export function termOrigin({ readings, subscriptionDate, signatureDate, serviceStart }: ContractTerms): LocalDate {
  if (readings.start === 'T-B') return signatureDate;
  return readings.start === 'T-C' ? serviceStart : subscriptionDate;
}

/** The last day of a period with its derivation; 0 is the initial period. */
export function termDerivation(terms: ContractTerms, period: number): Derivation {
  const { start, end, renewal } = terms.readings;
  return termEnd({ start, end, renewal, period, origin: termOrigin(terms) });
}

/** The same day without its derivation: asked many times in a fold. */
export function termEndOf(terms: ContractTerms, period: number): LocalDate {
  const { end, renewal } = terms.readings;
  const { initialMonths, renewalMonths } = contractRules;
  return termLastDay({ origin: termOrigin(terms), end, renewal, period, initialMonths, renewalMonths });
}

/** The period that runs, where one does. */
export function periodOf(lifecycle: Lifecycle): number | null {
  return 'period' in lifecycle ? lifecycle.period : null;
}
