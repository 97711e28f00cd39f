import type { ContractState, Handover, ItemState, Lifecycle, Proposal } from './state.ts';

/** Neither confirmed nor waived: the contract waits for it. */
export function isOpen({ status }: ItemState): boolean {
  return status === 'open' || status === 'contested';
}

/** Kinds in which a package of the current round is at the client's. */
const delivered: ReadonlySet<Handover['kind']> = new Set(['delivered', 'acknowledged', 'contested', 'final', 'rework']);

export function isDelivered({ kind }: Handover): boolean {
  return delivered.has(kind);
}

/** Every item of every round is confirmed or waived, and there is at least one. */
export function allSettled({ items }: Handover): boolean {
  return items.length > 0 && !items.some(isOpen);
}

/** What is at the client's: the round and root of the last package, and for each item the root of the one that it came in. */
export function atClient(handover: Handover): Proposal['of'] {
  const came = handover.items.flatMap(({ id, root }) => (root === null ? [] : [[id, root] as const]));
  return { round: handover.round, root: isDelivered(handover) ? handover.root : null, items: new Map(came) };
}

/** The kind that follows from the items, once a package is delivered. */
export function settle(handover: Handover, lifecycle: Lifecycle): Handover {
  if (!isDelivered(handover)) return handover;
  const over = 'effectiveTermination' in lifecycle;
  if (handover.items.some((item) => item.status === 'contested')) {
    return { ...handover, kind: over ? 'rework' : 'contested' };
  }
  if (!allSettled(handover)) return { ...handover, kind: 'delivered' };
  return { ...handover, kind: handover.cutover === null ? 'acknowledged' : 'final' };
}

/** The named items changed, every other as it was. */
export function changeItems(
  state: ContractState,
  ids: readonly string[],
  change: (item: ItemState) => ItemState,
): ContractState {
  const named = new Set(ids);
  const items = state.handover.items.map((item) => (named.has(item.id) ? change(item) : item));
  return { ...state, handover: settle({ ...state.handover, items }, state.lifecycle) };
}
