import type { ContractEventBody } from './events.ts';
import type { ContractState } from './state.ts';

/**
 * Events that time alone brings (§ 6.6) and that the daemon records now, in this order, each after folding the one before.
 * `lastSeenAt`: the latest instant that the daemon knew before `now` (its last tick, a night, an act of any tenant).
 */
export function dueEvents(_state: ContractState, _now: number, _lastSeenAt: number): readonly ContractEventBody[] {
  throw new Error('not yet');
}
