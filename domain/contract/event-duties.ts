import type { Context } from './context.ts';
import type { ContractState, Duty } from './state.ts';

export function eventDuties(_before: ContractState, _after: ContractState, _context: Context): readonly Duty[] {
  return [];
}
