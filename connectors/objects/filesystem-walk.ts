import { lstat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from './filesystem-errors.ts';
import { type EntryType, linkError, namesIn, PARTIAL } from './filesystem-files.ts';
import { classifyName } from './filesystem-path.ts';
import { compareKeys } from './object-key.ts';
import type { ObjectEntry } from './object-store.ts';

/**
 * A temporary file this old belongs to a process that died. Shorter: a put on a very slow disk would lose its file;
 * longer: leftovers of up to 32 MiB each stay.
 */
const LEFTOVER_MS = 86_400_000;

interface Entry {
  /** The segment, with a slash behind it for a directory: sorted by this, a walk yields keys in byte order. */
  readonly name: string;
  readonly path: string;
  readonly type: EntryType;
}

export interface WalkOptions {
  readonly root: string;
  readonly prefix: string;
  readonly after: string | undefined;
  readonly nowMs: number;
  readonly onForeign: (path: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Every object whose key starts with `prefix` and lies behind `after`, in byte order of keys; one directory's names are
 * in memory at a time per level. Directories that cannot match are not read. Temporary files are invisible, old ones
 * are removed in passing. A symbolic link is an error: an object could hide behind it. Names that no key can have
 * (`lost+found`) are left out and told to `onForeign`.
 */
export async function* walk(options: WalkOptions): AsyncGenerator<ObjectEntry> {
  yield* walkDirectory(options, options.root, '');
}

async function* walkDirectory(options: WalkOptions, dir: string, base: string): AsyncGenerator<ObjectEntry> {
  const { prefix, after, signal } = options;
  const entries = await entriesOf(dir, '', options);
  entries.sort((a, b) => compareKeys(a.name, b.name));
  for (const { name, path, type } of entries) {
    signal.throwIfAborted();
    const key = base + name;
    if (type === 'link') throw linkError(path);
    if (type === 'directory') {
      const canMatch = key.startsWith(prefix) || prefix.startsWith(key);
      const canFollow = after === undefined || key > after || after.startsWith(key);
      if (canMatch && canFollow) yield* walkDirectory(options, path, key);
      continue;
    }
    if (!key.startsWith(prefix) || (after !== undefined && key <= after)) continue;
    const stat = await lstat(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (stat !== null) yield { key, size: stat.size, modifiedAt: stat.mtime };
  }
}

async function entriesOf(dir: string, start: string, options: WalkOptions): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { name, type } of await namesIn(dir)) {
    options.signal.throwIfAborted();
    const path = join(dir, name);
    const kind = classifyName(name);
    if (kind === 'private') {
      if (type === 'file' && name.startsWith(PARTIAL)) await removeLeftover(path, options.nowMs);
    } else if (kind === 'continued' && type === 'directory') {
      entries.push(...(await entriesOf(path, start + name.slice(0, -1), options)));
    } else if (kind === 'segment' && type !== 'other') {
      entries.push({ name: start + name + (type === 'directory' ? '/' : ''), path, type });
    } else {
      options.onForeign(path);
    }
  }
  return entries;
}

async function removeLeftover(path: string, nowMs: number): Promise<void> {
  try {
    const stat = await lstat(path);
    if (nowMs - stat.mtimeMs > LEFTOVER_MS) await unlink(path);
  } catch {
    // Its writer has just removed it, or this process may only read: it stays invisible either way.
  }
}
