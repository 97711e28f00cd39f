import type { BodyOf, Context } from './context.ts';
import { noHandover } from './empty-state.ts';
import { changeItems, isOpen, settle } from './handover-items.ts';
import { keep } from './kept.ts';
import { proofHash } from './proof-hash.ts';
import type { ContractState, Handover, ItemState } from './state.ts';

const withHandover = (state: ContractState, change: Partial<Handover>): ContractState => ({
  ...state,
  handover: { ...state.handover, ...change },
});

/**
 * H1. From an active contract it is a rehearsal; the first real request begins anew. Once the contract has ended, a request is
 * the newest will of the controller: an instruction to erase that was given before has to be given again.
 */
export function handoverRequested(state: ContractState, context: Context): ContractState {
  const { lifecycle, handover } = state;
  const rehearsal = lifecycle.kind === 'active';
  const after = lifecycle.kind === 'terminated' || lifecycle.kind === 'erasable';
  const base = after ? { ...state, instruction: null, announcedErasure: null } : state;
  if (handover.kind !== 'none' && (!handover.rehearsal || rehearsal)) {
    return keep(base, context, 'a hand-over is under way: it is served from there');
  }
  const begun = { ...noHandover, kind: 'requested', round: 1, rehearsal, requestedOn: context.today } as const;
  return { ...base, handover: begun };
}

export function quoteIssued(state: ContractState, body: BodyOf<'quote.issued'>, { today }: Context): ContractState {
  const { quoteId: id, amountCents, reading, route } = body;
  return withHandover(state, { route, quote: { id, amountCents, reading, accepted: false, on: today } });
}

/** H2. Neither is needed for the online package: an unaccepted quote never blocks it. */
export function quoteAccepted(state: ContractState): ContractState {
  const { quote, kind } = state.handover;
  const next = kind === 'requested' ? 'quoted' : kind;
  return quote === null ? state : withHandover(state, { kind: next, quote: { ...quote, accepted: true } });
}

export function freeRouteChosen(state: ContractState): ContractState {
  const { kind } = state.handover;
  return withHandover(state, { kind: kind === 'requested' ? 'quoted' : kind, route: 'online', quote: null });
}

/**
 * H3. Mailboxes are counted at the first freeze, once. Several events of one instant are one freeze (long lists come in parts);
 * a later instant is a new freeze of the same round.
 */
export function inventoryFrozen(
  state: ContractState,
  body: BodyOf<'inventory.frozen'>,
  { event }: Context,
): ContractState {
  const { handover } = state;
  const { frozenAt, notCaptured } = body;
  const more = handover.kind === 'frozen' && handover.frozenAt === frozenAt;
  const listed = new Set(body.items);
  const kept = handover.items.filter(
    (item) => !listed.has(item.id) && (more || item.round < handover.round || !isOpen(item)),
  );
  const added = [...listed].map(
    (id): ItemState => ({ id, round: handover.round, status: 'open', reason: null, root: null }),
  );
  const counted =
    handover.countedBy === null
      ? { countedBy: event.id, userMailboxes: body.userMailboxes, allMailboxes: body.allMailboxes }
      : {};
  return withHandover(state, {
    ...counted,
    kind: 'frozen',
    frozenAt,
    notCaptured: more ? [...handover.notCaptured, ...notCaptured] : notCaptured,
    items: [...kept, ...added],
    covered: new Set([...handover.covered].filter((id) => !listed.has(id))),
    verified: null,
  });
}

/** H4: prepared once the verified package holds every item of the round; of a rework, remembered for H8. */
export function packageVerified(state: ContractState, body: BodyOf<'package.verified'>): ContractState {
  const { handover } = state;
  const { packageId, root } = body;
  const before = handover.verified;
  const same = before !== null && before.packageId === packageId && before.root === root;
  const items = new Set([...(same ? before.items : []), ...body.items]);
  const verified = { packageId, root, items };
  const due = handover.items.filter((item) => item.round === handover.round && isOpen(item));
  if (handover.kind !== 'frozen' || !due.every((item) => items.has(item.id))) return withHandover(state, { verified });
  return withHandover(state, { kind: 'prepared', verified, packageId, root, deliveredOn: null });
}

