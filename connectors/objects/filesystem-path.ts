import { join } from 'node:path';
import type { ObjectKey } from './object-store.ts';

/** Longest name given to a file; common file systems end at 255 bytes, and temporary names need a few more. */
const MAX_NAME_BYTES = 200;

/** Ends the name of a directory that holds the rest of an over-long segment; no key contains it. */
const CONTINUED = '+';

/** Starts the name of everything in the store that is no object: files being written, the store's mark. */
export const PRIVATE = '~';

/** The directory and file name of a key below `root`: its segments, those over 200 bytes cut into `part+/part+/rest`. */
export function pathOf(root: string, key: ObjectKey): { readonly dir: string; readonly name: string } {
  const names: string[] = [];
  for (const segment of key.split('/')) {
    let rest = segment;
    while (rest.length > MAX_NAME_BYTES) {
      names.push(rest.slice(0, MAX_NAME_BYTES) + CONTINUED);
      rest = rest.slice(MAX_NAME_BYTES);
    }
    names.push(rest);
  }
  const name = names.pop() ?? '';
  return { dir: join(root, ...names), name };
}

/** What a directory entry is by its name: part of a key, the first part of a longer segment, ours, or a stranger's. */
export function classifyName(name: string): 'segment' | 'continued' | 'private' | 'foreign' {
  if (name.startsWith(PRIVATE)) return 'private';
  if (/^[a-z0-9._-]{1,200}$/.test(name)) return 'segment';
  if (name.length === MAX_NAME_BYTES + 1 && /^[a-z0-9._-]+\+$/.test(name)) return 'continued';
  return 'foreign';
}
