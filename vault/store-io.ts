import { createHash } from 'node:crypto';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { type CodedError, collectBytes, hasCode, sha256Hex } from '../core/index.ts';
import { isDamage, vaultError } from './errors.ts';

/** Reading and writing whole objects on the store port: sizes bounded, lost replies settled, nothing believed. */

export interface ObjectCopy {
  readonly versionId: string | null;
  readonly size: number;
}

/** A key with its data versions, oldest first; delete markers are not data, but they do not hide it either. */
export interface StoredKey {
  readonly key: string;
  readonly copies: readonly ObjectCopy[];
  /** A delete marker lies over a write-once key: somebody tried to remove it. */
  readonly marked: boolean;
}

/** Keys under a prefix in byte order. On a store with versions those under a delete marker are found too. */
export async function* listKeys(store: ObjectStore, prefix: string, signal: AbortSignal): AsyncGenerator<StoredKey> {
  if (!store.capabilities().versioning) {
    for await (const { key, size } of store.list(prefix, { signal })) {
      yield { key, copies: [{ versionId: null, size }], marked: false };
    }
    return;
  }
  let current: { key: string; copies: ObjectCopy[]; marked: boolean } | null = null;
  for await (const { key, versionId, size, isDeleteMarker } of store.listVersions(prefix, { signal })) {
    if (current !== null && current.key !== key) {
      if (current.copies.length > 0) yield current;
      current = null;
    }
    current ??= { key, copies: [], marked: false };
    if (isDeleteMarker) current.marked = true;
    else current.copies.unshift({ versionId, size });
  }
  if (current !== null && current.copies.length > 0) yield current;
}

/** One key as `listKeys` would give it, or null. */
export async function findKey(store: ObjectStore, key: string, signal: AbortSignal): Promise<StoredKey | null> {
  for await (const found of listKeys(store, key, signal)) {
    if (found.key === key) return found;
    if (found.key > key) break;
  }
  return null;
}

function missing(key: string, cause?: unknown): CodedError {
  return vaultError('VAULT_OBJECT_MISSING', `${key} is not in the store`, { cause, facts: { object: key } });
}

function corrupt(key: string, what: string, cause?: unknown): CodedError {
  return vaultError('VAULT_OBJECT_CORRUPT', `${key} ${what}`, { cause, facts: { object: key } });
}

/** What the store says of bytes it holds wrongly becomes the vault's own code; the rest (network, rights) passes as it is. */
function asVaultError(key: string, error: unknown): unknown {
  if (hasCode(error, 'OBJECTS_NOT_FOUND')) return missing(key, error);
  if (hasCode(error, 'OBJECTS_INVALID')) return corrupt(key, 'is shorter than it was stored', error);
  if (hasCode(error, 'OBJECTS_CORRUPT')) return corrupt(key, 'fails the store’s own digest', error);
  return error;
}

