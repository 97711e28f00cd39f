import { MAX_ENTRIES, mediaError, type Volume, type VolumeFacts } from '../connectors/media/index.ts';
import type { OnProgress } from '../core/index.ts';
import { bothHashes, collisionKey, foreignName, type PackageStream } from '../handover/index.ts';
import { type FileSum, SUMS_FILES } from './medium-sums.ts';
import { hashFile } from './read-back.ts';

/** The files of a package, from the first, each time it is called. */
export type PackageFiles = (signal: AbortSignal) => AsyncIterable<PackageStream>;

export interface CopyPlan {
  readonly files: number;
  readonly bytes: number;
}

/** Largest file of FAT32 (Microsoft FAT32 specification: 32 bits of length). */
const FAT32_LIMIT = 0xffff_ffff;
/** Room that a file takes beyond its bytes: the rest of its last block, and its entry. */
const PER_FILE_BYTES = 8192;

/**
 * Looks at every file before the first is written: names, lengths, room. `onVolume` are lengths of files that are there
 * already, by path below the folder. MEDIA_NAME_REFUSED, MEDIA_TOO_LARGE, MEDIA_FULL.
 */
export async function planCopy(
  files: PackageFiles,
  facts: VolumeFacts,
  onVolume: ReadonlyMap<string, number>,
  signal: AbortSignal,
): Promise<CopyPlan> {
  const taken = new Set(Object.values(SUMS_FILES).map(collisionKey));
  let count = 0;
  let bytes = 0;
  let needed = 0;
  for await (const { bag, path, bytes: length } of files(signal)) {
    const at = `${bag}/${path}`;
    const problem = foreignName(bag, path);
    if (problem !== null) throw mediaError('MEDIA_NAME_REFUSED', `${JSON.stringify(at)} ${problem}`);
    const key = collisionKey(at);
    if (taken.has(key)) throw mediaError('MEDIA_NAME_REFUSED', `${at} is there twice`);
    taken.add(key);
    if (facts.fileSystem === 'vfat' && length > FAT32_LIMIT) {
      throw mediaError('MEDIA_TOO_LARGE', `${at} has ${length} bytes, FAT32 takes ${FAT32_LIMIT}`);
    }
    if (++count > MAX_ENTRIES) throw mediaError('MEDIA_TOO_LARGE', `the package has more than ${MAX_ENTRIES} files`);
    bytes += length;
    needed += Math.max(0, length - (onVolume.get(at) ?? 0)) + (onVolume.has(at) ? 0 : PER_FILE_BYTES);
  }
  if (needed > facts.freeBytes) {
    const message = `the package still needs ${needed} bytes, the volume has ${facts.freeBytes}`;
    throw mediaError('MEDIA_FULL', message, { facts: { needed, free: facts.freeBytes } });
  }
  return { files: count, bytes };
}

export interface CopyReport {
  readonly sums: ReadonlyMap<string, FileSum>;
  /** Files that were there already, complete. */
  readonly kept: number;
}

/**
 * Writes the files below `folder`, each on storage before the next. One that is there with the right length and hash is
 * kept; whatever else lies there goes. MEDIA_SOURCE_CHANGED where the package gives other bytes than it says.
 */
export async function copyToMedium(
  volume: Volume,
  folder: string,
  files: PackageFiles,
  options: {
    readonly plan: CopyPlan;
    readonly onVolume: ReadonlyMap<string, number>;
    readonly onProgress: OnProgress;
    readonly signal: AbortSignal;
  },
): Promise<CopyReport> {
  const { plan, onVolume, onProgress, signal } = options;
  const sums = new Map<string, FileSum>();
  let kept = 0;
  let done = 0;
  for await (const file of files(signal)) {
    const path = `${file.bag}/${file.path}`;
    const before = done;
    const report = (bytes: number): void =>
      onProgress({ step: 'medium', done: Math.min(before + bytes, plan.bytes), total: plan.bytes, unit: 'bytes' });
    const there =
      onVolume.get(path) === file.bytes ? await hashFile(volume, `${folder}/${path}`, signal, report) : null;
    if (there?.sha256 === file.sha256) {
      kept++;
      sums.set(path, { sha256: there.sha256, sha512: there.sha512 });
    } else {
      sums.set(path, await writeFile(volume, `${folder}/${path}`, file, { report, signal }));
    }
    done += file.bytes;
    report(file.bytes);
  }
  for (const path of onVolume.keys()) if (!sums.has(path)) await volume.remove(`${folder}/${path}`);
  return { sums, kept };
}

async function writeFile(
  volume: Volume,
  at: string,
  file: PackageStream,
  { report, signal }: { readonly report: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<FileSum> {
  const hashes = bothHashes();
  const passing = async function* (): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of file.open(signal)) {
      bytes += chunk.byteLength;
      // More than was planned for could fill the volume.
      if (bytes > file.bytes) throw changed(file, `more than its ${file.bytes} bytes`);
      hashes.update(chunk);
      yield chunk;
      report(bytes);
    }
  };
  const written = await volume.write(at, passing(), signal);
  const { bytes, sha256, sha512 } = hashes.digest();
  if (bytes !== file.bytes) throw changed(file, `${bytes} bytes instead of ${file.bytes}`);
  if (sha256 !== file.sha256) throw changed(file, 'another SHA-256 than it says');
  if (written !== bytes) throw mediaError('MEDIA_IO', `${at}: the device took ${written} of ${bytes} bytes`);
  return { sha256, sha512 };
}

function changed(file: PackageStream, what: string): Error {
  return mediaError('MEDIA_SOURCE_CHANGED', `${file.bag}/${file.path} of the package gives ${what}`);
}
