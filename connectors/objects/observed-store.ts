import { type Clock, toCodedError } from '../../core/index.ts';
import type { ObjectStore } from './object-store.ts';

export type StoreMethod = 'put' | 'head' | 'get' | 'list' | 'listVersions' | 'remove' | 'extendLock';

/** One finished call. A stream is finished when it ended, failed, or its reader left it. */
export interface StoreCall {
  readonly method: StoreMethod;
  /** The key, or the prefix of a list. */
  readonly key: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Entries of a list. */
  readonly entries: number;
  readonly durationMs: number;
}

export interface ObservedOptions {
  readonly clock: Clock;
  /** Must not throw. */
  readonly onCall: (call: StoreCall) => void;
}

/** The same store; each call is told to `onCall` once, when it is finished. Inside `retryingStore` every attempt counts. */
export function observedStore(inner: ObjectStore, { clock, onCall }: ObservedOptions): ObjectStore {
  const begin = (method: StoreMethod, key: string) => {
    const startedAt = clock.monotonic();
    return (outcome: string, counts: { sent?: number; received?: number; entries?: number } = {}): void =>
      onCall({
        method,
        key,
        outcome,
        bytesSent: counts.sent ?? 0,
        bytesReceived: counts.received ?? 0,
        entries: counts.entries ?? 0,
        durationMs: clock.monotonic() - startedAt,
      });
  };

  const watch = async <T>(method: StoreMethod, key: string, sent: number, work: Promise<T>): Promise<T> => {
    const finish = begin(method, key);
    try {
      const result = await work;
      finish('ok', { sent });
      return result;
    } catch (error) {
      finish(toCodedError(error).code);
      throw error;
    }
  };

  async function* watchStream<T>(method: StoreMethod, key: string, source: AsyncIterable<T>): AsyncGenerator<T> {
    const finish = begin(method, key);
    let received = 0;
    let entries = 0;
    let outcome = 'ok';
    try {
      for await (const one of source) {
        if (one instanceof Uint8Array) received += one.byteLength;
        else entries++;
        yield one;
      }
    } catch (error) {
      outcome = toCodedError(error).code;
      throw error;
    } finally {
      finish(outcome, { received, entries });
    }
  }

  return {
    capabilities: () => inner.capabilities(),
    put: (key, body, options) => watch('put', key, body.byteLength, inner.put(key, body, options)),
    head: (key, options) => watch('head', key, 0, inner.head(key, options)),
    get: (key, options) => watchStream('get', key, inner.get(key, options)),
    list: (prefix, options) => watchStream('list', prefix, inner.list(prefix, options)),
    listVersions: (prefix, options) => watchStream('listVersions', prefix, inner.listVersions(prefix, options)),
    remove: (key, versionId, options) => watch('remove', key, 0, inner.remove(key, versionId, options)),
    extendLock: (key, versionId, until, options) =>
      watch('extendLock', key, 0, inner.extendLock(key, versionId, until, options)),
    serverTime: () => inner.serverTime(),
    close: () => inner.close(),
  };
}
