/**
 * The invoicing lines of a contract as of a day (§§ 5, 8, 9). The text fixes amounts, not every line; the oracle holds:
 * - `subscription-credit` (5, 8.2), below zero. The billing tool invoices every month in advance until the services end, so
 *   each civil month invoiced gives back the days after the last one owed. Owed is up to: a provider's termination's earliest
 *   date; a signed receipt, though never before the contract's end; the latest day of a switch's transition; the effective
 *   termination. Days of a transition after D0 + 30 that are still owed are computed, and wait for an approver (`held`). With
 *   reading P-none the month of the last day owed is kept whole;
 * - `reversibility` (17.2): one for the contract, once the first package with legal effect is delivered, if the client accepted
 *   a quote, whose sum is a ceiling: the free route costs nothing. The invoice's day is the day asked about, so that a line not yet exported falls to
 *   nothing on 2027-01-12 where the Data Act counts;
 * - `media` (17.2): one a purchase, price and carriage, that is made while the accepted quote names a medium;
 * - `restore` (annex 1): one a restore; above the sum accepted a person asks again (`needs-review`).
 * Lines of nothing are left out, except a fee that waits for its cost sheet.
 */
import type { Case } from './case.ts';
import { type Day, daysInMonth, firstOfMonth, lastOfMonth, monthNumber, textOf } from './day-table.ts';
import { feeOf, lesser, monthShare, tariffOf } from './money.ts';
import type { Line } from './verdict.ts';

/** What the days from `first` to `last` of one month cost: what is billed up to `last` less what is up to the day before. */
function shareOf(c: Case, first: Day, last: Day): bigint {
  const month = monthNumber(first);
  const length = daysInMonth(month);
  const upTo = (day: Day): bigint => monthShare(c.agreement.price, day - firstOfMonth(month) + 1, length).billed;
  return upTo(last) - upTo(first - 1);
}

function creditsOf(c: Case, first: Day, last: Day, status: 'ready' | 'held'): Line[] {
  const lines: Line[] = [];
  for (let from = first; from <= last; from = lastOfMonth(monthNumber(from)) + 1) {
    const to = Math.min(last, lastOfMonth(monthNumber(from)));
    const cents = -shareOf(c, from, to);
    if (cents === 0n) continue;
    lines.push({ kind: 'subscription-credit', clause: '5', cents, from: textOf(from), to: textOf(to), status });
  }
  return lines;
}

/** The last day owed, as far as it is known. */
function lastOwed(c: Case): Day | null {
  const known = [c.feeStop, c.effective];
  const { signedReceipt } = c.hand;
  if (c.contractEnd !== null && signedReceipt !== null) known.push(Math.max(c.contractEnd, signedReceipt));
  if (c.contractEnd !== null) known.push(c.latest);
  const days = known.filter((day) => day !== null);
  return days.length === 0 ? null : Math.min(...days);
}

function credits(c: Case, today: Day): Line[] {
  if (c.contractEnd === null) return [];
  const whole = c.agreement.lastMonth === 'P-none';
  const monthEnd = (day: Day): Day => lastOfMonth(monthNumber(day));
  const stop = lastOwed(c);
  const untilNow = Math.min(today, c.effective ?? today);
  const ready = stop === null ? [] : creditsOf(c, (whole ? monthEnd(stop) : stop) + 1, monthEnd(untilNow), 'ready');
  if (c.hand.performed === null) return ready;
  const waits = Math.max(c.hand.performed + 30, c.contractEnd);
  // While no last day is known the days that passed wait; once it is, all up to it, in the months that were invoiced.
  const last = stop === null ? untilNow : Math.min(stop, monthEnd(untilNow));
  if (!whole) return [...creditsOf(c, waits + 1, last, 'held'), ...ready];
  const held = creditsOf(c, monthEnd(waits) + 1, monthEnd(last), 'held');
  return [...held.map((line) => (line.to === textOf(monthEnd(last)) ? { ...line, to: textOf(last) } : line)), ...ready];
}

function fee(c: Case, today: Day): Line[] {
  const { hand, agreement } = c;
  if (hand.performed === null || hand.mailboxes === null || hand.quoteWay === null || c.feeWaived) return [];
  if (tariffOf(hand.mailboxes, hand.quoteWay) === 0n) return [];
  const found = feeOf({
    mailboxes: hand.mailboxes,
    way: hand.quoteWay,
    scope: agreement.scope,
    quoted: hand.quoted,
    done: textOf(hand.performed),
    invoiced: textOf(c.feeInvoiced ?? today),
    cost: c.cost,
  });
  const cents = lesser(found.cents, hand.ceiling);
  const status = found.review ? 'needs-review' : 'ready';
  return [{ kind: 'reversibility', clause: '17.2', cents, from: null, to: null, status }];
}

const plain = (kind: 'media' | 'restore', clause: string, cents: bigint, review: boolean): Line => ({
  kind,
  clause,
  cents,
  from: null,
  to: null,
  status: review ? 'needs-review' : 'ready',
});

export function linesOf(c: Case, today: Day): Line[] {
  return [
    ...credits(c, today),
    ...fee(c, today),
    ...c.media.map((cents) => plain('media', '17.2', cents, false)),
    ...c.restores.map(({ cents, above }) => plain('restore', 'An. 1', cents, above)),
  ].filter(({ cents, status }) => cents !== 0n || status === 'needs-review');
}
