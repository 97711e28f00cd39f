import type { BodyOf, Context } from './context.ts';
import { invoiceLines } from './invoicing.ts';
import { keep } from './kept.ts';
import { proofHash } from './proof-hash.ts';
import type { Charge, ContractState } from './state.ts';

/** « si nécessaire » (art. 17.2): the client accepted a quote with a medium, and it is no rehearsal. */
function mediumWanted({ handover }: ContractState): boolean {
  return !handover.rehearsal && handover.route === 'medium' && handover.quote?.accepted === true;
}

function charged(state: ContractState, charge: Charge): ContractState {
  return { ...state, charges: [...state.charges, charge] };
}

/** A fact that money follows from, under its event: the amount itself is counted by `invoiceLines`. */
export function chargeRecorded(
  state: ContractState,
  body: BodyOf<'medium.purchased' | 'restore.charged' | 'penalty.recorded' | 'sla.claimed'>,
  context: Context,
): ContractState {
  const of = { id: context.event.id, on: context.today, proof: proofHash(context) };
  switch (body.type) {
    case 'medium.purchased':
      if (!mediumWanted(state)) return keep(state, context, 'no medium was agreed on: its price is the provider’s');
      return charged(state, {
        ...of,
        kind: 'medium',
        cents: body.priceCents + body.carriageCents,
        proof: body.invoiceSha256,
      });
    case 'restore.charged': {
      const { minutes, accepted: acceptedCents, cause } = body;
      return charged(state, { ...of, kind: 'restore', minutes, acceptedCents, cause });
    }
    case 'penalty.recorded':
      return charged(state, { ...of, kind: 'penalty', cents: body.amountCents, disclosedOn: body.disclosedOn });
    case 'sla.claimed':
      return charged(state, { ...of, kind: 'sla', month: body.month, downMs: body.downMs });
  }
}

export function invoiceDisputed(state: ContractState, { lineIds, onData }: BodyOf<'invoice.disputed'>): ContractState {
  const named = new Set(lineIds);
  const others = state.disputedLines.filter((one) => !named.has(one.lineId));
  return { ...state, disputedLines: [...others, ...[...named].map((lineId) => ({ lineId, onData }))] };
}

export function invoiceSettled(state: ContractState, lineIds: readonly string[]): ContractState {
  return { ...state, disputedLines: state.disputedLines.filter((one) => !lineIds.includes(one.lineId)) };
}

/** Frozen as they stand on this day; those that are exported already stay as they were. */
export function linesExported(
  state: ContractState,
  lineIds: readonly string[],
  { at, today: on }: Context,
): ContractState {
  const known = new Set(state.lines.map((line) => line.lineId));
  const lines = invoiceLines(state, at).filter(({ lineId }) => lineIds.includes(lineId) && !known.has(lineId));
  const exports = lines.map(({ lineId }) => ({ lineId, on }));
  return { ...state, lines: [...state.lines, ...lines], exports: [...state.exports, ...exports] };
}
