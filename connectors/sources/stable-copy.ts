import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { CodedError } from '../../core/index.ts';
import { sourceError } from './errors.ts';

/** 1 MiB: smaller costs a system call per few pages, larger only memory; one buffer per copy is held. */
const BUFFER_BYTES = 1 << 20;

export interface CopyResult {
  readonly bytes: number;
  readonly sha256: string;
  /** Last change of the original, ISO 8601. */
  readonly modifiedAt: string;
}

interface Identity {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

/**
 * Copies a plain file while hashing it and returns null when the original changed meanwhile (the copy is removed then).
 * Symbolic links are refused (SOURCE_UNSAFE). The copy is synced and readable by its owner alone.
 */
export async function copyIfStable(
  from: string,
  to: string,
  onBytes: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<CopyResult | null> {
  const original = await openOriginal(from);
  try {
    const before = await identityOf(original);
    const copy = await open(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    let result: { readonly bytes: number; readonly sha256: string } | null = null;
    try {
      result = await pump(original, copy, Number(before.size), onBytes, signal);
      await copy.sync();
    } catch (error) {
      throw asCoded(error, to);
    } finally {
      await copy.close();
      if (result === null) await rm(to, { force: true });
    }
    const after = await identityOf(original);
    const now = await pathIdentity(from);
    if (result.bytes === Number(before.size) && same(before, after) && now !== null && same(before, now)) {
      return { ...result, modifiedAt: new Date(Number(before.mtimeNs / 1_000_000n)).toISOString() };
    }
    await rm(to, { force: true });
    return null;
  } finally {
    await original.close();
  }
}

async function pump(
  original: FileHandle,
  copy: FileHandle,
  total: number,
  onBytes: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await original.read(buffer, 0, BUFFER_BYTES, bytes);
    if (bytesRead === 0) break;
    const piece = buffer.subarray(0, bytesRead);
    hash.update(piece);
    let written = 0;
    while (written < bytesRead) {
      written += (await copy.write(piece, written, bytesRead - written)).bytesWritten;
    }
    bytes += bytesRead;
    onBytes(bytes, Math.max(total, bytes));
    // A file that grows while it is read is not stable: stop, rather than follow it for ever.
    if (bytes > total) break;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function openOriginal(path: string): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw openFailure(error, path);
  }
  const stat = await handle.stat();
  if (stat.isFile()) return handle;
  await handle.close();
  throw sourceError('SOURCE_UNSAFE', `${JSON.stringify(path)} is no plain file`);
}

function openFailure(error: unknown, path: string): CodedError {
  const code = errno(error);
  const shown = JSON.stringify(path);
  if (code === 'ENOENT') return sourceError('SOURCE_MAILBOX_GONE', `${shown} is not there any more`, { cause: error });
  if (code === 'ELOOP') return sourceError('SOURCE_UNSAFE', `${shown} is a symbolic link`, { cause: error });
  return sourceError('SOURCE_UNREADABLE', `${shown} cannot be read (${code})`, { cause: error });
}

function asCoded(error: unknown, to: string): unknown {
  if (error instanceof CodedError) return error;
  const code = errno(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return sourceError('SPOOL_FULL', `no space left for ${JSON.stringify(to)}`, { cause: error });
  }
  if (code === 'EIO') return sourceError('SOURCE_UNREADABLE', 'reading the file failed (EIO)', { cause: error });
  return error;
}

function errno(error: unknown): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : 'unknown';
}

async function identityOf(handle: FileHandle): Promise<Identity> {
  return handle.stat({ bigint: true });
}

/** Identity of what the name points at now: a file renamed into place during the copy has another inode. */
async function pathIdentity(path: string): Promise<Identity | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return await identityOf(handle);
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

function same(a: Identity, b: Identity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}
