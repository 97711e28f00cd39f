import { beforeEach, describe, expect, test } from 'vitest';
import { collectBytes, neverAborted, SimulatedClock } from '../../core/index.ts';
import { faultyStore, storeFault } from '../../test/faults/faulty-store.ts';
import { memoryStore } from './memory-store.ts';
import { observedStore, type StoreCall } from './observed-store.ts';
import { readonlyStore } from './readonly-store.ts';

const signal = neverAborted;

describe('an observed store', () => {
  let clock: SimulatedClock;
  let calls: StoreCall[];

  const observe = () => {
    const faulty = faultyStore(memoryStore({ clock }), clock);
    return { faulty, store: observedStore(faulty.store, { clock, onCall: (call) => calls.push(call) }) };
  };

  beforeEach(() => {
    clock = new SimulatedClock(Date.UTC(2026, 5, 1));
    calls = [];
  });

  test('tells method, key, bytes and entries of each call once', async () => {
    const { store } = observe();
    const { versionId } = await store.put('a', Buffer.alloc(100_000), { signal });
    await collectBytes(store.get('a', { signal }), 1_000_000);
    await store.head('a', { signal });
    for await (const _ of store.list('', { signal }));
    await store.remove('a', versionId, { signal });
    const row = ({ method, key, outcome, bytesSent, bytesReceived, entries }: StoreCall) =>
      [method, key, outcome, bytesSent, bytesReceived, entries].join(' ');
    expect(calls.map(row)).toEqual([
      'put a ok 100000 0 0',
      'get a ok 0 100000 0',
      'head a ok 0 0 0',
      'list  ok 0 0 1',
      'remove a ok 0 0 0',
    ]);
  });

  test('tells the code of a failure, how long it took, and what a reader took before leaving', async () => {
    const { store, faulty } = observe();
    await store.put('a', Buffer.alloc(300_000), { signal });
    faulty.plan('head', { kind: 'delay', ms: 250 });
    const heading = store.head('nothing', { signal });
    const failed = expect(heading).rejects.toMatchObject({ code: 'OBJECTS_NOT_FOUND' });
    while (clock.pending === 0) await new Promise(setImmediate);
    clock.advance(250);
    await failed;
    for await (const _ of store.get('a', { signal })) break;
    faulty.plan('get', { kind: 'cut', after: 10, error: storeFault('OBJECTS_TRUNCATED') });
    await expect(collectBytes(store.get('a', { signal }), 1_000_000)).rejects.toThrow();
    const aborted = AbortSignal.abort();
    await expect(store.head('a', { signal: aborted })).rejects.toThrow();
    expect(
      calls.slice(1).map(({ outcome, bytesReceived, durationMs }) => [outcome, bytesReceived, durationMs]),
    ).toEqual([
      ['OBJECTS_NOT_FOUND', 0, 250],
      ['ok', 65_536, 0],
      ['OBJECTS_TRUNCATED', 10, 0],
      ['INTERRUPTED', 0, 0],
    ]);
    faulty.assertAllHit();
  });
});

test('a store for reading alone reads everything and changes nothing', async () => {
  const clock = new SimulatedClock(Date.UTC(2026, 5, 1));
  const inner = memoryStore({ clock });
  const { versionId } = await inner.put('a', Buffer.from('bytes'), { signal });
  const store = readonlyStore(inner);
  const denied = { code: 'OBJECTS_DENIED' };
  await expect(store.put('b', Buffer.from('x'), { signal })).rejects.toMatchObject(denied);
  await expect(store.remove('a', versionId, { signal })).rejects.toMatchObject(denied);
  await expect(store.extendLock('a', versionId, new Date(), { signal })).rejects.toMatchObject(denied);
  expect((await collectBytes(store.get('a', { signal }), 10)).toString()).toBe('bytes');
  const keys: string[] = [];
  for await (const { key } of store.listVersions('', { signal })) keys.push(key);
  expect(keys).toEqual(['a']);
});
