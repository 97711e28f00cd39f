import { base32, type Clock } from '../core/index.ts';
import {
  type Actor,
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  type Decision,
  type Duty,
  decide,
  foldContract,
  type Proof,
  type Refusal,
} from '../domain/index.ts';
import { contractAct, contractEvents, contractEventTypes, type Ledger } from '../ledger/index.ts';
import { pipelineError } from './errors.ts';

export interface Contract {
  readonly state: ContractState;
  /** In the order of the ledger, those without effect included. */
  readonly events: readonly ContractEvent[];
}

/** What the ledger says of a tenant's contract; a draft where nothing was recorded yet. */
export async function readContract(ledger: Pick<Ledger, 'events'>, tenant: string): Promise<Contract> {
  const events = contractEvents(await ledger.events({ tenant }));
  return { state: foldContract(tenant, events), events };
}

/**
 * What the events since `since` (ms) gave people to do, found again by judging each anew: whoever recorded one need not have
 * told anybody, and a duty has the same key each time.
 */
export function recentDuties(tenant: string, events: readonly ContractEvent[], since: number): readonly Duty[] {
  const first = events.findIndex((event) => event.at >= since);
  if (first < 0) return [];
  let state = foldContract(tenant, events.slice(0, first));
  return events.slice(first).flatMap((event) => {
    const decision = decide(state, event, event.at);
    if (decision.kind !== 'accepted') return [];
    state = decision.state;
    return [...decision.duties];
  });
}

export interface ContractDeps {
  readonly ledger: Pick<Ledger, 'append' | 'events'>;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}

export interface ContractAct {
  readonly tenant: string;
  readonly actor: Actor;
  readonly body: ContractEventBody;
  readonly proofs: readonly Proof[];
  /** Of an event that may come twice (a form sent again, a queue's redelivery); made up where absent. */
  readonly id?: string;
}

export interface ContractOutcome {
  readonly event: ContractEvent;
  readonly state: ContractState;
  readonly duties: readonly Duty[];
  /** False where this very event was in the ledger before. */
  readonly recorded: boolean;
}

/** What would become of the act now; nothing is written. */
export async function tryContractEvent(deps: ContractDeps, act: ContractAct): Promise<Decision> {
  const { state } = await readContract(deps.ledger, act.tenant);
  const at = deps.clock.now();
  return decide(state, eventOf(act, act.id ?? '(tried)', at), at);
}

/**
 * Records what happened to a contract, or throws CONTRACT_REFUSED with every rule against it and what unlocks it. The event
 * is in the vault when this resolves. Two processes that record at once are put in order by the ledger: the second is judged
 * again behind the first, and where it has lost its ground it stands in the ledger without effect and is refused here.
 * CONTRACT_ID_TAKEN where the id is that of another type of event.
 */
export async function recordContractEvent(
  deps: ContractDeps,
  act: ContractAct,
  signal: AbortSignal,
): Promise<ContractOutcome> {
  const id = act.id ?? `${act.body.type}-${base32(deps.random(10))}`;
  const before = await readContract(deps.ledger, act.tenant);
  requireOwnId(id, act, before.events);
  const at = deps.clock.now();
  const first = decide(before.state, eventOf(act, id, at), at);
  if (first.kind === 'duplicate') {
    const known = before.events.find((event) => event.id === id) ?? eventOf(act, id, at);
    return { event: known, state: before.state, duties: [], recorded: false };
  }
  if (first.kind === 'refused') throw contractRefused(act.body.type, first.reasons);

  const { actor, tenant, proofs, body } = act;
  const stored = await deps.ledger.append(contractAct({ id, actor, tenant, proofs, body }), signal);
  const event = eventOf(act, id, Date.parse(stored.at));
  const acts = await deps.ledger.events({ tenant });
  const earlier = contractEvents(acts.filter((one) => one.seq < stored.seq));
  const settled = decide(foldContract(tenant, earlier), event, event.at);
  if (settled.kind === 'refused') throw contractRefused(act.body.type, settled.reasons);
  requireOwnId(id, act, earlier);
  const state = foldContract(tenant, contractEvents(acts));
  const isNew = settled.kind === 'accepted';
  return { event, state, duties: isNew ? settled.duties : [], recorded: isNew };
}

/** Ids that are made of what an event is about, beside those that begin with its type. */
const KEPT_IDS: readonly (readonly [start: string, type: ContractEventBody['type']])[] = [
  ...contractEventTypes().map((type) => [`${type}-`, type] as const),
  ['reminder-', 'reminder.sent'],
];

/**
 * An id that another type of event bears, or will bear, is not this one's: the service names its own acts by what they are
 * about (`keys.destroyed-<plan>`), and whoever took such a name first would pass for a repetition of the act and keep it out.
 */
function requireOwnId(id: string, { body }: ContractAct, events: readonly ContractEvent[]): void {
  const kept = KEPT_IDS.some(([start, type]) => type !== body.type && id.startsWith(start));
  const known = events.find((event) => event.id === id);
  if (!kept && (known === undefined || known.body.type === body.type)) return;
  throw pipelineError('CONTRACT_ID_TAKEN', `${JSON.stringify(id.slice(0, 128))} is no id of a ${body.type}`);
}

/** CONTRACT_REFUSED with each rule, its clause and what unlocks it. */
export function contractRefused(what: string, reasons: readonly Refusal[]): Error {
  const [first] = reasons;
  const message = reasons.map((one) => `${one.message.en} (${one.rule}, art. ${one.clause})`).join('; ');
  const unlock = reasons.map((one) => one.unlockedBy.en).filter((one, index, all) => all.indexOf(one) === index);
  return pipelineError('CONTRACT_REFUSED', `${what} is refused: ${message}`, {
    ...(unlock.length === 0 ? {} : { hint: `${unlock.join('; ')}.` }),
    facts: { rule: first?.rule ?? '', rules: reasons.map((one) => one.rule).join(' ') },
  });
}

function eventOf(act: ContractAct, id: string, at: number): ContractEvent {
  return { id, at, actor: act.actor, tenant: act.tenant, proofs: act.proofs, body: act.body };
}
