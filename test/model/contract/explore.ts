import {
  type ContractEvent,
  type ContractEventType,
  type ContractState,
  type GuardTable,
  guards,
  invoiceLines,
} from '../../../domain/index.ts';
import { type Dice, diceOf } from './dice.ts';
import { type Aim, type Step, walk } from './walk.ts';
import { bystander } from './watch.ts';
import { copyOf, type Notes } from './watch-facts.ts';

/** A history that got somewhere, to go on from. */
export interface Place {
  readonly state: ContractState;
  readonly notes: Notes;
  readonly now: number;
  /** As a ledger might hold it, void events and repetitions included, and those alone that took effect. */
  readonly log: readonly ContractEvent[];
  readonly taken: readonly ContractEvent[];
}

interface Found extends Aim {
  readonly key: string;
}

interface Known {
  readonly alone: Found[];
  readonly beside: Found[];
}

/** Places by the states that they are in; few of each, replaced at random, so that rare states are as near as common ones. */
export interface Corpus {
  readonly places: Map<string, Place[]>;
  /** What made a rule refuse (alone, where that was seen), and how an event was accepted: what is rare is aimed at. */
  readonly known: Map<string, Known>;
  /** Forbidden things that the bystander saw. */
  readonly wrong: string[];
  readonly seen: {
    readonly refused: Map<string, number>;
    readonly accepted: Map<string, number>;
    readonly states: Map<string, number>;
  };
  walks: number;
  steps: number;
}

const PLACES_EACH = 12;

export function emptyCorpus(): Corpus {
  return {
    places: new Map(),
    known: new Map(),
    wrong: [],
    seen: { refused: new Map(), accepted: new Map(), states: new Map() },
    walks: 0,
    steps: 0,
  };
}

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

export function statesOf({ lifecycle, handover, termsOverlay, suspension, holds }: ContractState): readonly string[] {
  return [
    `lifecycle ${lifecycle.kind}`,
    `hand-over ${handover.kind}`,
    `terms ${termsOverlay.kind}`,
    `suspension ${suspension === null ? 'none' : 'running'}`,
    `hold ${holds.length === 0 ? 'none' : 'held'}`,
  ];
}

/** One more walk, from a random place of the corpus or from the signature, perhaps with an aim; it leaves what it found. */
export function explore(corpus: Corpus, seed: number, target: string | null, look: (step: Step) => void): void {
  const dice = diceOf(seed);
  const refused = aimFor(corpus, target, dice);
  const start = startOf(corpus, dice, refused);
  const { notes, see } = bystander(start === undefined ? undefined : copyOf(start.notes));
  const log: ContractEvent[] = [...(start?.log ?? [])];
  const taken: ContractEvent[] = [...(start?.taken ?? [])];
  for (const step of walk({ dice, table: guards, steps: 25, name: `w${seed}`, ...options(start, refused) })) {
    const { event, decision, clock, now, aspect, before } = step;
    corpus.steps += 1;
    // What comes from the future never reaches a ledger; everything else may, void or not.
    if (event.at <= clock) log.push(event);
    look(step);
    if (decision.kind === 'refused') {
      for (const { rule } of decision.reasons) {
        add(corpus.seen.refused, rule);
        learn(corpus, rule, { type: typeOf(step), aspect, key: keyOf(before) }, decision.reasons.length === 1);
      }
    }
    if (decision.kind !== 'accepted') continue;
    taken.push(event);
    const wrong = against(step, see(event, clock), notes);
    if (wrong.length > 0) corpus.wrong.push(`seed ${seed}: ${wrong.join('; ')}: ${JSON.stringify(event)}`);
    add(corpus.seen.accepted, typeOf(step));
    learn(corpus, typeOf(step), { type: typeOf(step), aspect: null, key: keyOf(before) }, true);
    for (const state of statesOf(decision.state)) add(corpus.seen.states, state);
    if (dice.chance(0.08))
      keep(corpus, { state: decision.state, notes: copyOf(notes), now, log: [...log], taken: [...taken] }, dice);
  }
  corpus.walks += 1;
}

const KNOWN_EACH = 30;

function learn({ known }: Corpus, target: string, found: Found, alone: boolean): void {
  const lists = known.get(target) ?? { alone: [], beside: [] };
  const list = alone ? lists.alone : lists.beside;
  if (list.length < KNOWN_EACH) list.push(found);
  known.set(target, lists);
}

