import { apply } from './apply.ts';
import { approvedContext, type Context, contextOf } from './context.ts';
import { eventDuties } from './event-duties.ts';
import type { ContractEvent, ContractEventType } from './events.ts';
import { type Guard, refusalOf } from './guard.ts';
import { type GuardTable, guards } from './guards.ts';
import { CLOCK_JUMP_MS } from './guards-frame.ts';
import type { ContractState, Decision, Refusal } from './state.ts';

/**
 * What becomes of an event: accepted with the new state and what is to be done because of it, known already, or refused with
 * every rule against it. `now` is the recorder's clock and only keeps events of the future out: time is the event's own `at`,
 * so that a later fold decides the same. `table` is the set of rules; only tests ask for another.
 */
export function decide(
  state: ContractState,
  event: ContractEvent,
  now: number = event.at,
  table: GuardTable = guards,
): Decision {
  if (state.seen.has(event.id)) return { kind: 'duplicate' };
  const outcome = judge(state, event, now, table);
  if (outcome.kind === 'refused') return outcome;
  const next = { ...outcome.state, seen: new Set(state.seen).add(event.id) };
  return {
    kind: 'accepted',
    state: next,
    duties: eventDuties(state, next, outcome.context),
    effect: effectOf(state, next),
  };
}

/** The same without duties, and without the ids seen: a fold keeps those for itself. */
export function judge(
  state: ContractState,
  event: ContractEvent,
  now: number,
  table: GuardTable,
):
  | { readonly kind: 'accepted'; readonly state: ContractState; readonly context: Context }
  | { readonly kind: 'refused'; readonly reasons: readonly Refusal[] } {
  const outer = contextOf(state, event, now);
  const reasons = refusals(outer, table);
  if (reasons.length > 0) return { kind: 'refused', reasons };
  const { body } = event;
  if (body.type !== 'act.approved') return { kind: 'accepted', state: clocked(apply(outer), event), context: outer };

  const proposal = state.proposals.find((one) => one.id === body.proposalId);
  if (proposal === undefined) return { kind: 'accepted', state: clocked(state, event), context: outer };
  const context = approvedContext(outer, proposal);
  const against = refusals(context, table);
  if (against.length > 0) return { kind: 'refused', reasons: against };
  const done = apply(context);
  const proposals = done.proposals.filter((one) => one !== proposal);
  return { kind: 'accepted', state: clocked({ ...done, proposals }, event), context };
}

/** Rules against an event, of the first stage in which there are any. */
export function refusals(context: Context, table: GuardTable): readonly Refusal[] {
  for (const stage of guardsOf(table, context.body.type)) {
    const failed = stage.filter((guard) => !guard.holds(context));
    if (failed.length > 0) return failed.map((guard) => refusalOf(guard, context));
  }
  return [];
}

type Stages = readonly (readonly Guard[])[];
const indexes = new WeakMap<GuardTable, Map<ContractEventType, Stages>>();

function guardsOf(table: GuardTable, type: ContractEventType): Stages {
  const index = indexes.get(table) ?? new Map<ContractEventType, Stages>();
  indexes.set(table, index);
  const known = index.get(type);
  if (known !== undefined) return known;
  const own = Object.values(table).filter(({ on }) => on === 'any' || on.includes(type));
  const stages = (['frame', 'standing', 'content'] as const).map((stage) => own.filter((one) => one.stage === stage));
  index.set(type, stages);
  return stages;
}

/** The recorded instants, and how far of them no unexplained jump led: the first event, small steps, a witness, a person. */
function clocked(state: ContractState, { at, body }: ContractEvent): ContractState {
  const latestAt = Math.max(state.latestAt, at);
  const seen = body.type === 'clock.witnessed' ? Date.parse(body.lastSeenAt) : Number.NEGATIVE_INFINITY;
  const sure = Math.max(state.sureAt, seen);
  const trusted = body.type === 'contract.signed' || body.type === 'clock.acknowledged' || at - sure <= CLOCK_JUMP_MS;
  return { ...state, latestAt, sureAt: trusted ? Math.max(sure, at) : sure };
}

function effectOf(
  { lifecycle: from, handover: before }: ContractState,
  { lifecycle, handover }: ContractState,
): string {
  const steps = [
    ...(from.kind === lifecycle.kind ? [] : [`${from.kind} → ${lifecycle.kind}`]),
    ...(before.kind === handover.kind ? [] : [`hand-over ${before.kind} → ${handover.kind}`]),
  ];
  return steps.length === 0 ? 'recorded' : steps.join(', ');
}
