/**
 * The invoicing lines of a contract as of an instant (§§ 5, 8, 9). The text fixes amounts, not every line; the oracle holds:
 * - `subscription-credit` (8.2), below zero: one a civil month, for the days after the last one owed, in the month of that day
 *   and in the later ones that were invoiced in advance. With reading P-none the month of the last day is kept whole;
 * - `reversibility` (17.2): one for the contract, once the first package with legal effect is delivered. The invoice's day is
 *   the day asked about, so that a line not yet exported falls to nothing on 2027-01-12 where the Data Act counts;
 * - `media` (17.2): one a purchase, price and carriage, if the accepted quote names a medium;
 * - `restore` (annex 1): one a restore.
 * Lines of nothing are left out, except a fee that waits for its cost sheet.
 */
import type { Case } from './case.ts';
import { type Day, daysInMonth, firstOfMonth, lastOfMonth, monthNumber, textOf } from './day-table.ts';
import { feeOf, monthShare } from './money.ts';
import type { Line } from './verdict.ts';

function credits(c: Case): Line[] {
  if (c.billing === null) return [];
  const { stop, invoicedTo } = c.billing;
  const lines: Line[] = [];
  for (let month = monthNumber(stop); firstOfMonth(month) <= invoicedTo; month += 1) {
    const length = daysInMonth(month);
    // Days owed are counted one by one.
    let owed = 0;
    for (let day = firstOfMonth(month); day <= lastOfMonth(month); day += 1) if (day <= stop) owed += 1;
    if (owed > 0 && c.agreement.lastMonth === 'P-none') continue;
    const { credit } = monthShare(c.agreement.price, owed, length);
    if (credit === 0n) continue;
    lines.push({
      kind: 'subscription-credit',
      clause: '8.2',
      cents: -credit,
      from: textOf(firstOfMonth(month) + owed),
      to: textOf(lastOfMonth(month)),
      status: 'ready',
    });
  }
  return lines;
}

function fee(c: Case, today: Day): Line[] {
  const { hand, agreement } = c;
  if (hand.performed === null || hand.mailboxes === null || c.feeWaived) return [];
  const { cents, review } = feeOf({
    mailboxes: hand.mailboxes,
    way: hand.quoteWay ?? agreement.fee,
    scope: agreement.scope,
    quoted: hand.quoted,
    done: textOf(hand.performed),
    invoiced: textOf(today),
    cost: c.cost,
  });
  if (cents === 0n && !review) return [];
  const status = review ? 'needs-review' : 'ready';
  return [{ kind: 'reversibility', clause: '17.2', cents, from: null, to: null, status }];
}

export function linesOf(c: Case, today: Day): Line[] {
  const plain =
    (kind: 'media' | 'restore', clause: string) =>
    (cents: bigint): Line => ({
      kind,
      clause,
      cents,
      from: null,
      to: null,
      status: 'ready',
    });
  return [
    ...credits(c),
    ...fee(c, today),
    ...c.media.filter((cents) => cents > 0n).map(plain('media', '17.2')),
    ...c.restores.filter((cents) => cents > 0n).map(plain('restore', 'annex-1')),
  ];
}
