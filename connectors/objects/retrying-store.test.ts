import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { collectBytes, neverAborted, SimulatedClock } from '../../core/index.ts';
import { type FaultyStore, faultyStore, storeFault } from '../../test/faults/faulty-store.ts';
import { objectStoreConformance } from './conformance.ts';
import { memoryStore } from './memory-store.ts';
import type { ObjectStore } from './object-store.ts';
import { retryingStore } from './retrying-store.ts';

const signal = neverAborted;
const START = Date.UTC(2026, 5, 1);
const policy = { attempts: 4, baseMs: 200, maxMs: 20_000 };

objectStoreConformance(
  'a patient store',
  async () => {
    const clock = new SimulatedClock(START);
    const inner = memoryStore({ clock });
    return {
      store: retryingStore(inner, { policy, clock }),
      reopen: async () => retryingStore(memoryStore({ clock, shareWith: inner }), { policy, clock }),
      reach: async (until) => clock.advance(until.getTime() - clock.now()),
      hide: async (key) => {
        inner.hide(key);
      },
      dispose: () => inner.close(),
    };
  },
  { expected: { versioning: true, lock: 'compliance' } },
);

describe('a patient store on one that fails', () => {
  let clock: SimulatedClock;
  let inner: ObjectStore;
  let faulty: FaultyStore;
  let store: ObjectStore;
  const busy = { kind: 'error', error: storeFault('OBJECTS_UNAVAILABLE') } as const;
  const denied = { kind: 'error', error: storeFault('OBJECTS_DENIED', false) } as const;
  const lost = { kind: 'error', error: storeFault('OBJECTS_UNCERTAIN') } as const;
  const lostAfter = { kind: 'error-after', error: storeFault('OBJECTS_UNCERTAIN') } as const;
  const cut = (after: number) => ({ kind: 'cut', after, error: storeFault('OBJECTS_TRUNCATED') }) as const;

  const open = (versioning: boolean): void => {
    clock = new SimulatedClock(START);
    inner = memoryStore({ clock, versioning });
    faulty = faultyStore(inner, clock);
    // Without randomness there is no wait, so nothing has to move the clock.
    store = retryingStore(faulty.store, { policy, clock: immediate(clock), random: () => 0 });
  };
  beforeEach(() => open(true));
  afterEach(() => faulty.assertAllHit());

  const versions = async (key: string): Promise<number> => {
    let count = 0;
    for await (const _ of inner.listVersions(key, { signal })) count++;
    return count;
  };

  test('tries again what may succeed, as often as the policy says', async () => {
    faulty.plan('put', busy, busy, busy);
    await store.put('a', Buffer.from('x'), { signal });
    faulty.plan('head', busy, busy, busy, busy);
    await expect(store.head('a', { signal })).rejects.toMatchObject({ code: 'OBJECTS_UNAVAILABLE' });
    expect(faulty.calls('head')).toBe(4);
  });

  test('does not try again what cannot succeed', async () => {
    faulty.plan('put', denied);
    await expect(store.put('a', Buffer.from('x'), { signal })).rejects.toMatchObject({ code: 'OBJECTS_DENIED' });
    faulty.plan('get', denied);
    await expect(collectBytes(store.get('a', { signal }), 10)).rejects.toMatchObject({ code: 'OBJECTS_DENIED' });
    expect([faulty.calls('put'), faulty.calls('get')]).toEqual([1, 1]);
  });

  test('a put that was stored and whose answer was lost makes no second version', async () => {
    faulty.plan('put', lostAfter);
    const put = await store.put('a', Buffer.from('bytes'), { signal });
    expect(put).toEqual({ size: 5, versionId: (await inner.head('a', { signal })).versionId });
    expect(await versions('a')).toBe(1);
    expect(faulty.calls('put')).toBe(1);
  });

  test('a put that was lost before it was stored is sent again', async () => {
    faulty.plan('put', lost, busy);
    await store.put('a', Buffer.from('bytes'), { signal });
    expect([faulty.calls('put'), faulty.calls('head')]).toEqual([3, 1]);
    expect(await versions('a')).toBe(1);
  });

  test('asks what is there again when the asking fails, instead of putting blindly', async () => {
    faulty.plan('put', lostAfter);
    faulty.plan('head', busy, busy);
    await store.put('a', Buffer.from('bytes'), { signal });
    expect([faulty.calls('put'), await versions('a')]).toEqual([1, 1]);
  });

  test('an object found without the lock that was asked for does not settle a put', async () => {
    await inner.put('a', Buffer.from('bytes'), { signal });
    faulty.plan('put', lost);
    const lock = { mode: 'compliance', until: new Date(START + 60_000) } as const;
    const { versionId } = await store.put('a', Buffer.from('bytes'), { signal, lock });
    expect((await inner.head('a', { signal, versionId })).lock).toMatchObject(lock);
  });

  test('a lost conditional put is ours only where the bytes are', async () => {
    faulty.plan('put', lostAfter);
    await store.put('mine', Buffer.from('bytes'), { signal, ifAbsent: true });
    await inner.put('theirs', Buffer.from('other'), { signal });
    faulty.plan('put', lost);
    const second = store.put('theirs', Buffer.from('bytes'), { signal, ifAbsent: true });
    await expect(second).rejects.toMatchObject({ code: 'OBJECTS_EXISTS' });
  });

  test('a lost put that arrives after it was looked for is still ours', async () => {
    open(false);
    faulty.plan('put', lost);
    faulty.plan('head', { kind: 'error-after', error: storeFault('OBJECTS_NOT_FOUND', false) });
    await inner.put('a', Buffer.from('bytes'), { signal });
    const put = await store.put('a', Buffer.from('bytes'), { signal, ifAbsent: true });
    expect(put).toEqual({ size: 5, versionId: null });
  });

  test('a read goes on from the byte reached, whole or in a range', async () => {
    const body = randomBytes(500_000);
    await inner.put('a', body, { signal });
    faulty.plan('get', cut(100_001), busy, cut(7));
    expect((await collectBytes(store.get('a', { signal }), 1_000_000)).equals(body)).toBe(true);
    faulty.plan('get', cut(1), cut(0), cut(123_456));
    const range = { offset: 11, length: 400_000 };
    expect((await collectBytes(store.get('a', { signal, range }), 1_000_000)).equals(body.subarray(11, 400_011))).toBe(
      true,
    );
    // The error comes with the last byte: everything is there.
    faulty.plan('get', { kind: 'error-after', error: storeFault('OBJECTS_TRUNCATED') });
    expect((await collectBytes(store.get('a', { signal }), 1_000_000)).equals(body)).toBe(true);
  });

  test('a list goes on behind the last key, a list of versions leaves out what was seen', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await inner.put(key, Buffer.from(key), { signal });
    await inner.put('b', Buffer.from('again'), { signal });
    const keys: string[] = [];
    faulty.plan('list', cut(1), cut(0), cut(2));
    for await (const { key } of store.list('', { signal })) keys.push(key);
    expect(keys).toEqual(['a', 'b', 'c', 'd']);
    const seen: string[] = [];
    faulty.plan('listVersions', cut(2), busy, cut(4));
    for await (const { key, size } of store.listVersions('', { signal })) seen.push(`${key}${size}`);
    expect(seen).toEqual(['a1', 'b5', 'b1', 'c1', 'd1']);
  });

  test('a server that cuts every few bytes does not hold a reader for ever', async () => {
    await inner.put('a', randomBytes(1_000), { signal });
    faulty.plan('get', cut(1), cut(1), cut(1), cut(1));
    const reading = collectBytes(store.get('a', { signal }), 10_000);
    await expect(reading).rejects.toMatchObject({ code: 'OBJECTS_TRUNCATED' });
  });

  test('waits between attempts, and aborting ends the wait', async () => {
    store = retryingStore(faulty.store, { policy, clock, random: () => 0.5 });
    faulty.plan('head', busy, busy);
    const controller = new AbortController();
    const heading = store.head('a', { signal: controller.signal });
    while (clock.pending === 0) await new Promise(setImmediate);
    expect(faulty.calls('head')).toBe(1);
    clock.advance(100);
    while (clock.pending === 0) await new Promise(setImmediate);
    expect(faulty.calls('head')).toBe(2);
    controller.abort(new Error('enough'));
    await expect(heading).rejects.toThrow('enough');
  });
});

/** A clock whose sleeps end at once. */
function immediate(clock: SimulatedClock) {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: async () => undefined,
    timeout: (ms: number) => clock.timeout(ms),
  };
}
