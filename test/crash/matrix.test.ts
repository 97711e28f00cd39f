import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { type CutResult, cutNight, cutNightAfter, wholeNight } from './cut-night.ts';
import { allKills, pairsOf, sampleOf, seeded } from './kill-plan.ts';

/** `COFFRE_CRASH=full`: every row, and more moments; else a sample by `COFFRE_SEED`. */
const isFull = process.env['COFFRE_CRASH'] === 'full';
const seed = Number(process.env['COFFRE_SEED'] ?? randomInt(1 << 30));
const random = seeded(seed);
const kills = isFull ? allKills() : sampleOf(allKills(), 6, random);
const pairs = pairsOf(isFull ? 8 : 1, random);
const moments = Array.from({ length: isFull ? 10 : 2 }, () => random());

const rows: (readonly string[])[] = [['step', 'moment', 'hit', 'acknowledged', 'orphans', 'result']];
afterAll(() => {
  const widths = [38, 32, 4, 13, 8, 0];
  const lines = rows.map((row) =>
    row
      .map((one, at) => one.padEnd(widths[at] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  process.stdout.write(`\nseed ${seed}\n${lines.join('\n')}\n`);
});

/** A row of the table, whatever comes of it; `hit`: the process died or lost the reply where it was meant to. */
async function row(step: string, moment: string, cut: () => Promise<CutResult & { readonly how?: number | string }>) {
  try {
    const { acknowledged, orphans, how = 'SIGKILL' } = await cut();
    rows.push([step, moment, how === 'SIGKILL' ? 'yes' : 'no', String(acknowledged), String(orphans), 'ok']);
    return how;
  } catch (error) {
    rows.push([step, moment, '?', '', '', 'FAILED']);
    throw error;
  }
}

describe(`a night that is cut off (seed ${seed})`, () => {
  it.each(kills.map((kill) => [`${kill.step} ${kill.moment}`, kill] as const))(
    'is finished by the next start: %s',
    async (_name, kill) => {
      await row(kill.step, kill.moment, () => cutNight(kill));
    },
  );

  it.each(pairs.map((pair) => [pair.map((kill) => `${kill.step} ${kill.moment}`).join(', then '), pair] as const))(
    'is finished by the start after the next: %s',
    async (_name, pair) => {
      const [first, second] = pair;
      const moment = `${first.moment}, ${second.moment}`;
      await row(`${first.step}, ${second.step}`, moment, () => cutNight(first, second));
    },
  );

  it('is finished by the next start after a death at any moment', async () => {
    const lengthMs = await wholeNight();
    const ends: (number | string)[] = [];
    for (const share of moments) {
      const delayMs = Math.floor(share * lengthMs);
      ends.push(await row('any', `${delayMs} ms after its begin`, () => cutNightAfter(delayMs)));
    }
    expect(ends, 'every kill came too late').toContain('SIGKILL');
  }, 600_000);
});
