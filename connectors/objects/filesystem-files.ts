import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readdir, realpath, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { objectsError } from './errors.ts';
import { systemCode } from './filesystem-errors.ts';
import { PRIVATE } from './filesystem-path.ts';

/** Bytes a single write call is given, so that an abort does not wait for a whole pack. */
const WRITE_BYTES = 4 * 1024 * 1024;

/** The beginning of the names of files being written. */
export const PARTIAL = `${PRIVATE}put-`;

/** Symbolic links are never followed to an object; Windows has no such flag and no such links without privileges. */
const NO_FOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/**
 * Writes `body` to a new file beside `name`, syncs it and links it to `name`: readers see all of it or nothing, also
 * after a power cut. False, with nothing changed, where `name` exists. The temporary file is removed in every case.
 */
export async function writeOnce(dir: string, name: string, body: Uint8Array, signal: AbortSignal): Promise<boolean> {
  const partial = join(dir, `${PARTIAL}${randomBytes(12).toString('hex')}`);
  try {
    const file = await open(partial, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    try {
      await writeAll(file, body, signal);
      await file.sync();
    } finally {
      await file.close();
    }
    signal.throwIfAborted();
    await link(partial, join(dir, name));
  } catch (error) {
    await unlink(partial).catch(() => undefined);
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
  await unlink(partial);
  await syncDirectory(dir);
  return true;
}

async function writeAll(file: FileHandle, body: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < body.byteLength; ) {
    signal.throwIfAborted();
    const { bytesWritten } = await file.write(body, at, Math.min(WRITE_BYTES, body.byteLength - at));
    at += bytesWritten;
  }
}

/** Makes `dir` and its missing parents (mode 0700) and syncs each directory that gained an entry. */
export async function makeDirectory(dir: string): Promise<void> {
  const first = await mkdir(dir, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = dir; at.length >= first.length; at = dirname(at)) await syncDirectory(dirname(at));
}

/** Makes created and removed names survive a power cut; Windows does that by itself and cannot open a directory. */
export async function syncDirectory(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens a regular file for reading; a symbolic link is ELOOP, anything else that is no file reads as ENOENT would. */
export async function openObject(path: string): Promise<{ readonly file: FileHandle; readonly size: number } | null> {
  const file = await open(path, constants.O_RDONLY | NO_FOLLOW | constants.O_NONBLOCK);
  const stat = await file.stat();
  if (stat.isFile()) return { file, size: stat.size };
  await file.close();
  return null;
}

/** OBJECTS_DENIED where a symbolic link stands between the root and `dir`; a missing directory is fine. */
export async function refuseLinks(root: string, dir: string): Promise<void> {
  if (dir === root) return;
  let real: string;
  try {
    real = await realpath(dir);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    const isLink = await lstat(dir).then(
      (stat) => stat.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw linkError(dir);
    return refuseLinks(root, dirname(dir));
  }
  if (real !== dir) throw linkError(dir);
}

export function linkError(path: string): Error {
  return objectsError('OBJECTS_DENIED', `${path} is a symbolic link; the store does not follow links`);
}

/** Names in a directory, none where it does not exist. */
export async function namesIn(dir: string): Promise<readonly { readonly name: string; readonly type: EntryType }[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      type: entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other',
    }));
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

export type EntryType = 'file' | 'directory' | 'link' | 'other';
