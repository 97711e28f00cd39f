import { judge } from './decide.ts';
import { emptyState } from './empty-state.ts';
import type { ContractEvent } from './events.ts';
import { type GuardTable, guards } from './guards.ts';
import type { ContractState } from './state.ts';

/**
 * The state that a tenant's events lead to, in the order of the ledger. An event that comes twice counts once; one that the
 * rules refuse where it stands is void, in every fold. Nothing but the events is looked at: the same list gives the same state.
 */
export function foldContract(
  tenant: string,
  events: readonly ContractEvent[],
  table: GuardTable = guards,
): ContractState {
  const seen = new Set<string>();
  let state: ContractState = { ...emptyState(tenant), seen };
  for (const event of events) {
    if (seen.has(event.id)) continue;
    const outcome = judge(state, event, event.at, table);
    if (outcome.kind === 'refused') continue;
    seen.add(event.id);
    state = outcome.state;
  }
  return state;
}
