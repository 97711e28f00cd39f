import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { neverAborted, Secret, SimulatedClock, systemClock } from '../../core/index.ts';
import { startS3Double } from '../../test/fakes/s3-double.ts';
import type { S3Habits } from '../../test/fakes/s3-double-bucket.ts';
import { faultyStore, storeFault } from '../../test/faults/faulty-store.ts';
import { openFilesystemStore } from './filesystem-store.ts';
import { memoryStore } from './memory-store.ts';
import { openS3Store } from './open-s3-store.ts';
import { type ProbeResult, probeStore } from './probe-store.ts';

const signal = neverAborted;
const largestBytes = 100_000;
const START = Date.UTC(2026, 5, 1);
const outcomes = (results: readonly ProbeResult[]) =>
  Object.fromEntries(results.map(({ name, outcome }) => [name, outcome]));
const notPassed = (results: readonly ProbeResult[]) =>
  Object.fromEntries(Object.entries(outcomes(results)).filter(([, outcome]) => outcome !== 'pass'));

async function probeS3(habits: S3Habits) {
  const clock = new SimulatedClock(START);
  const double = await startS3Double({ clock, habits });
  const credentials = { accessKeyId: new Secret('double'), secretAccessKey: new Secret('x') };
  const at = { endpoint: double.endpoint, region: 'us-east-1', bucket: 'b', forcePathStyle: true, credentials };
  const store = await openS3Store({ ...at, clock, signal, createBucket: { versioning: true, lock: true } });
  try {
    return await probeStore(store, { clock, signal, largestBytes });
  } finally {
    await store.close();
    await double.stop();
  }
}

describe('the probe of a store', () => {
  test('passes everything on a locked store and leaves only what is locked, which the next run removes', async () => {
    const clock = new SimulatedClock(START);
    const store = memoryStore({ clock });
    const results = await probeStore(store, { clock, signal });
    expect(notPassed(results)).toEqual({});
    expect(results.length).toBeGreaterThanOrEqual(9);
    const left: string[] = [];
    for await (const { key } of store.listVersions('', { signal })) left.push(key);
    expect(left).toEqual([expect.stringMatching(/^probe\/[0-9a-f]{16}\/locked$/)]);
    clock.advance(3_600_000);
    await probeStore(store, { clock, signal, largestBytes });
    const after: string[] = [];
    for await (const { key } of store.listVersions('', { signal })) after.push(key);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(left);
  });

  test('says of a directory that it is not immutable, and leaves no file in it', async () => {
    const path = await mkdtemp(join(tmpdir(), 'coffre-probe-'));
    const store = await openFilesystemStore({ path, clock: systemClock });
    expect(notPassed(await probeStore(store, { clock: systemClock, signal, largestBytes }))).toEqual({ lock: 'warn' });
    const files = await readdir(path, { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
    await rm(path, { recursive: true });
  });

  test.each([
    ['does everything right', {}, {}],
    ['ignores locks', { ignoresLocks: true }, { lock: 'fail' }],
    ['shows locks and deletes all the same', { deletesLocked: true }, { lock: 'fail' }],
    ['lists in disorder', { shufflesLists: true }, { list: 'fail', remove: 'fail' }],
    ['ignores ranges', { ignoresRanges: true }, { ranges: 'fail' }],
    ['verifies no digest', { ignoresDigests: true }, { digest: 'warn' }],
    ['honours conditions only without versions', { conditionalPut: 'unversioned-only' }, {}],
  ] as const)('finds out at once that a server %s', async (_, habits, expected) => {
    expect(notPassed(await probeS3(habits))).toEqual(expected);
  });

  test('does not believe a store that claims to have deleted what is still there', async () => {
    const clock = new SimulatedClock(START);
    const inner = memoryStore({ clock });
    const liar = { ...faultyStore(inner, clock).store, remove: async () => undefined };
    expect(notPassed(await probeStore(liar, { clock, signal, largestBytes }))).toEqual({
      lock: 'fail',
      remove: 'fail',
    });
  });

  test.each([
    [0, 'pass'],
    [120_000, 'warn'],
    [-400_000, 'fail'],
  ] as const)('with clocks %d ms apart the outcome is %s', async (skewMs, expected) => {
    const server = new SimulatedClock(START);
    const results = await probeStore(memoryStore({ clock: server }), {
      clock: new SimulatedClock(START + skewMs),
      signal,
      largestBytes,
    });
    expect(outcomes(results)['clock']).toBe(expected);
  });

  test('an error of the store is a failed probe with the next step, and the others still run', async () => {
    const clock = new SimulatedClock(START);
    const faulty = faultyStore(memoryStore({ clock }), clock);
    faulty.plan('put', { kind: 'error', error: storeFault('OBJECTS_UNAVAILABLE') });
    const results = await probeStore(faulty.store, { clock, signal });
    expect(notPassed(results)).toEqual({ 'round-trip': 'fail' });
    expect(results[0]?.message).toContain('OBJECTS_UNAVAILABLE');
    faulty.assertAllHit();
  });

  test('an abort ends it', async () => {
    const clock = new SimulatedClock(START);
    await expect(probeStore(memoryStore({ clock }), { clock, signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
