import { randomInt } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { cutNight, cutNightAfter } from './cut-night.ts';
import { allKills, sampleOf, seeded } from './kill-plan.ts';

/** `COFFRE_CRASH=full`: every row, and more moments; else a sample by `COFFRE_SEED`. */
const isFull = process.env['COFFRE_CRASH'] === 'full';
const seed = Number(process.env['COFFRE_SEED'] ?? randomInt(1 << 30));
const random = seeded(seed);
const kills = isFull ? allKills() : sampleOf(allKills(), 6, random);
const RANDOM_MOMENTS = isFull ? 10 : 2;
/** Longer than a start and a night of three small mailboxes on a busy machine: a kill after it meets a finished night. */
const LATEST_MS = 6_000;

const rows: string[] = [];
const note = (...columns: readonly (string | number)[]): void => {
  rows.push(
    columns
      .map((one, at) => String(one).padEnd(at === 0 ? 20 : 20))
      .join(' ')
      .trimEnd(),
  );
};
afterAll(() => {
  process.stdout.write(
    `\nseed ${seed}\n${['step                 moment               acknowledged         result', ...rows].join('\n')}\n`,
  );
});

describe(`a night that is cut off (seed ${seed})`, () => {
  it.each(kills.map((kill) => [`${kill.step} ${kill.moment}`, kill] as const))(
    'is finished by the next start: %s',
    async (_name, kill) => {
      const result = await cutNight(kill).catch((error: unknown) => {
        note(kill.step, kill.moment, '', 'FAILED');
        throw error;
      });
      note(kill.step, kill.moment, result.acknowledged, 'ok');
    },
  );

  it.each(Array.from({ length: RANDOM_MOMENTS }, () => Math.floor(random() * LATEST_MS)))(
    'is finished by the next start: killed after %d ms',
    async (delayMs) => {
      const result = await cutNightAfter(delayMs).catch((error: unknown) => {
        note('any', `after ${delayMs} ms`, '', 'FAILED');
        throw error;
      });
      note('any', `after ${delayMs} ms`, result.acknowledged, result.how === 'SIGKILL' ? 'ok' : 'ok (had ended)');
      expect(['SIGKILL', 0]).toContain(result.how);
    },
  );
});
