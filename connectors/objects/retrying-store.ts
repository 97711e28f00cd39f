import { type Clock, hasCode, type RetryPolicy, retry } from '../../core/index.ts';
import type { GetOptions, ObjectHead, ObjectStore, PutOptions, PutResult } from './object-store.ts';
import { type Patience, resumeGet, resumeList, resumeVersions } from './retrying-streams.ts';

export interface RetryingOptions {
  /** Budget of one call; fewer than 3 attempts lose to a gateway restart, after which every kept socket fails once. */
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
}

/**
 * The same store, patient: retryable errors are tried again with full jitter. A read goes on from the byte reached, a
 * list from the key reached. A put whose answer was lost is settled by asking what is there: an object of the right
 * size (and lock; with `ifAbsent`, the same bytes) is ours, under keys that are written once.
 */
export function retryingStore(inner: ObjectStore, options: RetryingOptions): ObjectStore {
  const patience: Patience = { random: Math.random, onRetry: () => undefined, ...options };
  const again = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => retry(work, { ...patience, signal });
  return {
    capabilities: () => inner.capabilities(),
    put: (key, body, put) => putOnce(inner, patience, { key, body, put }),
    head: (key, head) => again(head.signal, () => inner.head(key, head)),
    get: (key, get) => resumeGet(inner, patience, key, get),
    list: (prefix, list) => resumeList(inner, patience, prefix, list),
    listVersions: (prefix, list) => resumeVersions(inner, patience, prefix, list),
    remove: (key, versionId, remove) => again(remove.signal, () => inner.remove(key, versionId, remove)),
    extendLock: (key, versionId, until, extend) =>
      again(extend.signal, () => inner.extendLock(key, versionId, until, extend)),
    serverTime: () => inner.serverTime(),
    close: () => inner.close(),
  };
}

interface Put {
  readonly key: string;
  readonly body: Uint8Array;
  readonly put: PutOptions;
}

function putOnce(inner: ObjectStore, patience: Patience, { key, body, put }: Put): Promise<PutResult> {
  let isOpen = false;
  let everLost = false;
  const attempt = async (): Promise<PutResult> => {
    if (isOpen) {
      const settled = await findOwn(inner, { key, body, put });
      if (settled !== null) return settled;
      isOpen = false;
    }
    try {
      return await inner.put(key, body, put);
    } catch (error) {
      if (hasCode(error, 'OBJECTS_UNCERTAIN')) {
        isOpen = true;
        everLost = true;
      }
      // The lost put may have arrived after it was looked for.
      const settled = everLost && hasCode(error, 'OBJECTS_EXISTS') ? await findOwn(inner, { key, body, put }) : null;
      if (settled !== null) return settled;
      throw error;
    }
  };
  return retry(attempt, { ...patience, signal: put.signal });
}

/** The object under `key` where it is what the put would have made, else null. */
async function findOwn(inner: ObjectStore, { key, body, put }: Put): Promise<PutResult | null> {
  const { signal } = put;
  let head: ObjectHead;
  try {
    head = await inner.head(key, { signal });
  } catch (error) {
    if (hasCode(error, 'OBJECTS_NOT_FOUND')) return null;
    throw error;
  }
  if (head.size !== body.byteLength || !isLockedAsAsked(head, put)) return null;
  const { versionId } = head;
  if (put.ifAbsent === true && !(await holdsBytes(inner, key, body, { signal, versionId }))) return null;
  return { versionId, size: head.size };
}

function isLockedAsAsked(head: ObjectHead, { lock }: PutOptions): boolean {
  if (lock === undefined) return true;
  // Servers keep whole seconds.
  return head.lock?.mode === lock.mode && head.lock.until.getTime() + 1_000 > lock.until.getTime();
}

async function holdsBytes(inner: ObjectStore, key: string, body: Uint8Array, get: GetOptions): Promise<boolean> {
  let at = 0;
  for await (const part of inner.get(key, get)) {
    if (Buffer.compare(part, body.subarray(at, at + part.byteLength)) !== 0) return false;
    at += part.byteLength;
  }
  return at === body.byteLength;
}
