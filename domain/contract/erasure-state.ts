import type { BodyOf, Context } from './context.ts';
import type { ContractState, Lifecycle } from './state.ts';

type Over = Extract<Lifecycle, { readonly effectiveTermination: unknown }>;

/** The same end, one step further on the way to nothing left. */
function moved(state: ContractState, kind: Over['kind']): ContractState {
  const { lifecycle } = state;
  return 'effectiveTermination' in lifecycle ? { ...state, lifecycle: { ...lifecycle, kind } } : state;
}

/** L11. */
export function retrievalEnded(state: ContractState): ContractState {
  return moved(state, 'erasable');
}

/** The controller's instruction (GDPR 28(3)(g)). */
export function eraseInstructed(
  state: ContractState,
  { instruction: kind }: BodyOf<'erase.instructed'>,
  { event, today: on }: Context,
): ContractState {
  return { ...state, instruction: { id: event.id, by: event.actor, on, kind } };
}

export function eraseAnnounced(state: ContractState, { eraseOn }: BodyOf<'erase.announced'>): ContractState {
  return { ...state, announcedErasure: eraseOn };
}

/** L12: from here on nothing is served any more. */
export function eraseApproved(
  state: ContractState,
  { planSha256 }: BodyOf<'erase.approved'>,
  { event, proposal }: Context,
): ContractState {
  const requester = proposal?.by ?? event.actor;
  const facts = { requester, approver: event.actor, planSha256 };
  const open = { keysDestroyed: false, versionsPurged: false, lastLockUntil: null };
  return { ...moved(state, 'erasing'), erasure: { ...facts, ...open } };
}

/** L13: erased once the keys are destroyed and every version is dealt with. */
export function keysDestroyed(state: ContractState): ContractState {
  return erasedWhenBoth(state, { keysDestroyed: true });
}

export function versionsPurged(state: ContractState, { lastLockUntil }: BodyOf<'versions.purged'>): ContractState {
  return erasedWhenBoth(state, { versionsPurged: true, lastLockUntil });
}

function erasedWhenBoth(state: ContractState, change: Partial<NonNullable<ContractState['erasure']>>): ContractState {
  if (state.erasure === null) return state;
  const erasure = { ...state.erasure, ...change };
  const next = { ...state, erasure };
  return erasure.keysDestroyed && erasure.versionsPurged ? moved(next, 'erased') : next;
}

/** L14. */
export function lastLockExpired(state: ContractState): ContractState {
  return moved(state, 'closed');
}
