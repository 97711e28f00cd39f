import type { ContractState } from './state.ts';

/** The running deadlines as an iCalendar file (RFC 5545), in French and English. */
export function calendarFile(_state: ContractState, _now: number): string {
  throw new Error('not yet');
}
