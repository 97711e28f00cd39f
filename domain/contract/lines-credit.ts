import { billedUntil, heldAfter } from './billing.ts';
import type { Cents, ContractTerms } from './facts.ts';
import type { InvoiceLine } from './invoice-line.ts';
import { type LineFacts, lineOf } from './lines.ts';
import { earlierOf, type LocalDate, laterOf, plusDays, plusMonths } from './local-date.ts';
import { lastMonth } from './proration.ts';
import { CONTRACT_PACK } from './rule-pack.ts';
import type { ContractState } from './state.ts';
import { firstOfMonth, lastOfMonth } from './term-count.ts';

/**
 * Days paid in advance that are not due (art. 8.2, § 8.3): one line a month, below zero. Behind the last billed day the credit
 * is ready. Between D0 + 30 days and that day, while the client does not answer, it is held: an approver issues it, or nobody.
 */
export function creditLines(state: ContractState, today: LocalDate): readonly InvoiceLine[] {
  const { terms, lifecycle, feesBasis, handover } = state;
  if (terms === null || !('contractEnd' in lifecycle)) return [];
  const over = 'effectiveTermination' in lifecycle;
  // Months are billed in advance until the services end: the last one billed is that of today, or of the end.
  const paid = lastOfMonth(over ? earlierOf(lifecycle.effectiveTermination, today) : today);
  const stop = billedUntil(state);
  const held = heldAfter(state);
  const ready = stop === null || feesBasis === null ? [] : months(terms, stop, paid, 'ready', feesBasis);
  const { firstDelivery } = handover;
  if (held === null || firstDelivery === null) return ready.map((line) => lineOf(state, line, today));
  const until = earlierOf(stop ?? earlierOf(today, paid), paid);
  return [...ready, ...months(terms, held, until, 'held', firstDelivery)].map((line) => lineOf(state, line, today));
}

/** A line a month for the days after `after`, until `until` included. */
function months(
  terms: ContractTerms,
  after: LocalDate,
  until: LocalDate,
  status: 'ready' | 'held',
  basis: { readonly id: string; readonly proof: string },
): readonly LineFacts[] {
  const lines: LineFacts[] = [];
  for (let month = firstOfMonth(after); month <= until; month = plusMonths(month, 1)) {
    const periodStart = laterOf(month, plusDays(after, 1));
    const periodEnd = earlierOf(lastOfMonth(month), until);
    const credit = periodStart > periodEnd ? 0 : creditOf(terms, after, month) - creditOf(terms, periodEnd, month);
    if (credit <= 0) continue;
    lines.push({
      lineId: `credit-${month.slice(0, 7)}${status === 'held' ? '-held' : ''}`,
      kind: 'subscription-credit',
      clause: '5',
      reading: terms.readings.lastMonth,
      packId: CONTRACT_PACK,
      quantity: 1,
      unit: 'month-part',
      unitPriceCents: -credit,
      periodStart,
      periodEnd,
      basisEventId: basis.id,
      proofHash: basis.proof,
      status,
      textFr:
        status === 'held'
          ? `Abonnement retenu du ${periodStart} au ${periodEnd} (art. 5, récupération non confirmée)`
          : `Avoir d’abonnement du ${periodStart} au ${periodEnd} (art. 5 et 8.2)`,
    });
  }
  return lines;
}

/** What is credited of a month whose last billed day is `end`: all of it where that lies before, nothing where behind. */
function creditOf({ monthlyPriceCents, readings }: ContractTerms, end: LocalDate, month: LocalDate): Cents {
  if (end < month) return monthlyPriceCents;
  if (end >= lastOfMonth(month)) return 0;
  return lastMonth({ priceCents: monthlyPriceCents, end, reading: readings.lastMonth }).creditCents;
}
