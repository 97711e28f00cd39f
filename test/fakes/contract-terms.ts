import { type ContractTerms, localDate } from '../../domain/index.ts';

/** Plain terms of a client, subscribed on this day; what a test is about is changed over them. */
export function contractTerms(subscribed: string, change: Partial<ContractTerms> = {}): ContractTerms {
  const day = localDate(subscribed);
  return {
    contractId: 'c-1',
    textSha256: '0'.repeat(64),
    signatory: { name: 'Claire Martin', capacity: 'gérante', email: 'claire.martin@client.example' },
    subscriptionDate: day,
    signatureDate: day,
    serviceStart: day,
    monthlyPriceCents: 9_310,
    currency: 'EUR',
    vatRateBp: 2_000,
    dataAct: { scope: 'no', reason: 'hosting', reviewer: 'counsel' },
    profile: 'company',
    restore: { support: 'flat' },
    readings: {
      calendar: 'FR-metropole',
      start: 'T-A',
      end: 'E-eve',
      renewal: 'N-origin',
      notice: ['P3M'],
      perform: 'cal',
      suspension: ['S-day'],
      fee: 'F-prorata',
      count: 'B-user',
      lastMonth: 'P-day',
    },
    packs: ['contract-fr@1'],
    ...change,
  };
}