export interface ReadRequest {
  readonly versionId: string | null;
  /** More than this is refused before it is held. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** A whole object. VAULT_OBJECT_MISSING, VAULT_OBJECT_CORRUPT (longer than `limit`), or the store's own error. */
export async function readObject(store: ObjectStore, key: string, request: ReadRequest): Promise<Buffer> {
  const { versionId, limit, signal } = request;
  try {
    return await collectBytes(store.get(key, { signal, versionId }), limit);
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(key, `is longer than ${limit} bytes`, error);
    throw asVaultError(key, error);
  }
}

/** SHA-256 of a whole object and its size, without holding it; reading ends as soon as it is longer than `limit`. */
export async function hashObject(
  store: ObjectStore,
  key: string,
  { versionId, limit, signal }: ReadRequest,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of store.get(key, { signal, versionId })) {
      bytes += piece.byteLength;
      if (bytes > limit) throw corrupt(key, `is longer than ${limit} bytes`);
      hash.update(piece);
    }
  } catch (error) {
    throw asVaultError(key, error);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Exactly `length` bytes at `offset`. */
export async function readRange(
  store: ObjectStore,
  object: { readonly key: string; readonly versionId: string | null },
  range: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const { key, versionId } = object;
  try {
    const bytes = Buffer.allocUnsafeSlow(range.length);
    let at = 0;
    for await (const piece of store.get(key, { signal, versionId, range })) {
      bytes.set(piece, at);
      at += piece.byteLength;
    }
    if (at !== range.length) throw corrupt(key, 'is shorter than it was stored');
    return bytes;
  } catch (error) {
    if (error instanceof RangeError) throw corrupt(key, 'gave more bytes than asked for', error);
    throw asVaultError(key, error);
  }
}

/**
 * Opens the oldest copy of a write-once object that `open` accepts (vault.md § 8.4): a later version is an anomaly, never
 * an obstacle. Throws what the last attempt threw.
 */
export async function readFirst<T>(
  store: ObjectStore,
  stored: StoredKey,
  limits: { readonly limit: number; readonly signal: AbortSignal },
  open: (bytes: Buffer, copy: ObjectCopy) => T,
): Promise<T> {
  let failure: unknown = missing(stored.key);
  for (const copy of stored.copies) {
    try {
      return open(await readObject(store, stored.key, { versionId: copy.versionId, ...limits }), copy);
    } catch (error) {
      if (!isDamage(error)) throw error;
      failure = error;
    }
  }
  throw failure;
}

type Look = { readonly is: 'absent' | 'different' } | { readonly is: 'same'; readonly versionId: string | null };

/** Whether the store holds exactly `body` under `key`, by reading it. */
async function look(store: ObjectStore, key: string, body: Uint8Array, signal: AbortSignal): Promise<Look> {
  const stored = await findKey(store, key, signal);
  if (stored === null) return { is: 'absent' };
  const wanted = sha256Hex(body);
  for (const { versionId, size } of stored.copies) {
    if (size !== body.byteLength) continue;
    const found = await hashObject(store, key, { versionId, limit: body.byteLength, signal });
    if (found.sha256 === wanted) return { is: 'same', versionId };
  }
  return { is: 'different' };
}

function refusesOverwrites(store: ObjectStore): boolean {
  const { conditionalPut, versioning } = store.capabilities();
  return conditionalPut === 'yes' || (conditionalPut === 'unversioned-only' && !versioning);
}

/** Three attempts at one lost reply; the store's own retries come below this. */
const PUT_ATTEMPTS = 3;

/**
 * Puts a write-once object and settles a lost reply by looking: resolves with its version id once the store has it.
 * Where other bytes hold the key, the error of the put is thrown as it is (OBJECTS_EXISTS and the like).
 */
export async function putOnce(
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<string | null> {
  const ifAbsent = refusesOverwrites(store);
  for (let attempt = 1; ; attempt++) {
    try {
      return (await store.put(key, body, { signal, ifAbsent })).versionId;
    } catch (error) {
      if (signal.aborted) throw error;
      const found = await look(store, key, body, signal).catch(() => null);
      if (found?.is === 'same') return found.versionId;
      const again = found?.is === 'absent' && hasCode(error, 'OBJECTS_UNCERTAIN') && attempt < PUT_ATTEMPTS;
      if (!again) throw error;
    }
  }
}

/** Reads a stored object back and compares: VAULT_OBJECT_CORRUPT where the store holds anything else than was sent. */
export async function confirm(
  store: ObjectStore,
  object: {
    readonly key: string;
    readonly versionId: string | null;
    readonly bytes: number;
    readonly sha256: string;
  },
  signal: AbortSignal,
): Promise<void> {
  const { key, versionId, bytes: limit, sha256 } = object;
  const found = await hashObject(store, key, { versionId, limit, signal });
  if (found.sha256 !== sha256) throw corrupt(key, 'was not stored as it was sent');
}

/**
 * `putOnce`, then `confirm`: resolves with what a manifest says of the object. What the store spoiled while it stored it is
 * taken away and put once more, where it is certain that these are our own bytes; otherwise it would hold the name for ever.
 */
export async function putProven(
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<{
  readonly key: string;
  readonly versionId: string | null;
  readonly bytes: number;
  readonly sha256: string;
}> {
  const facts = { key, bytes: body.byteLength, sha256: sha256Hex(body) };
  const first = { ...facts, versionId: await putOnce(store, key, body, signal) };
  try {
    await confirm(store, first, signal);
    return first;
  } catch (error) {
    const own = first.versionId !== null || refusesOverwrites(store);
    if (!own || !isDamage(error)) throw error;
    await store.remove(key, first.versionId, { signal });
  }
  const second = { ...facts, versionId: await putOnce(store, key, body, signal) };
  await confirm(store, second, signal);
  return second;
}

/** Deletes every version and marker of a key; absent is success. */
export async function removeKey(store: ObjectStore, key: string, signal: AbortSignal): Promise<void> {
  if (!store.capabilities().versioning) return store.remove(key, null, { signal });
  for await (const version of store.listVersions(key, { signal })) {
    if (version.key === key) await store.remove(key, nameVersion(store, version.versionId), { signal });
  }
}

/** A version's id as the store wants it back: the one that is older than the bucket's versioning is called `null` there. */
export function nameVersion(store: ObjectStore, versionId: string | null): string | null {
  return store.capabilities().versioning ? (versionId ?? 'null') : null;
}

/** `work` on each item, `width` at a time, results in order. Bounded: at most `width` results wait. */
export async function* mapOrdered<In, Out>(
  items: AsyncIterable<In> | Iterable<In>,
  width: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  try {
    for await (const item of items) {
      const one = work(item);
      one.catch(() => undefined);
      running.push(one);
      const first = running.length >= width ? running.shift() : undefined;
      if (first !== undefined) yield await first;
    }
    while (running.length > 0) yield await (running.shift() as Promise<Out>);
  } finally {
    await Promise.allSettled(running);
  }
}
