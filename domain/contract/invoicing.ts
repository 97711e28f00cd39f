import type { InvoiceLine } from './invoice-line.ts';
import type { ContractState } from './state.ts';

/** Every line of § 8.4 that follows from the contract so far, exported ones as they were exported. */
export function invoiceLines(state: ContractState, _now: number): readonly InvoiceLine[] {
  return state.lines;
}
