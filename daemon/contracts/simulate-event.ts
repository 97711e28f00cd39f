import {
  type Actor,
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  type Decision,
  decide,
  dueEvents,
  isTwoPersonType,
  may,
  type Proof,
  type TwoPersonEvent,
} from '../../domain/index.ts';

/** Half a day: the daemon looks more often, and nothing that a day decides is skipped. */
const STEP_MS = 12 * 3_600_000;
/** Longer than any contract with its renewals; a date far off would otherwise take minutes. */
const MAX_STEPS = 40 * 366 * 2;
/** Due events of one moment; each is recorded once, so that more would be a loop. */
const MAX_DUE = 20;

/** Papers as if each were there: a simulation asks what follows, not whether somebody kept the slip. */
const papers: readonly Proof[] = ['signed-pdf', 'letter', 'slip', 'requisition', 'request', 'receipt'].map((kind) => ({
  kind,
  sha256: '0'.repeat(64),
  ref: 'simulation',
}));

export interface Simulation {
  readonly state: ContractState;
  /** What time alone brought before the event. */
  readonly before: readonly ContractEventBody[];
  readonly decision: Decision;
}

/** The state at a later instant if nobody does anything: renewals, ends of notices and the like as the daemon would record them. */
export function simulateUntil(
  state: ContractState,
  fromMs: number,
  untilMs: number,
): { readonly state: ContractState; readonly events: readonly ContractEventBody[] } {
  const events: ContractEventBody[] = [];
  let count = 0;
  let current = state;
  let seen = Math.max(fromMs, state.latestAt);
  const steps = Math.ceil((untilMs - seen) / STEP_MS);
  if (steps > MAX_STEPS) throw new RangeError('no simulation reaches further than forty years');
  for (let step = 1; step <= steps; step++) {
    const at = Math.min(untilMs, seen + STEP_MS);
    for (let turn = 0; turn < MAX_DUE; turn++) {
      const [body] = dueEvents(current, at, seen);
      if (body === undefined) break;
      const id = `simulated-${count++}`;
      const decision = decide(current, eventOf(current, { id, at, body, actor: { id: 'coffre', role: 'system' } }), at);
      if (decision.kind !== 'accepted') break;
      current = decision.state;
      if (body.type !== 'clock.witnessed') events.push(body);
    }
    seen = at;
  }
  return { state: current, events };
}

/** What would become of an event at an instant, nothing written: time passes first, papers are there, persons are those needed. */
export function simulateEvent(
  state: ContractState,
  fromMs: number,
  { body, atMs }: { readonly body: ContractEventBody; readonly atMs: number },
): Simulation {
  const { state: then, events: before } = simulateUntil(state, fromMs, atMs);
  const act = (on: ContractState, what: ContractEventBody, actor: Actor): Decision =>
    decide(on, eventOf(on, { id: `simulated-${what.type}`, at: atMs, body: what, actor }), atMs);
  const decision = actAs(then, body, act);
  return { state: decision.kind === 'accepted' ? decision.state : then, before, decision };
}

function actAs(
  state: ContractState,
  body: ContractEventBody,
  act: (on: ContractState, what: ContractEventBody, actor: Actor) => Decision,
): Decision {
  const roles = ['client-admin', 'technician', 'approver', 'system'] as const;
  const alone = roles.find((role) => may(role, body.type));
  if (alone !== undefined) {
    const id = alone === 'client-admin' ? (state.terms?.signatory.name ?? 'client') : `a ${alone}`;
    const decision = act(state, body, { id, role: alone });
    if (decision.kind !== 'refused' || !isTwoPersonType(body.type)) return decision;
  }
  if (!isTwoPersonType(body.type)) return act(state, body, { id: 'a technician', role: 'technician' });
  const proposalId = 'simulated';
  const proposal = { type: 'act.proposed', proposalId, act: body as TwoPersonEvent } as const;
  const proposed = act(state, proposal, { id: 'a technician', role: 'technician' });
  if (proposed.kind !== 'accepted') return proposed;
  return act(proposed.state, { type: 'act.approved', proposalId }, { id: 'an approver', role: 'approver' });
}

function eventOf(
  state: ContractState,
  { id, at, body, actor }: Pick<ContractEvent, 'id' | 'at' | 'body' | 'actor'>,
): ContractEvent {
  return { id, at, body, actor, tenant: state.tenant, proofs: papers };
}
