import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/index.ts';
import { checkDigest, checkLockDate, lockedError, notFound, readSpan, refuseLock } from './checks.ts';
import { objectsError } from './errors.ts';
import { checkKey, checkPrefix, compareKeys } from './object-key.ts';
import type {
  GetOptions,
  ObjectEntry,
  ObjectHead,
  ObjectKey,
  ObjectLock,
  ObjectStore,
  ObjectVersion,
  PutOptions,
  PutResult,
  StoreCapabilities,
} from './object-store.ts';

/** Pieces of a read; small enough that a reader which stops early is noticed, large enough not to matter. */
const CHUNK_BYTES = 64 * 1024;

interface Version {
  readonly id: string | null;
  readonly bytes: Uint8Array;
  readonly modifiedAt: Date;
  readonly marker: boolean;
  lock: ObjectLock | null;
}

export interface MemoryStoreOptions {
  readonly clock: Clock;
  /** Default true. */
  readonly versioning?: boolean;
  /** Default 'compliance' with versions, 'none' without. */
  readonly lock?: StoreCapabilities['lock'];
  /** Another opening of the same objects: what one store is given, the other shows. */
  readonly shareWith?: MemoryStore;
}

/** The reference semantics of the port, and what a stranger with more rights than Coffre could do to a bucket. */
export interface MemoryStore extends ObjectStore {
  /** Writes a delete marker, as DELETE without a version id or a lifecycle rule does; returns its version id. */
  hide(key: ObjectKey): string;
}

/** A store in memory that behaves like a versioned S3 bucket with object lock; its lock dates run on `clock`. For tests. */
export function memoryStore(options: MemoryStoreOptions): MemoryStore {
  return new Memory(options);
}

class Memory implements MemoryStore {
  readonly #clock: Clock;
  readonly #capabilities: StoreCapabilities;
  /** Newest version last. */
  readonly #objects: Map<ObjectKey, Version[]>;
  #closed = false;

