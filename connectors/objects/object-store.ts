/** `[a-z0-9/._-]`, 1–900 bytes, no empty, `.` or `..` segment (object-store.md § 1). */
export type ObjectKey = string;

export interface ObjectLock {
  readonly mode: 'compliance' | 'governance';
  readonly until: Date;
}

/** What the probe found; code asks these, never the vendor's name. */
export interface StoreCapabilities {
  readonly versioning: boolean;
  readonly lock: 'compliance' | 'governance' | 'none';
  readonly lockOnPut: boolean;
  readonly conditionalPut: 'yes' | 'unversioned-only' | 'no';
  /** Digests the server itself verifies on PUT; others are proven by reading back. */
  readonly verifiedChecksums: readonly ('md5' | 'sha256')[];
  /** Largest single PUT in bytes. */
  readonly maxPut: number;
  readonly deleteByVersion: boolean;
}

export interface PutOptions {
  readonly signal: AbortSignal;
  readonly lock?: ObjectLock;
  /** Fails with OBJECTS_EXISTS where the key exists already; honoured where `conditionalPut` says so. */
  readonly ifAbsent?: boolean;
  /** The MD5 (16 bytes) that the body must have; computed from it when absent. Another body is OBJECTS_CORRUPT and is not stored. */
  readonly md5?: Uint8Array;
}

export interface PutResult {
  readonly versionId: string | null;
  readonly size: number;
}

export interface ObjectHead {
  readonly size: number;
  readonly versionId: string | null;
  readonly lock: { readonly mode: 'compliance' | 'governance'; readonly until: Date; readonly hold: boolean } | null;
  readonly modifiedAt: Date;
}

export interface GetOptions {
  readonly signal: AbortSignal;
  readonly versionId?: string | null;
  /** Bytes `[offset, offset + length)`, at least one; a range that is not wholly inside the object is OBJECTS_INVALID. */
  readonly range?: { readonly offset: number; readonly length: number };
}

export interface ObjectEntry {
  readonly key: ObjectKey;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface ObjectVersion extends ObjectEntry {
  readonly versionId: string | null;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/**
 * A bag of write-once objects. Every method may be called again after an error that is `retryable`; no implementation
 * retries by itself (`retrying-store` does). Errors carry the OBJECTS_* codes of `errors.ts`.
 */
export interface ObjectStore {
  /** What this store can do, as probed; the same answer until the store is opened again. */
  capabilities(): StoreCapabilities;

  /**
   * Stores `body` whole or not at all. Idempotent for identical bytes under write-once keys; a lost reply
   * (OBJECTS_UNCERTAIN) may have stored it: the caller asks `head`, then decides. Vault objects fit in memory
   * (packs ≤ 32 MiB), so a body is a buffer and may always be sent again. Content-MD5 is sent and the size checked.
   * Other bytes under a key that exists never destroy the earlier ones: they become a new version where `versioning`,
   * else OBJECTS_EXISTS (only a store with neither versions nor `conditionalPut` replaces them).
   */
  put(key: ObjectKey, body: Uint8Array, options: PutOptions): Promise<PutResult>;

  /** Strongly consistent after `put`. OBJECTS_NOT_FOUND when absent (a delete marker counts as absent). */
  head(
    key: ObjectKey,
    options: { readonly signal: AbortSignal; readonly versionId?: string | null },
  ): Promise<ObjectHead>;

  /**
   * Streams the bytes; a body shorter or longer than announced ends in OBJECTS_TRUNCATED (retryable). Never yields an
   * error document as data. The stream is consumed by one reader and holds its connection until it ends or is returned.
   */
  get(key: ObjectKey, options: GetOptions): AsyncIterable<Uint8Array>;

  /** Byte order of keys, complete for keys whose put ended before the call, pages hidden; disorder or repeats are an error. */
  list(
    prefix: string,
    options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
  ): AsyncIterable<ObjectEntry>;

  /** As `list`, all versions and delete markers; on a store without versions one entry a key with versionId null. */
  listVersions(prefix: string, options: { readonly signal: AbortSignal }): AsyncIterable<ObjectVersion>;

  /** Absent is success. Locked is OBJECTS_LOCKED. A version id is required where versions exist (OBJECTS_INVALID otherwise). */
  remove(key: ObjectKey, versionId: string | null, options: { readonly signal: AbortSignal }): Promise<void>;

  /**
   * Only lengthens; the same or an earlier date is a no-op read back. An object without a lock gets one of the store's
   * mode. OBJECTS_UNSUPPORTED without lock, OBJECTS_INVALID for a date in the past or more than 400 days away.
   */
  extendLock(
    key: ObjectKey,
    versionId: string | null,
    until: Date,
    options: { readonly signal: AbortSignal },
  ): Promise<void>;

  /** The server's clock as of its last answer, or null before the first; own clock where there is no server. */
  serverTime(): Date | null;

  /** Frees sockets and descriptors; calls after it are OBJECTS_INVALID. */
  close(): Promise<void>;
}
