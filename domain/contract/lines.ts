import { disputeBy } from './deadlines.ts';
import type { InvoiceLine } from './invoice-line.ts';
import type { LocalDate } from './local-date.ts';
import type { ContractState } from './state.ts';

/** What differs from line to line; the rest follows from the contract. */
export type LineFacts = Omit<
  InvoiceLine,
  'tenantId' | 'contractId' | 'vatRateBp' | 'amountCents' | 'disputeBy' | 'correctsLineId'
> & { readonly correctsLineId?: string };

/** A line as it would be issued on a day: its dispute runs from there (K20). Ids are unique in the contract. */
export function lineOf({ tenant, terms }: ContractState, facts: LineFacts, issued: LocalDate): InvoiceLine {
  const { readings, contractId, vatRateBp } = terms ?? { readings: null, contractId: '', vatRateBp: 0 };
  return {
    ...facts,
    tenantId: tenant,
    contractId,
    vatRateBp,
    amountCents: facts.quantity * facts.unitPriceCents,
    disputeBy: readings === null ? null : disputeBy(issued, readings.calendar).result,
    correctsLineId: facts.correctsLineId ?? null,
  };
}
