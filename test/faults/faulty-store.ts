/**
 * A store that fails as planned: faults wait in a queue per method, each call takes the next one. `assertAllHit` at the
 * end of a test shows that the test went where it meant to go.
 */
import type { ObjectStore, StoreMethod } from '../../connectors/objects/index.ts';
import { type Clock, CodedError } from '../../core/index.ts';

export type StoreFault =
  /** This call works; it keeps a place in the queue. */
  | { readonly kind: 'pass' }
  /** Fails before anything happens; for a stream, before its first piece. */
  | { readonly kind: 'error'; readonly error: Error }
  /** Happens, then fails: a lost answer. For a stream, after its last piece. */
  | { readonly kind: 'error-after'; readonly error: Error }
  /** A stream that fails after this many bytes (get) or entries (lists). */
  | { readonly kind: 'cut'; readonly after: number; readonly error: Error }
  /** Waits on the clock, then works. */
  | { readonly kind: 'delay'; readonly ms: number };

export interface FaultyStore {
  readonly store: ObjectStore;
  plan(method: StoreMethod, ...faults: readonly StoreFault[]): void;
  /** Calls that reached each method, failed ones included. */
  calls(method: StoreMethod): number;
  /** Throws where a planned fault was never reached. */
  assertAllHit(): void;
}

/** An error of the store's table, for faults: `storeFault('OBJECTS_UNAVAILABLE')`. */
export function storeFault(code: string, retryable = true): CodedError {
  return new CodedError(code, { kind: 'temporary', retryable, hint: '' }, `planned ${code}`);
}

export function faultyStore(inner: ObjectStore, clock: Clock): FaultyStore {
  const queues = new Map<StoreMethod, StoreFault[]>();
  const counts = new Map<StoreMethod, number>();
  const take = (method: StoreMethod): StoreFault => {
    counts.set(method, (counts.get(method) ?? 0) + 1);
    return queues.get(method)?.shift() ?? { kind: 'pass' };
  };

  const call = async <T>(method: StoreMethod, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const fault = take(method);
    if (fault.kind === 'error' || fault.kind === 'cut') throw fault.error;
    if (fault.kind === 'delay') await clock.sleep(fault.ms, signal);
    const result = await work();
    if (fault.kind === 'error-after') throw fault.error;
    return result;
  };

  async function* stream<T>(
    method: StoreMethod,
    signal: AbortSignal,
    source: () => AsyncIterable<T>,
    part: (one: T, size: number) => T | null,
  ): AsyncGenerator<T> {
    const fault = take(method);
    if (fault.kind === 'error') throw fault.error;
    if (fault.kind === 'delay') await clock.sleep(fault.ms, signal);
    let left = fault.kind === 'cut' ? fault.after : Number.POSITIVE_INFINITY;
    for await (const one of source()) {
      const size = one instanceof Uint8Array ? one.byteLength : 1;
      const rest = size <= left ? one : part(one, left);
      if (rest !== null) yield rest;
      left -= size;
      if (left < 0) break;
    }
    if (fault.kind === 'cut' || fault.kind === 'error-after') throw fault.error;
  }

  return {
    store: {
      capabilities: () => inner.capabilities(),
      put: (key, body, options) => call('put', options.signal, () => inner.put(key, body, options)),
      head: (key, options) => call('head', options.signal, () => inner.head(key, options)),
      get: (key, options) => stream('get', options.signal, () => inner.get(key, options), firstBytes),
      list: (prefix, options) => stream('list', options.signal, () => inner.list(prefix, options), nothing),
      listVersions: (prefix, options) =>
        stream('listVersions', options.signal, () => inner.listVersions(prefix, options), nothing),
      remove: (key, versionId, options) => call('remove', options.signal, () => inner.remove(key, versionId, options)),
      extendLock: (key, versionId, until, options) =>
        call('extendLock', options.signal, () => inner.extendLock(key, versionId, until, options)),
      serverTime: () => inner.serverTime(),
      close: () => inner.close(),
    },
    plan: (method, ...faults) => {
      queues.set(method, [...(queues.get(method) ?? []), ...faults]);
    },
    calls: (method) => counts.get(method) ?? 0,
    assertAllHit: () => {
      const left = [...queues]
        .filter(([, queue]) => queue.length > 0)
        .map(([method, queue]) => `${method}: ${queue.length}`);
      if (left.length > 0) throw new Error(`planned faults were not reached (${left.join(', ')})`);
    },
  };
}

const nothing = (): null => null;

function firstBytes(bytes: Uint8Array, size: number): Uint8Array | null {
  return size > 0 ? bytes.subarray(0, size) : null;
}
