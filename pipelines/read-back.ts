import { mediaError, type Volume } from '../connectors/media/index.ts';
import { CodedError, type OnProgress } from '../core/index.ts';
import { bothHashes } from '../handover/index.ts';
import type { FileSum } from './medium-sums.ts';

/**
 * `missing`: not there · `different`: other bytes · `unreadable`: the device fails on it · `unexpected`: nobody wrote it ·
 * `special`: a link or device where a file must be.
 */
export interface MediumDifference {
  readonly path: string;
  readonly kind: 'missing' | 'different' | 'unreadable' | 'unexpected' | 'special';
}

export interface ReadBackReport {
  readonly files: number;
  readonly bytes: number;
  /** Every byte that was compared came from the device. */
  readonly direct: boolean;
  /** The first of them; `differenceCount` counts all. */
  readonly differences: readonly MediumDifference[];
  readonly differenceCount: number;
}

/** Differences that are named: more would help nobody, and a hostile volume could name any number. */
const MOST_NAMED = 1000;

/**
 * Reads everything below `folder` and compares it with `expected` (by path below the folder; a hash that is absent is not
 * compared). What nobody wrote is a difference too. MEDIA_GONE when the volume is taken away meanwhile.
 */
export async function readBack(
  volume: Volume,
  folder: string,
  expected: ReadonlyMap<string, Partial<FileSum>>,
  options: { readonly totalBytes: number; readonly onProgress: OnProgress; readonly signal: AbortSignal },
): Promise<ReadBackReport> {
  const { totalBytes, onProgress, signal } = options;
  const differences: MediumDifference[] = [];
  let differenceCount = 0;
  const differ = (path: string, kind: MediumDifference['kind']): void => {
    differenceCount++;
    if (differences.length < MOST_NAMED) differences.push({ path, kind });
  };
  const missing = new Set(expected.keys());
  let files = 0;
  let bytes = 0;
  let direct = true;
  for await (const entry of volume.list(folder, signal)) {
    if (entry.kind === 'folder') continue;
    const path = entry.path.slice(folder.length + 1);
    const sum = expected.get(path);
    missing.delete(path);
    if (sum === undefined) differ(path, 'unexpected');
    else if (entry.kind === 'other') differ(path, 'special');
    else {
      const found = await hashFile(volume, entry.path, signal, (read) =>
        onProgress({ step: 'read-back', done: Math.min(bytes + read, totalBytes), total: totalBytes, unit: 'bytes' }),
      );
      if (found === null) {
        differ(path, 'unreadable');
        continue;
      }
      files++;
      bytes += found.bytes;
      direct &&= found.direct;
      const equal = (sum.sha256 ?? found.sha256) === found.sha256 && (sum.sha512 ?? found.sha512) === found.sha512;
      if (!equal) differ(path, 'different');
    }
  }
  for (const path of missing) differ(path, 'missing');
  return { files, bytes, direct, differences, differenceCount };
}

interface HashedFile extends FileSum {
  readonly bytes: number;
  readonly direct: boolean;
}

/** Both hashes of a file of the volume; null where the device fails on it. */
export async function hashFile(
  volume: Volume,
  path: string,
  signal: AbortSignal,
  onBytes: (read: number) => void = () => undefined,
): Promise<HashedFile | null> {
  try {
    const reading = await volume.read(path, signal);
    const hashes = bothHashes();
    let read = 0;
    for await (const chunk of reading.bytes) {
      hashes.update(chunk);
      read += chunk.byteLength;
      onBytes(read);
    }
    return { ...hashes.digest(), direct: reading.direct };
  } catch (error) {
    if (error instanceof CodedError && (error.code === 'MEDIA_IO' || error.code === 'MEDIA_NOT_OURS')) return null;
    throw error;
  }
}

/** A whole small file of the volume; null where it is missing, larger than `limit`, or the device fails on it. */
export async function readWhole(
  volume: Volume,
  path: string,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of (await volume.read(path, signal)).bytes) {
      size += chunk.byteLength;
      if (size > limit) throw mediaError('MEDIA_NOT_OURS', `${path} is larger than ${limit} bytes`);
      parts.push(Buffer.from(chunk));
    }
  } catch (error) {
    if (error instanceof CodedError && (error.code === 'MEDIA_IO' || error.code === 'MEDIA_NOT_OURS')) return null;
    throw error;
  }
  return Buffer.concat(parts, size);
}
