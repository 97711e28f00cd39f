import type { Derivation } from './local-date.ts';
import type { ContractState } from './state.ts';

/** Every running timer of § 6.6 with its derivation, the earliest first. */
export function timersOf(_state: ContractState, _now: number): readonly Derivation[] {
  throw new Error('not yet');
}