/** For a rule or a type of event: as it was met before, a little earlier than that, or any event that the rule looks at. */
function aimFor({ known }: Corpus, target: string | null, dice: Dice): Found | undefined {
  if (target === null) return undefined;
  const { alone, beside } = known.get(target) ?? { alone: [], beside: [] };
  const list = alone.length > 0 && dice.chance(0.9) ? alone : beside;
  const found = list.length > 0 ? dice.pick(list) : undefined;
  const roll = dice.next();
  if (found !== undefined && roll < 0.7) return found;
  if (found !== undefined && roll < 0.85) return { ...found, aspect: 'at' };
  const guard = guards[target];
  if (guard === undefined) return { type: target as ContractEventType, aspect: null, key: '' };
  return guard.on === 'any' ? undefined : { type: dice.pick(guard.on), aspect: dice.pick([null, 'any']), key: '' };
}

function options(from: Place | undefined, aim: Aim | undefined) {
  return { ...(from === undefined ? {} : { from }), ...(aim === undefined ? {} : { aim }) };
}

/** The act itself where two persons are behind it. */
function typeOf({ event: { body }, before }: Step): ContractEventType {
  if (body.type !== 'act.approved') return body.type;
  return before.proposals.find((one) => one.id === body.proposalId)?.act.type ?? body.type;
}

function keyOf({ lifecycle, handover, suspension, terms, termsOverlay }: ContractState): string {
  const beside = `${handover.fallbackOpenedOn === null ? '' : ' case'}${suspension === null ? '' : ' suspended'}`;
  const pending = termsOverlay.kind === 'in-force-pending' ? ' pending' : '';
  return terms === null ? 'draft' : `${lifecycle.kind} ${handover.kind}${beside}${pending}`;
}

/** Mostly from where the rule refused before, else from anywhere. */
function startOf({ places }: Corpus, dice: Dice, aim: Found | undefined): Place | undefined {
  if (places.size === 0 || dice.chance(0.1)) return undefined;
  const good = aim === undefined ? undefined : places.get(aim.key);
  return dice.pick(good !== undefined && dice.chance(0.8) ? good : (places.get(dice.pick([...places.keys()])) ?? []));
}

function keep({ places }: Corpus, place: Place, dice: Dice): void {
  // A history that grows for ever would cost more than it finds.
  if (place.log.length > 250) return;
  const key = keyOf(place.state);
  const known = places.get(key) ?? [];
  if (known.length < PLACES_EACH) known.push(place);
  else known[dice.below(PLACES_EACH)] = place;
  places.set(key, known);
}

/** What the bystander saw, where his own idea of the end is another, and what the money says. */
function against({ before, event, decision }: Step, seen: readonly string[], notes: Notes): readonly string[] {
  if (decision.kind !== 'accepted') return [];
  const { lifecycle } = decision.state;
  const same = lifecycle.kind === notes.life;
  const ends = !('effectiveTermination' in lifecycle) || lifecycle.effectiveTermination === notes.effective;
  return [
    ...seen,
    ...(same ? [] : [`the state is ${lifecycle.kind}, the bystander says ${notes.life}`]),
    ...(same && !ends ? [`ended on ${notes.effective ?? 'no day'} by the bystander`] : []),
    ...(event.body.type === 'line.exported' ? exported(before, event, event.body.lineIds) : []),
  ];
}

function exported(before: ContractState, { actor, at }: ContractEvent, ids: readonly string[]): readonly string[] {
  const lines = invoiceLines(before, at);
  const named = ids.map((id) => lines.find((line) => line.lineId === id));
  const unknown = named.includes(undefined);
  const waiting = actor.role !== 'approver' && named.some((line) => line !== undefined && line.status !== 'ready');
  return [
    ...(unknown ? ['a line of nothing exported'] : []),
    ...(waiting ? ['a held line exported by no approver'] : []),
  ];
}

export interface Counterexample {
  readonly walks: number;
  readonly what: string;
}

/** A forbidden history under a table that lacks a guard, from the corpus' places; null where `most` walks found none. */
export function counterexample(corpus: Corpus, rule: string, seed: number, most: number): Counterexample | null {
  const { [rule]: _, ...table } = guards;
  for (let walks = 1; walks <= most; walks += 1) {
    const dice = diceOf(seed * 1_000_003 + walks);
    const refused = aimFor(corpus, rule, dice);
    const start = startOf(corpus, dice, refused);
    const { notes, see } = bystander(start === undefined ? undefined : copyOf(start.notes));
    for (const step of walk({
      dice,
      table: table as GuardTable,
      steps: 25,
      name: `x${walks}`,
      ...options(start, refused),
    })) {
      if (step.decision.kind !== 'accepted') continue;
      const [what] = against(step, see(step.event, step.clock), notes);
      if (what !== undefined) return { walks, what };
    }
  }
  return null;
}
