/**
 * Plays a scenario to the product, act by act and midnight by midnight, and lists every difference from the oracle's verdict:
 * what was accepted, the state, the deadlines and the lines. At each instant the daemon's part is played too: what is due by
 * date is recorded, just before the midnight on which the oracle expects a change and at it.
 */
import {
  type ContractEvent,
  type ContractState,
  decide,
  dueEvents,
  foldContract,
} from '../../../../domain/contract/index.ts';
import type { Act, Scenario } from '../scenario.ts';
import type { Deadlines, Moment, Verdict } from '../verdict.ts';
import { compareDeadlines, compareLines, comparePicture } from './compare.ts';
import { bySystem, everyProof, type Sent, translator, witness } from './events-of.ts';

export interface Difference {
  readonly at: number;
  /** The act, or what the dates did. */
  readonly after: string;
  readonly what: string;
  readonly oracle: string;
  readonly product: string;
}

const tenant = 'tenant-1';
const hour = 3_600_000;

export interface Played {
  readonly differences: readonly Difference[];
  readonly events: readonly ContractEvent[];
  readonly state: ContractState;
}

export function play(scenario: Scenario, verdict: Verdict & { readonly deadlines: readonly Deadlines[] }): Played {
  const events: ContractEvent[] = [];
  const differences: Difference[] = [];
  const acts = new Map(scenario.acts.map((act) => [act.id, act]));
  const translate = translator(scenario);
  let state = foldContract(tenant, []);
  let lastReasons = '';

  const record = (id: string, { at, actor, body }: Sent): boolean => {
    const event: ContractEvent = { id, at, actor, tenant, proofs: everyProof, body };
    events.push(event);
    const decision = decide(state, event, at);
    lastReasons =
      decision.kind === 'refused'
        ? decision.reasons.map(({ rule, message }) => `${rule} (${message.en})`).join(' ')
        : decision.kind;
    if (decision.kind === 'accepted') state = decision.state;
    return decision.kind === 'accepted';
  };
  const tick = (at: number): void => {
    for (let turn = 0; turn < 30; turn += 1) {
      const due = dueEvents(state, at, at - hour);
      const [body] = due;
      if (body === undefined) return;
      if (!record(`due-${events.length}`, bySystem(at, body))) {
        differences.push({ at, after: body.type, what: 'due', oracle: 'accepted', product: lastReasons });
        return;
      }
    }
    throw new Error(`${scenario.name}: events stay due for ever`);
  };
  const perform = (act: Act): boolean => {
    let accepted = true;
    const all = translate(act, state);
    // The daemon was here before: what the dates brought by then is recorded.
    const [first] = all;
    if (first !== undefined && first.at > state.latestAt) tick(first.at - 1);
    for (const [index, sent] of all.entries()) {
      // A clock that nobody saw for more than a day would make the product wait for a person.
      if (sent.at - state.latestAt > 25 * hour) record(`witness-${events.length}`, witness(sent.at));
      const last = sent.at === act.at;
      accepted = record(last ? act.id : `${act.id}-${index}`, sent);
    }
    return accepted;
  };

  let before: Moment | undefined;
  for (const [index, moment] of verdict.moments.entries()) {
    const act = moment.act === null ? undefined : acts.get(moment.act);
    const after =
      act === undefined ? `the day of ${new Date(moment.at).toISOString()}` : JSON.stringify(act.deed, bigints);
    const add = (what: string, oracle: unknown, product: unknown): void => {
      differences.push({ at: moment.at, after, what, oracle: String(oracle), product: String(product) });
    };
    if (act === undefined) {
      if (before !== undefined && before.at < moment.at - 1) {
        tick(moment.at - 1);
        comparePicture(before, state, (what, oracle, product) => add(`${what} (just before)`, oracle, product));
      }
      tick(moment.at);
    } else {
      const accepted = perform(act);
      if (moment.accepted !== null && accepted !== moment.accepted) add('accepted', moment.accepted, lastReasons);
      tick(moment.at);
    }
    // Several changes may stand at one instant; the product is asked once all are told.
    const next = verdict.moments[index + 1];
    before = moment;
    if (next !== undefined && next.at === moment.at) continue;
    comparePicture(moment, state, add);
    compareLines(moment, state, add);
    const deadlines = verdict.deadlines[index];
    if (deadlines !== undefined) compareDeadlines(deadlines, state, moment.at, add);
  }
  return { differences, events, state };
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** The state that the whole list of events gives, refused ones included. */
export const replay = (events: readonly ContractEvent[]): ContractState => foldContract(tenant, events);
