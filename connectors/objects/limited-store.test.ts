import { beforeEach, describe, expect, test } from 'vitest';
import { collectBytes, neverAborted, SimulatedClock } from '../../core/index.ts';
import { faultyStore } from '../../test/faults/faulty-store.ts';
import { limitedStore } from './limited-store.ts';
import { memoryStore } from './memory-store.ts';
import type { ObjectStore } from './object-store.ts';

const signal = neverAborted;
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

describe('a limited store', () => {
  let clock: SimulatedClock;
  let inner: ObjectStore;

  beforeEach(async () => {
    clock = new SimulatedClock(Date.UTC(2026, 5, 1));
    inner = memoryStore({ clock });
    for (const key of ['a', 'b', 'c']) await inner.put(key, Buffer.alloc(200_000), { signal });
  });

  test('lets as many calls in as it has connections, and the others when one ends', async () => {
    const faulty = faultyStore(inner, clock);
    for (let call = 0; call < 5; call++) faulty.plan('head', { kind: 'delay', ms: 100 });
    const store = limitedStore(faulty.store, { connections: 2, clock });
    const heads = Promise.all(Array.from({ length: 5 }, () => store.head('a', { signal })));
    for (const expected of [2, 4, 5]) {
      await turns();
      expect(faulty.calls('head')).toBe(expected);
      clock.advance(100);
    }
    expect(await heads).toHaveLength(5);
    faulty.assertAllHit();
  });

  test('a read holds its connection until it is left, and a list only while it fetches', async () => {
    const store = limitedStore(inner, { connections: 1, clock });
    for await (const { key } of store.list('', { signal })) {
      expect((await store.head(key, { signal })).size).toBe(200_000);
    }
    let headed = false;
    let waiting: Promise<unknown> = Promise.resolve();
    for await (const _ of store.get('a', { signal })) {
      waiting = store.head('b', { signal }).then(() => {
        headed = true;
      });
      await turns();
      expect(headed).toBe(false);
      break;
    }
    await waiting;
    expect(headed).toBe(true);
  });

  test('who gives up waiting takes no connection along, nor does a call that fails', async () => {
    const store = limitedStore(inner, { connections: 1, clock });
    const controller = new AbortController();
    for await (const _ of store.get('a', { signal })) {
      const waiting = store.head('b', { signal: controller.signal });
      const behind = store.head('c', { signal });
      controller.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      void behind.catch(() => undefined);
      break;
    }
    await expect(store.head('nothing', { signal })).rejects.toMatchObject({ code: 'OBJECTS_NOT_FOUND' });
    expect((await store.head('a', { signal })).size).toBe(200_000);
  });

  test('keeps to the bytes per second, both ways together', async () => {
    const store = limitedStore(inner, { connections: 4, bytesPerSecond: 100_000, clock });
    await store.put('first', Buffer.alloc(50_000), { signal });
    let done = false;
    const reading = collectBytes(store.get('a', { signal }), 1_000_000).then((bytes) => {
      done = true;
      return bytes;
    });
    for (let elapsed = 0; elapsed < 2_000; elapsed += 100) {
      await turns();
      expect(done).toBe(false);
      clock.advance(100);
    }
    for (; !done; clock.advance(100)) await turns();
    expect((await reading).byteLength).toBe(200_000);
    expect(clock.monotonic()).toBeLessThan(3_000);
  });

  test.each([0, -1, 0.5, Number.NaN])('%s connections are a mistake', (connections) => {
    expect(() => limitedStore(inner, { connections, clock })).toThrow(TypeError);
  });
});
