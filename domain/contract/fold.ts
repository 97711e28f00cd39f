import type { ContractEvent } from './events.ts';
import type { ContractState } from './state.ts';

/** The state that a tenant's events lead to, in the order of the ledger; those without ground are void. */
export function foldContract(_tenant: string, _events: readonly ContractEvent[]): ContractState {
  throw new Error('not yet');
}
