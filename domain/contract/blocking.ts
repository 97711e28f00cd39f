import type { ContractState, Refusal } from './state.ts';

/** What keeps the contract from ending, or from erasure where it has ended. */
export function blocking(_state: ContractState, _now: number): readonly Refusal[] {
  throw new Error('not yet');
}
