import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock } from '../core/index.ts';
import { startChild } from '../test/fakes/child.ts';
import { type Catalog, type LeaseGrant, openCatalog } from './index.ts';

let root: string;
let path: string;
let clock: SimulatedClock;
let catalog: Catalog;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-leases-'));
  path = join(root, 'catalog.sqlite');
  clock = new SimulatedClock(Date.parse('2027-03-01T20:00:00Z'));
  catalog = await openCatalog({ path, clock });
});

afterEach(async () => {
  await catalog.close();
  await rm(root, { recursive: true });
});

describe('a lease', () => {
  test('is refused to others until it expires, with the holder and the expiry', async () => {
    const grant = await catalog.leases.acquire('mailbox acme/alice', 'daemon', 30_000);
    expect(grant).toEqual({
      resource: 'mailbox acme/alice',
      holder: 'daemon',
      fence: 1,
      expiresAt: '2027-03-01T20:00:30.000Z',
    });
    await expect(catalog.leases.acquire(grant.resource, 'cli', 30_000)).rejects.toMatchObject({
      code: 'LEASE_HELD',
      retryable: true,
      message: expect.stringContaining('daemon until 2027-03-01T20:00:30.000Z'),
      facts: { resource: grant.resource, holder: 'daemon', expiresAt: grant.expiresAt },
    });
    expect(await catalog.leases.list()).toEqual([grant]);
    clock.advance(30_000);
    expect(await catalog.leases.list()).toEqual([]);
    expect(await catalog.leases.acquire(grant.resource, 'cli', 1)).toMatchObject({ holder: 'cli', fence: 2 });
  });

  test('is lost to a paused holder once another took it, and stays with the other', async () => {
    const paused = await catalog.leases.acquire('x', 'one', 30_000);
    clock.advance(3_600_000);
    const taken = await catalog.leases.acquire('x', 'two', 30_000);
    await expect(catalog.leases.renew(paused, 30_000)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await catalog.leases.release(paused);
    expect(await catalog.leases.list()).toEqual([taken]);
  });

  test('is lost to an earlier process of the same name', async () => {
    const before = await catalog.leases.acquire('x', 'daemon', 30_000);
    const after = await catalog.leases.acquire('x', 'daemon', 30_000);
    expect(after.fence).toBe(2);
    await expect(catalog.leases.renew(before, 30_000)).rejects.toMatchObject({ code: 'LEASE_LOST' });
  });

  test('is renewed after its expiry when nobody took it, and not after its release', async () => {
    const grant = await catalog.leases.acquire('x', 'one', 30_000);
    clock.advance(60_000);
    const renewed = await catalog.leases.renew(grant, 30_000);
    expect(renewed).toEqual({ ...grant, expiresAt: '2027-03-01T20:01:30.000Z' });
    await catalog.leases.release(renewed);
    await expect(catalog.leases.renew(renewed, 30_000)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    await catalog.leases.release(renewed);
    expect((await catalog.leases.acquire('x', 'two', 1)).fence).toBe(2);
  });

  test('starts above the fences of a rebuild, which only rise, on known and unknown resources', async () => {
    await catalog.leases.acquire('known', 'one', 1);
    await catalog.leases.raiseFences(500);
    await catalog.leases.raiseFences(20);
    clock.advance(2);
    expect((await catalog.leases.acquire('known', 'one', 1)).fence).toBe(501);
    expect((await catalog.leases.acquire('new', 'one', 1)).fence).toBe(501);
    expect((await catalog.leases.acquire('new', 'one', 1)).fence).toBe(502);
  });

  test('is refused rather than granted under a rounded fence', async () => {
    await catalog.leases.raiseFences(Number.MAX_SAFE_INTEGER - 1);
    expect((await catalog.leases.acquire('x', 'one', 1)).fence).toBe(Number.MAX_SAFE_INTEGER);
    await expect(catalog.leases.acquire('x', 'one', 1)).rejects.toMatchObject({ code: 'CATALOG_CORRUPT' });
    const database = new DatabaseSync(path);
    expect(database.prepare('select fence from leases').get()).toEqual({ fence: '9007199254740991' });
    database.close();
  });
});

test('whatever happens, one holder at a time, fences that only grow, and no stale grant renewed', async () => {
  const holder = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ do: fc.constant('acquire' as const), holder }),
    fc.record({ do: fc.constant('renew' as const), grant: fc.nat() }),
    fc.record({ do: fc.constant('release' as const), grant: fc.nat() }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 150 }) }),
    fc.record({ do: fc.constant('raise' as const), above: fc.integer({ min: 0, max: 40 }) }),
  );
  let resource = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const name = `r${resource++}`;
      const grants: LeaseGrant[] = [];
      let current: { readonly holder: string; readonly fence: number; readonly expires: number } | null = null;
      let highest = 0;
      const outcome = (work: Promise<LeaseGrant>): Promise<LeaseGrant | string> =>
        work.catch((error: { code: string }) => error.code);
      for (const one of steps) {
        if (one.do === 'advance') clock.advance(one.ms);
        if (one.do === 'raise') await catalog.leases.raiseFences(one.above);
        if (one.do === 'acquire') {
          const free = current === null || current.holder === one.holder || current.expires <= clock.now();
          const got = await outcome(catalog.leases.acquire(name, one.holder, 100));
          if (!free) expect(got).toBe('LEASE_HELD');
          else if (typeof got === 'string') throw new Error(`refused: ${got}`);
          else {
            expect(got.fence).toBeGreaterThan(highest);
            highest = got.fence;
            grants.push(got);
            current = { holder: one.holder, fence: got.fence, expires: clock.now() + 100 };
          }
        }
        if (one.do === 'renew' || one.do === 'release') {
          const grant = grants[one.grant % Math.max(1, grants.length)];
          if (grant === undefined) continue;
          const ours: boolean = current?.fence === grant.fence;
          if (one.do === 'release') {
            await catalog.leases.release(grant);
            if (ours) current = null;
          } else {
            const got = await outcome(catalog.leases.renew(grant, 100));
            if (!ours) expect(got).toBe('LEASE_LOST');
            else {
              expect(got).toMatchObject({ fence: grant.fence });
              current = { holder: grant.holder, fence: grant.fence, expires: clock.now() + 100 };
            }
          }
        }
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('eight processes that fight for a lease get forty fences, none twice', async () => {
  const children = Array.from({ length: 8 }, (_, index) =>
    startChild('catalog-child.ts', ['lease', path, `p${index}`, '5']),
  );
  await Promise.all(children.map((child) => child.line('ready')));
  for (const { process } of children) process.stdin?.write('go\n');
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0));
  const fences = children.flatMap(({ lines }) => lines.filter((line) => line.startsWith('fence')));
  expect(new Set(fences).size).toBe(40);
  expect(fences).toHaveLength(40);
}, 120_000);
