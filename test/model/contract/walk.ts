import { isDelivered } from '../../../domain/contract/handover-items.ts';
import {
  type ContractEvent,
  type ContractEventType,
  type ContractState,
  type Decision,
  decide,
  foldContract,
  type GuardTable,
  type TwoPersonEvent,
  utcText,
} from '../../../domain/index.ts';
import type { Dice } from './dice.ts';
import { allProofs, DAY_MS, type Draft, eventOf, HOUR_MS, people, TENANT } from './draft.ts';
import { type DraftedType, everyType, plausible, plausibleAct, proposable } from './plausible.ts';
import { type Aspect, spoil } from './spoil.ts';

export interface Step {
  readonly event: ContractEvent;
  readonly before: ContractState;
  readonly decision: Decision;
  /** The recorder's clock, now and then wrong; and the time by which the walk goes. */
  readonly clock: number;
  readonly now: number;
  /** What was made wrong about it, or about its proposal. */
  readonly aspect: Aspect | null;
}

export interface WalkOptions {
  readonly dice: Dice;
  readonly table: GuardTable;
  readonly steps: number;
  /** Where it goes on from; a contract not yet signed by default. */
  readonly from?: { readonly state: ContractState; readonly now: number };
  /** What its events are called: ids that no earlier part of the history has. */
  readonly name: string;
  /** What to try more often than anything else. */
  readonly aim?: Aim;
}

/** A type of event (of the act itself, where two persons are behind it), and what is wrong about it. */
export interface Aim {
  readonly type: ContractEventType;
  readonly aspect: Aspect | 'any' | null;
}

/** Forward steps of each state, so that random walks get anywhere. */
const onward: Readonly<Record<ContractState['lifecycle']['kind'], readonly DraftedType[]>> = {
  draft: ['contract.signed'],
  active: ['term.renewed', 'notice.received', 'notice.received', 'switch.requested', 'suspension.started'],
  notice: ['notice.ended', 'notice.ended', 'reversibility.requested', 'notice.dispute-settled', 'term.renewed'],
  'switch-notice': [
    'switch-notice.ended',
    'switch-notice.ended',
    'reversibility.requested',
    'switch.extended',
    'switch.infeasible',
  ],
  transition: ['reversibility.requested', 'recovery.confirmed', 'fallback.opened', 'reminder.sent', 'reminder.sent'],
  terminated: ['retrieval.ended', 'erase.instructed', 'items.claimed-late'],
  erasable: [
    'erase.instructed',
    'erase.announced',
    'act.proposed',
    'act.proposed',
    'hold.set',
    'items.claimed-late',
    'invoice.disputed',
  ],
  erasing: ['keys.destroyed', 'versions.purged', 'hold.set'],
  erased: ['last-lock.expired', 'versions.purged'],
  closed: ['erase.instructed'],
};
const handoverOnward: Readonly<Record<ContractState['handover']['kind'], readonly DraftedType[]>> = {
  none: ['reversibility.requested'],
  requested: ['quote.issued', 'quote.accepted', 'route.free-chosen', 'inventory.frozen'],
  quoted: ['inventory.frozen'],
  frozen: ['package.verified', 'package.verified', 'inventory.frozen'],
  prepared: ['package.delivered', 'package.delivered', 'rework.delivered'],
  delivered: [
    'items.confirmed',
    'items.confirmed',
    'items.contested',
    'receipt.verified',
    'bytes.covered',
    'reminder.sent',
  ],
  acknowledged: ['cutover.declared', 'cutover.declared', 'delta.needed', 'items.contested'],
  contested: ['package.verified', 'rework.delivered', 'items.confirmed', 'delta.needed'],
  final: ['recovery.confirmed', 'recovery.confirmed', 'delta.needed', 'items.contested'],
  rework: ['package.verified', 'rework.delivered', 'items.confirmed'],
};
const termsOnward: Readonly<Record<ContractState['termsOverlay']['kind'], readonly DraftedType[]>> = {
  none: ['terms.offered'],
  offered: ['terms.entered-into-force', 'terms.refused'],
  'in-force-pending': ['terms.deadline-passed', 'terms.used', 'terms.refused'],
  accepted: ['terms.offered'],
  refused: ['terms.offered', 'terms.entered-into-force'],
  undecided: ['terms.used', 'terms.offered'],
};

/** Two persons' acts that lead onward: proposed and then approved. */
function actFor({ lifecycle, suspension, handover }: ContractState, dice: Dice): TwoPersonEvent['type'] {
  if (dice.chance(0.2)) return dice.pick(proposable);
  if (lifecycle.kind === 'erasable') return 'erase.approved';
  if (lifecycle.kind === 'transition' && handover.fallbackOpenedOn !== null) return 'fallback.closed';
  if (suspension !== null && lifecycle.kind !== 'transition') return 'provider.termination-decided';
  return dice.pick(proposable);
}

