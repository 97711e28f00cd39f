import type { ContractState, Duty } from './state.ts';

/** What is to be told or done now because of a date, keyed so that each is told once. */
export function dutiesOf(_state: ContractState, _now: number): readonly Duty[] {
  throw new Error('not yet');
}
