import type { ContractTerms } from './facts.ts';
import type { Derivation, LocalDate } from './local-date.ts';
import { termEnd } from './readings.ts';
import type { Lifecycle } from './state.ts';

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

export function termEndOf(terms: ContractTerms, period: number): LocalDate {
  return termDerivation(terms, period).result;
}

/** The period that runs, where one does. */
export function periodOf(lifecycle: Lifecycle): number | null {
  return 'period' in lifecycle ? lifecycle.period : null;
}