/** What the provider does while the client says nothing. */
const unanswered = [
  'reminder.sent',
  'reminder.sent',
  'reminder.sent',
  'bytes.covered',
  'fallback.opened',
  'act.proposed',
] as const;

/** What an event waits for in this state, as people know who want to get there; empty where nothing is. */
function missingFor(type: ContractEventType, state: ContractState): readonly ContractEventType[] {
  const { handover, suspension, notices, instruction, holds, disputedLines } = state;
  switch (type) {
    case 'erase.approved':
      return [
        ...(instruction === null ? (['erase.instructed'] as const) : []),
        ...(holds.length > 0 ? (['hold.released'] as const) : []),
        ...(disputedLines.length > 0 ? (['invoice.dispute-settled'] as const) : []),
      ];
    case 'provider.termination-decided':
      return suspension === null ? ['suspension.started'] : [];
    case 'notice.disputed':
    case 'notice.dispute-settled':
      return notices.length === 0
        ? ['notice.received']
        : notices.some((one) => one.disputed)
          ? []
          : ['notice.disputed'];
    case 'fallback.closed':
      return [
        ...(handover.fallbackOpenedOn === null ? (['fallback.opened'] as const) : []),
        ...(handover.reminders.length < 4 ? (['reminder.sent'] as const) : []),
        ...(handover.proofs.length === 0 ? (['bytes.covered'] as const) : []),
      ];
    case 'terms.deadline-passed':
      return state.termsOverlay.kind === 'offered' ? ['terms.entered-into-force'] : [];
    default:
      return [];
  }
}

/** What brings another package to the client than the one that a paper speaks of. */
function overtaking({ handover: { kind } }: ContractState): readonly DraftedType[] {
  return kind === 'prepared' ? ['package.delivered'] : ['items.contested', 'package.verified', 'rework.delivered'];
}

const alone = new Set<ContractEventType>(everyType);

/**
 * A random history: mostly what could happen next, often with something wrong about it, now and then the same event twice,
 * one that comes late, or a clock that jumps, stands or goes back. Yields each event with the state before and the decision.
 */
