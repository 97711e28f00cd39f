import { objectsError } from './errors.ts';
import type { ObjectKey } from './object-store.ts';

/** Larger: some services refuse keys above 1 024 bytes with their own prefix included. */
export const MAX_KEY_BYTES = 900;

const KEY = /^[a-z0-9._-]+(?:\/[a-z0-9._-]+)*$/;
const PREFIX = /^(?:[a-z0-9._-]+(?:\/[a-z0-9._-]+)*\/?)?$/;
const DOTS_WITHIN = /(?:^|\/)\.{1,2}(?:\/|$)/;
const DOTS_CLOSED = /(?:^|\/)\.{1,2}\//;

/** Whether a name can be a key of the port. */
export function isKey(name: string): boolean {
  return name.length > 0 && name.length <= MAX_KEY_BYTES && KEY.test(name) && !DOTS_WITHIN.test(name);
}

/** OBJECTS_INVALID unless `key` is a key of the port; called before anything leaves the process. */
export function checkKey(key: ObjectKey): void {
  if (!isKey(key)) throw objectsError('OBJECTS_INVALID', `not an object key: ${shown(key)}`);
}

/** As `checkKey` for the start of a key; the last segment may be unfinished, and the empty prefix is everything. */
export function checkPrefix(prefix: string): void {
  if (prefix.length > MAX_KEY_BYTES || !PREFIX.test(prefix) || DOTS_CLOSED.test(prefix)) {
    throw objectsError('OBJECTS_INVALID', `not a key prefix: ${shown(prefix)}`);
  }
}

/** Byte order; keys are ASCII, so code units and bytes sort alike. */
export function compareKeys(a: ObjectKey, b: ObjectKey): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
