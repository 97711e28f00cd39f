/**
 * Where the vault's objects lie: one port (`object-store.ts`), stores that keep it, wrappers around any store.
 *
 * A store promises a bag of write-once objects: whole or absent, listed in byte order, read to the exact length, failing
 * with coded errors. What it can do beyond that (versions, locks, conditional puts) is in its `capabilities()`, found by
 * trying; nobody asks for a vendor's name. Stores never retry, wait or count: `retryingStore(observedStore(store))` is
 * how the composition root stacks them, `limitedStore` innermost where there is a limit.
 *
 * `openFilesystemStore` keeps objects as files and is not immutable; `openS3Store` speaks to any S3 server and confirms
 * each lock by reading it back; `memoryStore` is the reference for tests. All pass `conformance.ts`, which product code
 * never imports. `probeStore` tries on a real store what backups rely on.
 *
 * Not here: encryption and names of objects (vault), credentials and the off-site rule (config), multipart uploads.
 */
export { MAX_LOCK_DAYS } from './checks.ts';
export { objectsError } from './errors.ts';
export { type FilesystemStoreOptions, openFilesystemStore } from './filesystem-store.ts';
export { type LimitedOptions, limitedStore } from './limited-store.ts';
export { type MemoryStore, type MemoryStoreOptions, memoryStore } from './memory-store.ts';
export { checkKey, checkPrefix, compareKeys, isKey, MAX_KEY_BYTES } from './object-key.ts';
export type {
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
export { type ObservedOptions, observedStore, type StoreCall, type StoreMethod } from './observed-store.ts';
export { type OpenS3StoreOptions, openS3Store } from './open-s3-store.ts';
export { type ProbeOptions, type ProbeResult, probeStore } from './probe-store.ts';
export { readonlyStore } from './readonly-store.ts';
export { type RetryingOptions, retryingStore } from './retrying-store.ts';
