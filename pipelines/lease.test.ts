import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Catalog, type Leases, openCatalog } from '../catalog/index.ts';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { type HeldLease, withLease } from './index.ts';

let root: string;
let clock: SimulatedClock;
let catalog: Catalog;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-lease-'));
  clock = new SimulatedClock(Date.parse('2026-11-23T22:00:00Z'));
  catalog = await openCatalog({ path: join(root, 'catalog.sqlite'), clock });
});
afterEach(async () => {
  await catalog.close();
  await rm(root, { recursive: true, force: true });
});

const options = (holder: string, leases: Leases = catalog.leases) => ({ leases, clock, holder, heartbeatMs: 1_000 });

async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setImmediate(resolve));
}

/** Work that lasts until it is told to end; its signal's reason where that aborts first. */
function longWork() {
  let held: HeldLease | undefined;
  let end: () => void = () => undefined;
  const work = (lease: HeldLease, signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      held = lease;
      end = () => resolve('done');
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  return { work, lease: () => held, end: () => end() };
}

/** The heart waits again, its last beat written. */
const beat = async (): Promise<void> => {
  await until(() => clock.pending === 1);
  clock.advance(1_000);
  await until(() => clock.pending === 1);
};

describe('work under a lease', () => {
  it('keeps the lease as long as it lasts and frees it at its end', async () => {
    const long = longWork();
    const running = withLease('mailbox:a', options('one'), neverAborted, long.work);
    await until(() => long.lease() !== undefined);
    for (let beats = 0; beats < 10; beats++) await beat();
    expect(long.lease()?.stillHolds()).toBe(true);
    await expect(withLease('mailbox:a', options('two'), neverAborted, long.work)).rejects.toMatchObject({
      code: 'LEASE_HELD',
      kind: 'temporary',
      facts: { holder: 'one', expiresAt: '2026-11-23T22:00:12.000Z' },
    });
    long.end();
    await expect(running).resolves.toBe('done');
    expect(await catalog.leases.list()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('is aborted with LEASE_LOST once another has taken the lease', async () => {
    const long = longWork();
    const running = withLease('mailbox:a', options('one'), neverAborted, long.work);
    const lost = expect(running).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await until(() => clock.pending === 1);
    // As after a pause of the whole process: the lease expires unseen, and another takes it before the next beat.
    clock.jumpTo(clock.now() + 60_000);
    const taken = await catalog.leases.acquire('mailbox:a', 'two', 60_000);
    expect(taken.fence).toBeGreaterThan(long.lease()?.fence ?? Number.POSITIVE_INFINITY);
    clock.advance(1_000);
    await lost;
    expect(long.lease()?.stillHolds()).toBe(false);
    expect((await catalog.leases.list()).map((one) => one.holder)).toEqual(['two']);
  });

  it('no longer counts as held once two heartbeats went by without a renewal, whatever the wall clock says', async () => {
    const broken: Leases = { ...catalog.leases, renew: () => Promise.reject(new Error('database is busy')) };
    const long = longWork();
    const running = withLease('mailbox:a', options('one', broken), neverAborted, long.work);
    await beat();
    expect(long.lease()?.stillHolds()).toBe(true);
    clock.jumpTo(clock.now() - 3_600_000);
    await beat();
    expect(long.lease()?.stillHolds()).toBe(false);
    long.end();
    await expect(running).resolves.toBe('done');
  });

  it('frees the lease when the work fails or is aborted', async () => {
    const failing = withLease('mailbox:a', options('one'), neverAborted, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(await catalog.leases.list()).toEqual([]);
    const stop = new AbortController();
    const long = longWork();
    const aborted = withLease('mailbox:a', options('one'), stop.signal, long.work);
    const refused = expect(aborted).rejects.toThrow('stopped');
    await until(() => long.lease() !== undefined);
    stop.abort(new Error('stopped'));
    await refused;
    expect(await catalog.leases.list()).toEqual([]);
  });
});
