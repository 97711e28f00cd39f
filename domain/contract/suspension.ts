import type { BodyOf, Context } from './context.ts';
import { utcText } from './paris.ts';
import type { ContractState, Suspension } from './state.ts';

/** Causes on the provider's side: no termination follows from them, and the fees are looked at (§ 4.3). */
export const ownCauses: readonly string[] = ['maintenance', 'emergency'];

/** K15. An overlay: it changes no lifecycle, no hand-over and no other clock. */
export function suspended(
  state: ContractState,
  { cause, since, plannedEnd, ownDelayDays }: BodyOf<'suspension.started'>,
  { at }: Context,
): ContractState {
  return { ...state, suspension: { cause, since, recordedAt: at, plannedEnd, ownDelayDays } };
}

/** K16: what was suspended comes back at once. */
export function cured(state: ContractState): ContractState {
  return { ...state, suspension: null };
}

/** From when the days count that give the provider a right: recorded later than it began, from the record. */
export function suspensionSince({ since, recordedAt }: Suspension): string {
  return Date.parse(since) >= recordedAt ? since : utcText(recordedAt);
}