export function* walk({ dice, table, steps, from, name, aim }: WalkOptions): Generator<Step> {
  let state = from?.state ?? foldContract(TENANT, []);
  let now = from?.now ?? Date.UTC(2026, dice.below(14), 1 + dice.below(28), dice.below(24));
  const delivered: ContractEvent[] = [];
  const queue: (Draft | DraftedType)[] = [];
  const asked = new WeakSet<Draft>();
  const spoilt = new WeakMap<object, Aspect>();
  const mistakes = dice.pick([0.1, 0.3, 0.5]);
  const silent = dice.chance(0.3);
  let count = 0;

  for (let step = 0; step < steps; step += 1) {
    const event = nextEvent();
    const before = state;
    const clock = dice.chance(0.02) ? event.at - HOUR_MS : Math.max(now, event.at);
    const decision = decide(state, event, clock, table);
    if (decision.kind === 'accepted') state = decision.state;
    delivered.push(event);
    yield { event, before, decision, clock, now, aspect: spoilt.get(event.body) ?? null };
    now += dice.pick([0, 60_000, HOUR_MS, 20 * HOUR_MS]);
  }

  /** New, or one that was delivered before: the same again, or one that was refused and comes later. */
  function nextEvent(): ContractEvent {
    if (delivered.length > 0 && queue.length === 0 && dice.chance(0.06)) return dice.pick(delivered);
    const next = queue.shift() ?? nextDraft();
    const draft = witnessed(typeof next === 'string' ? onTimeFor(next) : next);
    now = Math.max(now, draft.at);
    count += 1;
    return eventOf(draft, `${name}-${count}`);
  }

  function nextDraft(): Draft {
    const aimed = aim !== undefined && state.terms !== null && dice.chance(0.55) ? aim : null;
    const first = aimed === null || dice.chance(0.4) ? undefined : pickAny(missingFor(aimed.type, state));
    if (first !== undefined) return isDrafted(first) ? onTimeFor(first) : proposed(first, null);
    const type = aimed?.type ?? nextType();
    const either = aimed !== null && (proposable as readonly string[]).includes(type) && dice.chance(0.4);
    if (!isDrafted(type) || either) return proposed(type, aimed);
    if (type === 'act.proposed' && aimed === null && dice.chance(0.8)) return proposed(actFor(state, dice), null);
    return maybeSpoilt(onTimeFor(type), aimed, mistakes);
  }

  function pickAny(types: readonly ContractEventType[]): ContractEventType | undefined {
    return types.length === 0 ? undefined : dice.pick(types);
  }

  function onTimeFor(type: DraftedType): Draft {
    const { body, actor, notBefore = now } = plausible(type, state, now, dice);
    return { body, actor, proofs: allProofs, at: onTime(notBefore), tenant: TENANT };
  }

  function maybeSpoilt(draft: Draft, aimed: Aim | null, probability: number): Draft {
    if (aimed === null ? !dice.chance(probability) : aimed.aspect === null) return draft;
    const aspect = aimed === null || aimed.aspect === 'any' ? undefined : (aimed.aspect ?? undefined);
    const made = spoil(draft, dice, aspect);
    spoilt.set(made.draft.body, made.aspect);
    return made.draft;
  }

  function nextType(): ContractEventType {
    if (state.terms === null && dice.chance(0.7)) return 'contract.signed';
    const roll = dice.next();
    if (silent && state.lifecycle.kind === 'transition' && isDelivered(state.handover) && roll < 0.6)
      return dice.pick(unanswered);
    if (roll < 0.3) return dice.pick(onward[state.lifecycle.kind]);
    if (roll < 0.6) return dice.pick(handoverOnward[state.handover.kind]);
    if (roll < 0.66) return dice.pick(termsOnward[state.termsOverlay.kind]);
    if (roll < 0.8) return 'act.proposed';
    return dice.pick(everyType);
  }

  /** A proposal, and behind it in the queue its approval: by the right person in time, or not. */
  function proposed(type: ContractEventType, aimed: Aim | null): Draft {
    const waits = type === 'provider.termination-decided' && state.suspension !== null && dice.chance(0.6);
    const at = onTime(waits ? now + 30 * DAY_MS : now);
    const act = plausibleAct(type as TwoPersonEvent['type'], state, at, dice);
    const proposalId = dice.chance(0.1) ? `act-${dice.below(3)}` : `act-${name}-${count}`;
    const draft: Draft = {
      body: { type: 'act.proposed', proposalId, act },
      actor: people.technician,
      proofs: allProofs,
      at,
      tenant: TENANT,
    };
    // What is wrong may be about the proposal or about its approval.
    const blame = aimed?.aspect ?? null;
    const early = blame !== null && blame !== 'at' && blame !== 'actor' && blame !== 'tenant';
    const proposal = maybeSpoilt(draft, early ? { type, aspect: blame } : aimed && { type, aspect: null }, mistakes);
    const same = { id: dice.pick([' T.Petit ', 'T.Pet\u200bit', '\uff54.petit']), role: 'approver' } as const;
    const actor = dice.chance(0.8) ? people.approver : dice.pick([same, people.other, people.technician]);
    const approval: Draft = {
      body: { type: 'act.approved', proposalId },
      actor,
      proofs: [],
      at: proposal.at + dice.pick([HOUR_MS, HOUR_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, 9 * DAY_MS]),
      tenant: TENANT,
    };
    const blamed = spoilt.get(proposal.body);
    if (blamed !== undefined) spoilt.set(approval.body, blamed);
    // Now and then the second person takes his time, and the world goes on.
    if (type.endsWith('.confirmed') && dice.chance(aimed === null ? 0.2 : 0.6)) queue.push(...overtaking(state));
    queue.push(maybeSpoilt(approval, early ? { type, aspect: null } : aimed, mistakes / 3));
    return proposal;
  }

  /** At its time, a little early, on the edge of the day, or now. */
  function onTime(notBefore: number): number {
    if (notBefore <= now) return now;
    return notBefore - dice.pick([0, 0, 0, 0, HOUR_MS, HOUR_MS + 1, DAY_MS]);
  }

  /** Where time has passed quietly, the daemon mostly says that it saw the day before; else the clock has jumped. */
  function witnessed(draft: Draft): Draft {
    const quiet = state.terms !== null && draft.at - state.sureAt > 25 * HOUR_MS && !asked.has(draft);
    asked.add(draft);
    if (!quiet || dice.chance(0.1)) return draft;
    const before = draft.at - dice.pick([HOUR_MS, 24 * HOUR_MS, 25 * HOUR_MS, 26 * HOUR_MS]);
    const body = { type: 'clock.witnessed', lastSeenAt: utcText(before) } as const;
    queue.unshift(draft);
    return { body, actor: people.system, proofs: [], at: draft.at, tenant: TENANT };
  }
}

function isDrafted(type: ContractEventType): type is DraftedType {
  return alone.has(type);
}
