import type { ContractTerms } from '../../../../domain/contract/index.ts';
import { localDate } from '../../../../domain/contract/index.ts';
import type { Agreement } from '../scenario.ts';

export const signatory = { name: 'Claire Martin', capacity: 'gérante', email: 'claire.martin@client.example' } as const;

function restoreTerms(restore: Agreement['restore']): ContractTerms['restore'] {
  if (restore.support === 'flat') return { support: 'flat' };
  if (restore.support === 'hourly')
    return { support: 'hourly', hourCents: Number(restore.hour), rounding: restore.rounding };
  return { support: restore.support, tariffCents: restore.tariff === null ? null : Number(restore.tariff) };
}

/** What the scenario's parties agreed, in the product's words. */
export function termsOf(a: Agreement): ContractTerms {
  return {
    contractId: 'contract-1',
    textSha256: '1'.repeat(64),
    signatory,
    subscriptionDate: localDate(a.subscribed),
    signatureDate: localDate(a.signed),
    serviceStart: localDate(a.serviceFrom),
    monthlyPriceCents: Number(a.price),
    currency: 'EUR',
    vatRateBp: 2000,
    dataAct: { scope: a.scope, reason: 'simulated', reviewer: 'Maître Simulée' },
    profile: a.profile,
    restore: restoreTerms(a.restore),
    readings: {
      calendar: a.holidays,
      start: a.start,
      end: a.end,
      renewal: a.renewal,
      notice: a.notice,
      perform: a.perform,
      suspension: a.suspension,
      fee: a.fee,
      count: a.counted,
      lastMonth: a.lastMonth,
    },
    packs: ['contract-fr@1'],
  };
}
