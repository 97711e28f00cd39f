import type { ContractEvent, ContractEventBody, ContractEventType, Proof } from './events.ts';
import type { LocalDate } from './local-date.ts';
import { endOfDay, parisDay } from './paris.ts';
import type { ContractState, Proposal } from './state.ts';

export type BodyOf<Type extends ContractEventType> = Extract<ContractEventBody, { readonly type: Type }>;

/** An event in front of a state: what guards and regions look at. Only the event's own instant counts as time. */
export interface Context {
  readonly state: ContractState;
  readonly event: ContractEvent;
  readonly body: ContractEventBody;
  /** The approved proposal that the body comes from, where two persons act. */
  readonly proposal: Proposal | null;
  readonly proofs: readonly Proof[];
  readonly at: number;
  /** The recorder's clock, never before `at` in a fold. */
  readonly now: number;
  /** The day of `at` in Paris. */
  readonly today: LocalDate;
}

export function contextOf(state: ContractState, event: ContractEvent, now: number): Context {
  const { body, proofs, at } = event;
  return { state, event, body, proposal: null, proofs, at, now, today: parisDay(at) };
}

/** The same instant and the same event, with the act that it approves in the place of the approval. */
export function approvedContext(context: Context, proposal: Proposal): Context {
  return { ...context, body: proposal.act, proposal, proofs: [...proposal.proofs, ...context.proofs] };
}

/** True when the last instant of the day lies behind the event: a clock that stands or goes back never makes it so. */
export function isOver(day: LocalDate, { at }: Pick<Context, 'at'>): boolean {
  return at >= endOfDay(day);
}

/** The highest instant known: for what must not come back to life when a clock goes back. */
export function latestOf({ state, at }: Pick<Context, 'state' | 'at'>): number {
  return Math.max(at, state.latestAt);
}

export function hasProof(context: Context, ...kinds: readonly string[]): boolean {
  return context.proofs.some((proof) => kinds.length === 0 || kinds.includes(proof.kind));
}
