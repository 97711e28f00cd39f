import type { ContractTerms } from './facts.ts';
import { isLocalDate } from './local-date.ts';

/** What keeps a contract from being signed as it is (L1); empty for a complete one. */
export function termsProblems(terms: ContractTerms): readonly string[] {
  const { contractId, textSha256, signatory, monthlyPriceCents, vatRateBp, readings } = terms;
  const days = [terms.subscriptionDate, terms.signatureDate, terms.serviceStart];
  const checks: Readonly<Record<string, boolean>> = {
    contractId: contractId.trim() !== '',
    textSha256: /^[0-9a-f]{64}$/.test(textSha256),
    'signatory.name': signatory.name.trim() !== '',
    'signatory.capacity': signatory.capacity.trim() !== '',
    dates: days.every(isLocalDate),
    monthlyPriceCents: Number.isSafeInteger(monthlyPriceCents) && monthlyPriceCents >= 0,
    vatRateBp: Number.isSafeInteger(vatRateBp) && vatRateBp >= 0 && vatRateBp <= 10_000,
    'readings.notice': readings.notice.some((reading) => reading !== 'CIV3'),
    'readings.suspension': readings.suspension.length > 0,
  };
  return Object.entries(checks).flatMap(([name, sound]) => (sound ? [] : [name]));
}