/** H5. The first delivery of all is D0: what is billed in doubt is counted from it, and no later one moves it. */
export function packageDelivered(
  state: ContractState,
  body: BodyOf<'package.delivered'>,
  context: Context,
): ContractState {
  const { handover } = state;
  const { event, today } = context;
  const firstDelivery = handover.firstDelivery ?? { id: event.id, on: today, proof: proofHash(context) };
  if (handover.kind !== 'prepared') return withHandover(state, { firstDelivery, deliveredBy: body.by });
  const begun = { deliveredOn: today, deliveredBy: body.by, proofs: [] };
  const items = handover.items.map((one) =>
    handover.verified?.items.has(one.id) ? { ...one, root: handover.root } : one,
  );
  const open = { ...handover, ...begun, items, firstDelivery, reminders: [], letters: [], kind: 'delivered' as const };
  return { ...state, handover: settle(open, state.lifecycle) };
}

/** H6, and what closes a contest: the client's confirmation of the item. */
export function itemsConfirmed(state: ContractState, items: readonly string[]): ContractState {
  return changeItems(state, items, (item) => ({ ...item, status: 'confirmed', reason: null }));
}

export function itemsWaived(state: ContractState, items: readonly string[]): ContractState {
  return changeItems(state, items, (item) => ({ ...item, status: 'waived', reason: null }));
}

/** H7, H12: only these items become open again; what was signed for the end to come covers them no more. */
export function itemsContested(
  state: ContractState,
  body: BodyOf<'items.contested' | 'items.claimed-late'>,
): ContractState {
  const { reason } = body;
  const contested = changeItems(state, body.items, (item) => ({ ...item, status: 'contested', reason }));
  return 'effectiveTermination' in state.lifecycle ? contested : { ...contested, confirmation: null };
}

/** H8: the reminders start again for these items. */
export function reworkDelivered(
  state: ContractState,
  body: BodyOf<'rework.delivered'>,
  { today }: Context,
): ContractState {
  const { packageId, root } = body;
  const open = changeItems(state, body.items, (item) => ({ ...item, status: 'open', reason: null, root }));
  return withHandover(open, {
    packageId,
    root,
    deliveredOn: today,
    proofs: [],
    covered: new Set([...state.handover.covered].filter((id) => !body.items.includes(id))),
    reminders: [],
    letters: [],
    fallbackOpenedOn: null,
  });
}

/** H9: proof (b) where the client signed the receipt, (c) for a medium read back; one that differs is kept. */
export function receiptVerified(
  state: ContractState,
  body: BodyOf<'receipt.verified'>,
  context: Context,
): ContractState {
  const { handover } = state;
  if (body.root !== handover.root || body.differences !== 0) {
    return keep(state, context, 'the receipt differs from what was delivered: a person compares');
  }
  const proof = body.signed ? 'b' : handover.deliveredBy === 'medium' ? 'c' : null;
  if (proof === null) return keep(state, context, 'an unsigned receipt of an online delivery proves no reception');
  const provenOn = proof === 'b' ? (handover.provenOn ?? context.today) : handover.provenOn;
  const { verified } = handover;
  const items = verified !== null && verified.root === body.root ? [...verified.items] : [];
  return withHandover(covering(state, items, proof), { provenOn });
}

/** Proof (d): every byte of these items was served. */
export function bytesCovered(state: ContractState, items: readonly string[]): ContractState {
  return covering(state, items, 'd');
}

function covering(state: ContractState, items: readonly string[], proof: 'b' | 'c' | 'd'): ContractState {
  const { proofs, covered } = state.handover;
  return withHandover(state, {
    proofs: proofs.includes(proof) ? proofs : [...proofs, proof],
    covered: new Set([...covered, ...items]),
  });
}

/** H10: mail arrived after the freeze. A new round of new items; what was signed waits for it, cut-over is to be declared again. */
export function deltaNeeded(state: ContractState): ContractState {
  const { handover } = state;
  const next = withHandover(state, {
    kind: 'frozen',
    round: handover.round + 1,
    frozenAt: null,
    packageId: null,
    root: null,
    verified: null,
    cutover: null,
    deliveredOn: null,
    proofs: [],
    fallbackOpenedOn: null,
  });
  return { ...next, confirmation: null };
}

/** H11. */
export function cutoverDeclared(state: ContractState, body: BodyOf<'cutover.declared'>): ContractState {
  const handover = { ...state.handover, cutover: body.on };
  return { ...state, handover: settle(handover, state.lifecycle) };
}

export function reminderSent(state: ContractState, body: BodyOf<'reminder.sent'>): ContractState {
  const { handover } = state;
  if (body.kind !== 'confirm') return state;
  const reminders = [...new Set([...handover.reminders, body.step])];
  const letters = body.letter ? [...new Set([...handover.letters, body.step])] : handover.letters;
  return withHandover(state, { reminders, letters });
}
