import { expect, test } from 'vitest';
import { neverAborted, SimulatedClock } from '../../core/index.ts';
import { objectStoreConformance } from './conformance.ts';
import { memoryStore } from './memory-store.ts';

const START = Date.UTC(2026, 5, 1);

/** A store in memory has no second opening: the suite gets one that shares everything but `close`. */
async function make(versioning: boolean) {
  const clock = new SimulatedClock(START);
  const store = memoryStore({ clock, versioning });
  return {
    store,
    reopen: async () => memoryStore({ clock, versioning, shareWith: store }),
    reach: async (until: Date) => clock.advance(until.getTime() - clock.now()),
    hide: async (key: string) => {
      store.hide(key);
    },
    dispose: () => store.close(),
  };
}

objectStoreConformance('the memory store with versions', () => make(true), {
  expected: { versioning: true, lock: 'compliance', conditionalPut: 'yes', deleteByVersion: true },
});

objectStoreConformance('the memory store without versions', () => make(false), {
  expected: { versioning: false, lock: 'none', conditionalPut: 'yes', deleteByVersion: false },
});

test('what is put is a copy: later changes of the buffer do not reach the store', async () => {
  const store = memoryStore({ clock: new SimulatedClock(START) });
  const body = Buffer.from('before');
  await store.put('a', body, { signal: neverAborted });
  body.fill('x');
  for await (const part of store.get('a', { signal: neverAborted })) {
    expect(Buffer.from(part).toString()).toBe('before');
    part.fill(0);
  }
  expect((await store.head('a', { signal: neverAborted })).size).toBe(6);
});
