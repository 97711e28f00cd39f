import { expect, test } from 'vitest';
import { dutiesOf, foldContract, guards, invoiceLines, timersOf } from '../../domain/index.ts';
import { diceOf } from './contract/dice.ts';
import { TENANT } from './contract/draft.ts';
import { type Corpus, counterexample, emptyCorpus, explore } from './contract/explore.ts';
import { brokenBetween, brokenIn } from './contract/laws.ts';
import { everyType, proposable } from './contract/plausible.ts';

/** COFFRE_MODEL=full goes ten times as deep, COFFRE_MODEL_SEED elsewhere. */
const full = process.env['COFFRE_MODEL'] === 'full';
const seed = Number(process.env['COFFRE_MODEL_SEED'] ?? 1);
/** Each state, each event accepted and each rule's refusal is met this often. */
const WANTED = full ? 1000 : 100;
const MOST_WALKS = full ? 200_000 : 15_000;

const PATIENCE_MS = full ? 1_800_000 : 120_000;

const rules = Object.keys(guards);
const types = [...new Set([...everyType, ...proposable])].filter((type) => type !== 'act.approved');
const states = [
  ...['draft', 'active', 'notice', 'switch-notice', 'transition'].map((kind) => `lifecycle ${kind}`),
  ...['terminated', 'erasable', 'erasing', 'erased', 'closed'].map((kind) => `lifecycle ${kind}`),
  ...['none', 'requested', 'quoted', 'frozen', 'prepared', 'delivered'].map((kind) => `hand-over ${kind}`),
  ...['acknowledged', 'contested', 'final', 'rework'].map((kind) => `hand-over ${kind}`),
  ...['none', 'offered', 'in-force-pending', 'accepted', 'refused', 'undecided'].map((kind) => `terms ${kind}`),
  ...['suspension none', 'suspension running', 'hold none', 'hold held'],
].filter((state) => state !== 'lifecycle draft');

function rare(counts: ReadonlyMap<string, number>, names: readonly string[]): readonly string[] {
  return names.filter((name) => (counts.get(name) ?? 0) < WANTED);
}

function table(title: string, counts: ReadonlyMap<string, number>, names: readonly string[]): string {
  const cells = names.map((name) => `${name} ${counts.get(name) ?? 0}`);
  return `${title}: ${cells.join(' · ')}`;
}

const corpus: Corpus = emptyCorpus();

test(
  `random histories from seed ${seed} reach every state and every refusal, and nothing that the contract forbids`,
  () => {
    const broken: string[] = [];
    const choice = diceOf(seed);
    for (let walk = 0; walk < MOST_WALKS; walk += 1) {
      const { refused, accepted } = corpus.seen;
      const wanted = [...rare(refused, rules), ...rare(accepted, types)];
      if (wanted.length === 0 && rare(corpus.seen.states, states).length === 0) break;
      const target = walk < 300 || wanted.length === 0 ? null : choice.pick(wanted);
      explore(corpus, seed * 1_000_000 + walk, target, (step) => {
        broken.push(...brokenBetween(step));
        if (step.decision.kind === 'accepted' && corpus.steps % 29 === 0) {
          broken.push(...brokenIn(step.decision.state, step.now));
        }
      });
    }
    const { refused, accepted } = corpus.seen;
    console.info(
      [
        `seed ${seed}: ${corpus.walks} walks, ${corpus.steps} events`,
        table('states', corpus.seen.states, states),
        table('accepted', accepted, types),
        table('refused', refused, rules),
      ].join('\n'),
    );
    expect(corpus.wrong.slice(0, 5)).toEqual([]);
    expect(broken.slice(0, 5)).toEqual([]);
    expect(rare(refused, rules), 'rules that refused too rarely').toEqual([]);
    expect(rare(accepted, types), 'events accepted too rarely').toEqual([]);
    expect(rare(corpus.seen.states, states), 'states met too rarely').toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a ledger folds to the state that its events led to, the refused and the repeated among them or not',
  () => {
    const places = [...corpus.places.values()].flatMap((known) => known.slice(0, 3));
    expect(places.length).toBeGreaterThan(100);
    for (const { log, taken, state, now } of places) {
      const again = foldContract(TENANT, log);
      expect(again).toEqual(state);
      expect(foldContract(TENANT, taken)).toEqual(state);
      expect(JSON.stringify([timersOf(again, now), invoiceLines(again, now), dutiesOf(again, now)])).toBe(
        JSON.stringify([timersOf(state, now), invoiceLines(state, now), dutiesOf(state, now)]),
      );
    }
  },
  PATIENCE_MS,
);

test(
  'without any one of its rules the machine takes something that the contract forbids',
  () => {
    const shown: string[] = [];
    const idle: string[] = [];
    for (const rule of rules) {
      const found = counterexample(corpus, rule, seed, full ? 20_000 : 2000);
      if (found === null) idle.push(rule);
      else shown.push(`without ${rule}: ${found.what}, walk ${found.walks}`);
    }
    console.info(shown.join('\n'));
    expect(idle, 'rules whose removal nobody notices').toEqual([]);
  },
  PATIENCE_MS,
);
