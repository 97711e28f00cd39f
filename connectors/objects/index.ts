/**
 * Where the vault's objects lie: one port (`object-store.ts`), stores that keep it, and wrappers around any store.
 *
 * Stores never retry, wait or count by themselves. A bag of write-once objects is all they promise: whole or absent,
 * listed in byte order, read to the exact length, told apart by coded errors. What a store can do beyond that
 * (versions, locks, conditional puts) is in its `capabilities()`; nobody asks for a vendor's name.
 *
 * Every store passes `test/contracts/objects-conformance.ts`.
 */
export { MAX_LOCK_DAYS } from './checks.ts';
export { objectsError } from './errors.ts';
export { openFilesystemStore } from './filesystem-store.ts';
export { type MemoryStore, type MemoryStoreOptions, memoryStore } from './memory-store.ts';
export { checkKey, checkPrefix, compareKeys, MAX_KEY_BYTES } from './object-key.ts';
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
