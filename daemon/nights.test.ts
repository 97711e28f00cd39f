import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catalog, openCatalog, type Run } from '../catalog/index.ts';
import type { Config } from '../config/index.ts';
import { SimulatedClock } from '../core/index.ts';
import { type Night, night, runId } from '../domain/index.ts';
import { decideNight, nextWindow, nightNow } from './index.ts';

let root: string;
let clock: SimulatedClock;
let catalog: Catalog;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-nights-'));
  clock = new SimulatedClock(Date.parse('2027-01-11T02:00:00+01:00'));
  catalog = await openCatalog({ path: join(root, 'catalog.sqlite'), clock });
});
afterEach(async () => {
  await catalog.close();
  await rm(root, { recursive: true, force: true });
});

const config = {
  schedule: { window: { start: '22:00', end: '06:00' }, catchUp: true, alarmAfterHours: 26 },
  organisation: { name: 'x', country: 'FR', timezone: 'Europe/Paris', allowedCountries: ['FR'] },
} as unknown as Config;

let count = 0;
async function ran(
  of: Night,
  trigger: Run['trigger'],
  status: Exclude<Run['status'], 'running'> | null,
): Promise<void> {
  const id = runId(`run-${of}-${(count++).toString(2).padStart(10, '0').replaceAll('0', 'a').replaceAll('1', 'b')}`);
  const startedAt = new Date(clock.now() + count * 1_000).toISOString();
  await catalog.runs.open({ id, night: of, startedAt, by: 'test', trigger });
  if (status !== null) await catalog.runs.close(id, status, startedAt);
}

const decided = async (): Promise<string> => {
  const decision = await decideNight({ config, clock }, catalog);
  return `${decision.due ? 'due' : 'not due'} ${decision.night} ${decision.reason}`;
};

describe('which night is due, as the catalogue knows it', () => {
  const current = night('2027-01-10');
  it.each([
    ['nothing ran', null, null, 'due 2027-01-10 window'],
    ['it is done', 'scheduled', 'ok', 'not due 2027-01-11 finished'],
    ['it failed: reported, and not repeated', 'scheduled', 'failed', 'not due 2027-01-11 finished'],
    ['it was given up', 'scheduled', 'aborted', 'due 2027-01-10 window'],
    ['only somebody’s own backup ran', 'manual', 'ok', 'due 2027-01-10 window'],
  ] as const)('when %s', async (_what, trigger, status, expected) => {
    if (trigger !== null) await ran(current, trigger, status);
    expect(await decided()).toBe(expected);
  });

  it('is not hidden by hundreds of manual backups since', async () => {
    await ran(current, 'scheduled', 'ok');
    for (let more = 0; more < 230; more++) await ran(night('2027-01-11'), 'manual', 'ok');
    expect(await decided()).toBe('not due 2027-01-11 finished');
  });
});

describe('the night that a backup counts for', () => {
  it.each([
    ['2027-01-10T23:00:00+01:00', '2027-01-10'],
    ['2027-01-11T05:59:00+01:00', '2027-01-10'],
    ['2027-01-11T06:00:00+01:00', '2027-01-11'],
    ['2027-01-11T21:59:00+01:00', '2027-01-11'],
    ['2027-01-11T22:00:00+01:00', '2027-01-11'],
  ])('at %s is %s', (at, expected) => {
    clock.jumpTo(Date.parse(at));
    expect(nightNow({ config, clock })).toBe(expected);
    expect(nextWindow(config, clock.now())).toBeGreaterThan(clock.now());
  });
});
