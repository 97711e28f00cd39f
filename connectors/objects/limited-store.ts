import type { Clock } from '../../core/index.ts';
import type { ObjectStore } from './object-store.ts';
import { Semaphore } from './semaphore.ts';

export interface LimitedOptions {
  /** Calls at a time; more of them mostly make one another slower, fewer leave a distant store idle. */
  readonly connections: number;
  /** Bytes of bodies per second, both ways together; no limit where absent. */
  readonly bytesPerSecond?: number;
  readonly clock: Clock;
}

/**
 * The same store, modest. A read holds its connection until it ends or is left, so a reader that opens a second one while
 * holding a first needs two. A list holds one only while it fetches.
 */
export function limitedStore(inner: ObjectStore, { connections, bytesPerSecond, clock }: LimitedOptions): ObjectStore {
  const semaphore = new Semaphore(connections);
  const spend = bytesPerSecond === undefined ? async () => undefined : pace(bytesPerSecond, clock);

  const within = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const release = await semaphore.acquire(signal);
    try {
      return await work();
    } finally {
      release();
    }
  };

  async function* fetching<T>(signal: AbortSignal, source: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = source[Symbol.asyncIterator]();
    try {
      for (;;) {
        const step = await within(signal, () => iterator.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  return {
    capabilities: () => inner.capabilities(),
    put: (key, body, options) =>
      within(options.signal, async () => {
        await spend(body.byteLength, options.signal);
        return inner.put(key, body, options);
      }),
    head: (key, options) => within(options.signal, () => inner.head(key, options)),
    async *get(key, options) {
      const release = await semaphore.acquire(options.signal);
      try {
        for await (const part of inner.get(key, options)) {
          await spend(part.byteLength, options.signal);
          yield part;
        }
      } finally {
        release();
      }
    },
    list: (prefix, options) => fetching(options.signal, inner.list(prefix, options)),
    listVersions: (prefix, options) => fetching(options.signal, inner.listVersions(prefix, options)),
    remove: (key, versionId, options) => within(options.signal, () => inner.remove(key, versionId, options)),
    extendLock: (key, versionId, until, options) =>
      within(options.signal, () => inner.extendLock(key, versionId, until, options)),
    serverTime: () => inner.serverTime(),
    close: () => inner.close(),
  };
}

/** Each spender waits until the bytes before its own have had their time; bursts of one body pass at once. */
function pace(bytesPerSecond: number, clock: Clock): (bytes: number, signal: AbortSignal) => Promise<void> {
  if (!(bytesPerSecond > 0)) throw new TypeError(`${bytesPerSecond} bytes per second is no limit`);
  let freeAt = clock.monotonic();
  return async (bytes, signal) => {
    const now = clock.monotonic();
    const waitMs = Math.max(0, freeAt - now);
    freeAt = Math.max(freeAt, now) + (bytes / bytesPerSecond) * 1000;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  };
}
