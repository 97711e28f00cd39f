import type { BodyOf, Context } from './context.ts';
import type { Cents } from './facts.ts';
import { reversibilityFee, tariffsFor } from './fee.ts';

/** Null where the quoted amount is at most what may be asked for; else that amount. A quote below the tariff is a present. */
export function quoteProblem(
  { mailboxes, reading, amountCents }: BodyOf<'quote.issued'>,
  { state, today }: Pick<Context, 'state' | 'today'>,
): Cents | null {
  const { terms, directCostCents, feeWaived: waived } = state;
  if (terms === null || !Number.isSafeInteger(mailboxes) || mailboxes < 0) return 0;
  const { scope } = terms.dataAct;
  const days = { quoteOn: today, doneOn: null, invoiceOn: null };
  const fee = reversibilityFee({ mailboxes, reading, scope, ...days, directCostCents, waived });
  // Without a cost sheet yet, the invoice is held to the cost later: the tariff bounds the quote until then.
  const most = fee.zeroBecause === 'no-cost-sheet' ? tariffsFor(mailboxes)[reading] : fee.amountCents;
  return Number.isSafeInteger(amountCents) && amountCents >= 0 && amountCents <= most ? null : most;
}
