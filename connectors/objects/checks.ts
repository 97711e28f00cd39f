import { createHash } from 'node:crypto';
import { objectsError } from './errors.ts';
import type { GetOptions, ObjectKey, ObjectLock, PutOptions } from './object-store.ts';

/** Longest lock that is ever requested: a typing error in COMPLIANCE mode costs money until its date and cannot be undone. */
export const MAX_LOCK_DAYS = 400;

const DAY_MS = 86_400_000;

/** OBJECTS_INVALID for a date that is past, not a date, or further away than MAX_LOCK_DAYS. */
export function checkLockDate(until: Date, nowMs: number): void {
  const at = until.getTime();
  if (!Number.isFinite(at)) throw objectsError('OBJECTS_INVALID', 'a lock needs a date');
  if (at <= nowMs) throw objectsError('OBJECTS_INVALID', `a lock until ${until.toISOString()} is in the past`);
  if (at > nowMs + MAX_LOCK_DAYS * DAY_MS) {
    throw objectsError('OBJECTS_INVALID', `a lock until ${until.toISOString()} is longer than ${MAX_LOCK_DAYS} days`);
  }
}

/** The MD5 to send or compare; OBJECTS_CORRUPT where the caller expected another (a byte changed since it was hashed). */
export function md5Of(body: Uint8Array): Buffer {
  return createHash('md5').update(body).digest();
}

/** OBJECTS_CORRUPT where `options.md5` is given and is not that of `body`: what a server that verifies would answer. */
export function checkDigest(key: ObjectKey, body: Uint8Array, options: PutOptions): void {
  if (options.md5 !== undefined && !md5Of(body).equals(options.md5)) {
    throw objectsError('OBJECTS_CORRUPT', `${key}: the body does not have the digest that was announced`);
  }
}

/** Where a read starts and how many bytes it has; OBJECTS_INVALID for a range that is not wholly inside `size`. */
export function readSpan(key: ObjectKey, size: number, range: GetOptions['range']): { offset: number; length: number } {
  if (range === undefined) return { offset: 0, length: size };
  checkRange(key, range);
  if (range.offset + range.length > size) {
    throw objectsError('OBJECTS_INVALID', `${key}: bytes ${range.offset}+${range.length} of ${size} were asked for`);
  }
  return range;
}

/** OBJECTS_INVALID unless offset and length are whole numbers, the length at least one byte. */
export function checkRange(key: ObjectKey, range: { readonly offset: number; readonly length: number }): void {
  const whole = Number.isSafeInteger(range.offset) && Number.isSafeInteger(range.length);
  if (!whole || range.offset < 0 || range.length < 1 || !Number.isSafeInteger(range.offset + range.length)) {
    throw objectsError('OBJECTS_INVALID', `${key}: not a byte range: ${range.offset}+${range.length}`);
  }
}

/** OBJECTS_UNSUPPORTED for a lock on a store that has none. */
export function refuseLock(key: ObjectKey, lock: ObjectLock | undefined): void {
  if (lock !== undefined) throw objectsError('OBJECTS_UNSUPPORTED', `${key}: this store cannot lock objects`);
}

export function lockedError(key: ObjectKey, until: Date | null, cause?: unknown): Error {
  const date = until?.toISOString() ?? 'an unknown date';
  return objectsError('OBJECTS_LOCKED', `${key} is locked until ${date}`, {
    facts: { until: until?.toISOString() ?? null },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function notFound(key: ObjectKey, cause?: unknown): Error {
  return objectsError('OBJECTS_NOT_FOUND', `${key} is not in the store`, cause === undefined ? {} : { cause });
}