  constructor({ clock, versioning = true, lock = versioning ? 'compliance' : 'none', shareWith }: MemoryStoreOptions) {
    this.#objects = shareWith instanceof Memory ? shareWith.#objects : new Map();
    if (lock !== 'none' && !versioning) throw new TypeError('a lock needs versions');
    this.#clock = clock;
    this.#capabilities = {
      versioning,
      lock,
      lockOnPut: lock !== 'none',
      conditionalPut: 'yes',
      verifiedChecksums: ['md5'],
      maxPut: 5 * 2 ** 30,
      deleteByVersion: versioning,
    };
  }

  capabilities(): StoreCapabilities {
    return this.#capabilities;
  }

  async put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult> {
    this.#enter(options.signal);
    checkKey(key);
    checkDigest(key, body, options);
    if (this.#capabilities.lock === 'none') refuseLock(key, options.lock);
    if (options.lock !== undefined) checkLockDate(options.lock.until, this.#clock.now());
    const versions = this.#objects.get(key) ?? [];
    const latest = versions.at(-1);
    if (latest !== undefined && !latest.marker) {
      const same = Buffer.compare(latest.bytes, body) === 0;
      if (options.ifAbsent === true || (!this.#capabilities.versioning && !same)) {
        throw objectsError('OBJECTS_EXISTS', `${key} exists already`);
      }
      if (!this.#capabilities.versioning) return { versionId: null, size: body.byteLength };
    }
    const version = this.#version(Uint8Array.from(body), options.lock ?? null, false);
    this.#objects.set(key, [...versions, version]);
    return { versionId: version.id, size: body.byteLength };
  }

  async head(
    key: ObjectKey,
    options: { readonly signal: AbortSignal; readonly versionId?: string | null },
  ): Promise<ObjectHead> {
    this.#enter(options.signal);
    const version = this.#find(key, options.versionId);
    return {
      size: version.bytes.byteLength,
      versionId: version.id,
      lock: version.lock === null ? null : { ...version.lock, hold: false },
      modifiedAt: version.modifiedAt,
    };
  }

  async *get(key: ObjectKey, options: GetOptions): AsyncGenerator<Uint8Array> {
    this.#enter(options.signal);
    const { bytes } = this.#find(key, options.versionId);
    const { offset, length } = readSpan(key, bytes.byteLength, options.range);
    for (let at = offset; at < offset + length; at += CHUNK_BYTES) {
      options.signal.throwIfAborted();
      yield bytes.slice(at, Math.min(at + CHUNK_BYTES, offset + length));
    }
  }

  async *list(
    prefix: string,
    options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
  ): AsyncGenerator<ObjectEntry> {
    for await (const { key, size, modifiedAt, isLatest, isDeleteMarker } of this.listVersions(prefix, options)) {
      if (!isLatest || isDeleteMarker || (options.after !== undefined && key <= options.after)) continue;
      yield { key, size, modifiedAt };
    }
  }

  async *listVersions(prefix: string, options: { readonly signal: AbortSignal }): AsyncGenerator<ObjectVersion> {
    this.#enter(options.signal);
    checkPrefix(prefix);
    const found = [...this.#objects].filter(([key]) => key.startsWith(prefix));
    for (const [key, versions] of found.sort(([a], [b]) => compareKeys(a, b))) {
      for (const [index, version] of versions.toReversed().entries()) {
        options.signal.throwIfAborted();
        yield {
          key,
          versionId: version.id,
          size: version.bytes.byteLength,
          modifiedAt: version.modifiedAt,
          isLatest: index === 0,
          isDeleteMarker: version.marker,
        };
      }
    }
  }

  async remove(key: ObjectKey, versionId: string | null, options: { readonly signal: AbortSignal }): Promise<void> {
    this.#enter(options.signal);
    checkKey(key);
    this.#needVersion(key, versionId);
    const versions = this.#objects.get(key) ?? [];
    const version = versions.find((one) => one.id === versionId);
    if (version === undefined) return;
    if (version.lock !== null && version.lock.until.getTime() > this.#clock.now()) {
      throw lockedError(key, version.lock.until);
    }
    const rest = versions.filter((one) => one !== version);
    if (rest.length === 0) this.#objects.delete(key);
    else this.#objects.set(key, rest);
  }

  async extendLock(
    key: ObjectKey,
    versionId: string | null,
    until: Date,
    options: { readonly signal: AbortSignal },
  ): Promise<void> {
    this.#enter(options.signal);
    checkKey(key);
    const mode = this.#capabilities.lock;
    if (mode === 'none') throw objectsError('OBJECTS_UNSUPPORTED', `${key}: this store cannot lock objects`);
    this.#needVersion(key, versionId);
    checkLockDate(until, this.#clock.now());
    const version = this.#find(key, versionId);
    if (version.lock !== null && version.lock.until >= until) return;
    version.lock = { mode: version.lock?.mode ?? mode, until };
  }

  serverTime(): Date | null {
    return new Date(this.#clock.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  hide(key: ObjectKey): string {
    const marker = this.#version(new Uint8Array(0), null, true);
    if (marker.id === null) throw objectsError('OBJECTS_UNSUPPORTED', 'a delete marker needs versions');
    this.#objects.set(key, [...(this.#objects.get(key) ?? []), marker]);
    return marker.id;
  }

  #version(bytes: Uint8Array, lock: ObjectLock | null, marker: boolean): Version {
    const id = this.#capabilities.versioning ? randomUUID() : null;
    return { id, bytes, lock, marker, modifiedAt: new Date(this.#clock.now()) };
  }

  #find(key: ObjectKey, versionId: string | null | undefined): Version {
    checkKey(key);
    const versions = this.#objects.get(key) ?? [];
    const version = versionId == null ? versions.at(-1) : versions.find((one) => one.id === versionId);
    if (version === undefined || version.marker) throw notFound(key);
    return version;
  }

  #needVersion(key: ObjectKey, versionId: string | null): void {
    if (this.#capabilities.versioning && versionId === null) {
      throw objectsError('OBJECTS_INVALID', `${key}: a version id is needed here`);
    }
  }

  #enter(signal: AbortSignal): void {
    signal.throwIfAborted();
    if (this.#closed) throw objectsError('OBJECTS_INVALID', 'this store was closed');
  }
}
