import { CodedError, collectBytes, type OnProgress, toCodedError } from '../core/index.ts';
import { BAGIT_TXT, payloadOxum } from './bag-info.ts';
import { collisionKey, forbiddenPath } from './bag-path.ts';
import { type BagFile, bothHashes } from './bag-writer.ts';
import { MANIFEST_LIMIT, type ManifestLine, parseManifest } from './manifest-lines.ts';
import type { PackageFinding } from './package-model.ts';

/** Bags wherever they lie: in a vault, on a medium, in a folder. Only what lies in the bag `bag` is listed and opened. */
export interface BagView {
  files(bag: string, signal: AbortSignal): AsyncIterable<{ readonly path: string; readonly bytes: number }>;
  open(bag: string, path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface CheckedBag {
  readonly name: string;
  /** Every file that is there, with the hashes of the bytes as they were read. */
  readonly files: ReadonlyMap<string, BagFile>;
  readonly octets: number;
  readonly streams: number;
  /** SHA-512 of `tagmanifest-sha512.txt` as it was read; null where there is none. */
  readonly tagManifestSha512: string | null;
}

const TAG_FILES = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'manifest-sha512.txt'] as const;
const TAG_MANIFESTS = ['tagmanifest-sha256.txt', 'tagmanifest-sha512.txt'] as const;
const HASHES = ['sha256', 'sha512'] as const;

/** What a failed read of a file means; a store that does not answer says nothing of the file and is thrown. */
function findingKind(error: unknown): PackageFinding['kind'] {
  if (!(error instanceof CodedError)) throw error;
  if (error.kind === 'integrity') return 'different';
  if (error.kind === 'not-found') return 'missing';
  throw error;
}

/**
 * Reads every byte of a bag and compares it with all that the bag says of itself: `bagit.txt`, both manifests over the same
 * files, `Payload-Oxum`, tag manifests; a file that no manifest names is a finding too. Findings never end it early. Memory:
 * a line for each file, and the manifests.
 */
export async function checkBag(
  view: BagView,
  name: string,
  options: {
    readonly onFinding: (finding: PackageFinding) => void;
    readonly onProgress: OnProgress;
    readonly signal: AbortSignal;
  },
): Promise<CheckedBag> {
  const { signal } = options;
  const found = (kind: PackageFinding['kind'], path: string, message: string): void =>
    options.onFinding({ kind, bag: name, path, message });
  const files = new Map<string, BagFile>();
  const keys = new Set<string>();
  let read = 0;
  for await (const { path, bytes } of view.files(name, signal)) {
    const forbidden = forbiddenPath(path);
    if (forbidden !== null) {
      found('unexpected', path, `the path ${forbidden}`);
      continue;
    }
    if (keys.has(collisionKey(path)))
      found('unexpected', path, 'the name differs from another one in case or accents only');
    keys.add(collisionKey(path));
    const hashes = bothHashes();
    try {
      for await (const piece of view.open(name, path, signal)) {
        hashes.update(piece);
        read += piece.byteLength;
        options.onProgress({ step: 'check', done: read, unit: 'bytes' });
      }
    } catch (error) {
      signal.throwIfAborted();
      found(findingKind(error), path, toCodedError(error).message);
      continue;
    }
    const file = { path, ...hashes.digest() };
    if (file.bytes !== bytes) found('different', path, `has ${file.bytes} bytes, not ${bytes}`);
    files.set(path, file);
  }
  if (files.size === 0) {
    found('missing', '', 'the bag is not there');
    return { name, files, octets: 0, streams: 0, tagManifestSha512: null };
  }
  const text = async (path: string): Promise<Buffer | null> => {
    if (!files.has(path)) return null;
    if ((files.get(path)?.bytes ?? 0) <= MANIFEST_LIMIT)
      return collectBytes(view.open(name, path, signal), MANIFEST_LIMIT);
    found('different', path, 'is larger than any tag file may be');
    return null;
  };
  for (const path of [...TAG_FILES, ...TAG_MANIFESTS]) if (!files.has(path)) found('missing', path, 'is not there');
  const bagit = await text('bagit.txt');
  if (bagit !== null && bagit.toString('latin1') !== BAGIT_TXT)
    found('different', 'bagit.txt', 'is not that of BagIt 1.0');

  const payload = [...files.values()].filter(({ path }) => path.startsWith('data/'));
  const octets = payload.reduce((sum, { bytes }) => sum + bytes, 0);
  const oxum = payloadOxum((await text('bag-info.txt'))?.toString('utf8') ?? '');
  if (files.has('bag-info.txt') && (oxum?.octets !== octets || oxum.streams !== payload.length)) {
    found('different', 'bag-info.txt', `Payload-Oxum is not ${octets}.${payload.length}`);
  }
  for (const hash of HASHES) {
    const manifest = `manifest-${hash}.txt`;
    const isPayload = (path: string): boolean => path.startsWith('data/');
    compare(await linesOf(manifest, hash), manifest, hash, isPayload);
    const isTag = (path: string): boolean => !isPayload(path) && !path.startsWith('tagmanifest-');
    compare(await linesOf(`tag${manifest}`, hash), `tag${manifest}`, hash, isTag);
  }
  for (const path of files.keys()) {
    const isKnown = path.startsWith('data/') || [...TAG_FILES, ...TAG_MANIFESTS].some((one) => one === path);
    if (!isKnown) found('unexpected', path, 'is no file of a bag');
  }
  return {
    name,
    files,
    octets,
    streams: payload.length,
    tagManifestSha512: files.get('tagmanifest-sha512.txt')?.sha512 ?? null,
  };

  async function linesOf(path: string, hash: 'sha256' | 'sha512'): Promise<readonly ManifestLine[] | null> {
    const bytes = await text(path);
    if (bytes === null) return null;
    const { lines, problem } = parseManifest(hash, bytes);
    if (problem !== null) found('different', path, problem);
    return lines;
  }

  function compare(
    lines: readonly ManifestLine[] | null,
    manifest: string,
    hash: 'sha256' | 'sha512',
    covers: (path: string) => boolean,
  ): void {
    if (lines === null) return;
    const named = new Set<string>();
    for (const { path, digest } of lines) {
      named.add(path);
      const file = files.get(path);
      if (!covers(path)) found('unexpected', path, `is none of the files that ${manifest} is for`);
      else if (file === undefined) found('missing', path, `${manifest} names it, and it is not there`);
      else if (file[hash] !== digest) found('different', path, `has not the ${hash} that ${manifest} names`);
    }
    for (const path of files.keys()) {
      if (covers(path) && !named.has(path)) found('unexpected', path, `${manifest} does not name it`);
    }
  }
}
