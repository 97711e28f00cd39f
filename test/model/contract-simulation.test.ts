import { expect, test } from 'vitest';
import { type Difference, play, replay } from '../oracle/contract/driver/play.ts';
import { makeScenario } from '../oracle/contract/generate.ts';
import type { Doing } from '../oracle/contract/scenario.ts';
import type { Life, Line } from '../oracle/contract/verdict.ts';
import { judge } from '../oracle/contract/walk.ts';

/** Seed of the first contract; COFFRE_SIMULATION_SEED looks elsewhere, COFFRE_SIMULATION_CONTRACTS further. */
const firstSeed = Number(process.env['COFFRE_SIMULATION_SEED'] ?? 1);
const contracts = Number(process.env['COFFRE_SIMULATION_CONTRACTS'] ?? 1000);

function told(name: string, { at, after, what, oracle, product }: Difference): string {
  return `${name}, ${new Date(at).toISOString()}, after ${after}: ${what} is ${oracle} by the oracle, ${product} by the product`;
}

test(`${contracts} contracts from seed ${firstSeed} on end on the oracle’s day and cost the oracle’s cents`, () => {
  const wrong: string[] = [];
  const done = new Map<Doing, { taken: number; refused: number }>();
  const lives = new Set<Life>();
  const kinds = new Set<Line['kind']>();
  for (let seed = firstSeed; seed < firstSeed + contracts; seed += 1) {
    const scenario = makeScenario(seed);
    const verdict = judge(scenario);
    const { differences, events, state } = play(scenario, verdict);
    const [first] = differences;
    if (first !== undefined) wrong.push(told(scenario.name, first));
    // The ledger's whole list, void events and all, gives the state that the acts led to one by one.
    expect(replay(events), scenario.name).toEqual(state);
    const deeds = new Map(scenario.acts.map(({ id, deed }) => [id, deed.do]));
    for (const { act, accepted, picture, lines } of verdict.moments) {
      lives.add(picture.life);
      for (const { kind } of lines) kinds.add(kind);
      const deed = act === null ? undefined : deeds.get(act);
      if (deed === undefined) continue;
      const count = done.get(deed) ?? { taken: 0, refused: 0 };
      // What the rules leave open counts as taken: it was played, and its effect compared.
      count[accepted === false ? 'refused' : 'taken'] += 1;
      done.set(deed, count);
    }
  }
  expect(wrong.slice(0, 20), `${wrong.length} of ${contracts} contracts differ`).toEqual([]);
  if (contracts < 1000) return;
  // A generator that stopped making something would test less than it says.
  expect(lives.size).toBe(10);
  expect(kinds.size).toBe(4);
  const rare = [...done].filter(([, { taken }]) => taken < 5).map(([deed]) => deed);
  expect(rare, 'acts that hardly ever take effect').toEqual([]);
  const mustFail: readonly Doing[] = [
    'erase',
    'recover',
    'confirm',
    'verify',
    'release',
    'close-case',
    'end-for-cause',
    'cancel',
  ];
  expect(mustFail.filter((deed) => (done.get(deed)?.refused ?? 0) < 10)).toEqual([]);
}, 240_000);
