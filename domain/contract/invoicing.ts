import type { Cents } from './facts.ts';
import type { InvoiceLine } from './invoice-line.ts';
import { lineOf } from './lines.ts';
import { chargeLines } from './lines-charges.ts';
import { creditLines } from './lines-credit.ts';
import type { LocalDate } from './local-date.ts';
import { parisDay } from './paris.ts';
import type { ContractState } from './state.ts';

/**
 * Every line of § 8.4 that follows from the contract so far, with stable ids. Exported ones stand as they were exported; where
 * the facts have changed since, a line of its own corrects them, by the difference. Packs are those of the day of issue: a
 * change of the law never reaches an exported line.
 */
export function invoiceLines(state: ContractState, now: number): readonly InvoiceLine[] {
  if (state.terms === null) return [];
  const today = parisDay(now);
  const exported = new Map(state.exports.map(({ lineId, on }) => [lineId, on]));
  const due = [...chargeLines(state, (id) => exported.get(id) ?? today), ...creditLines(state, today)];
  const open = due.filter((line) => !exported.has(line.lineId));
  return [...state.lines, ...open, ...corrections(state, due, today)];
}

function corrections(state: ContractState, due: readonly InvoiceLine[], today: LocalDate): readonly InvoiceLine[] {
  const now = new Map(due.map((line) => [line.lineId, line]));
  const originals = state.lines.filter((line) => line.correctsLineId === null);
  return originals.flatMap((line) => {
    const corrected = state.lines.filter((one) => one.correctsLineId === line.lineId);
    const issued: Cents = corrected.reduce((sum, one) => sum + one.amountCents, line.amountCents);
    const current = now.get(line.lineId);
    const difference = (current?.amountCents ?? 0) - issued;
    if (difference === 0) return [];
    const lineId = `${line.lineId}-c${corrected.length + 1}`;
    const textFr = `Rectification : ${line.textFr}`;
    const change = { lineId, textFr, quantity: 1, unitPriceCents: difference, correctsLineId: line.lineId };
    return [lineOf(state, { ...line, ...change, status: 'needs-review' }, today)];
  });
}
