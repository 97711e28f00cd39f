import type { MediumSumsFile } from '../domain/index.ts';
import { bothHashes, formatManifest, parseManifest } from '../handover/index.ts';

/** What a file on a medium must hash to. */
export interface FileSum {
  readonly sha256: string;
  readonly sha512: string;
}

/** By path below the package's folder. */
export type MediumSums = ReadonlyMap<string, FileSum>;

/**
 * Lists of checksums beside the bags, for `sha256sum -c` and `sha512sum -c` in the package's folder: they cover every file,
 * tag files too, and their own hashes stand in the ledger.
 */
export const SUMS_FILES = { sha256: 'SHA256SUMS', sha512: 'SHA512SUMS' } as const;

/** The two lists over `sums`. */
export function sumsFiles(sums: MediumSums): readonly (MediumSumsFile & { readonly content: Buffer })[] {
  return (['sha256', 'sha512'] as const).map((hash) => {
    const content = formatManifest([...sums].map(([path, sum]) => ({ path, digest: sum[hash] })));
    const hashes = bothHashes();
    hashes.update(content);
    return { name: SUMS_FILES[hash], content, ...hashes.digest() };
  });
}

/**
 * Joins the two lists as they were read from a medium. Null for a list that is not the one that was written; the other one
 * then still names what differs. Files without a hash in one list are compared by the other alone.
 */
export function readSums(lists: {
  readonly sha256: Uint8Array | null;
  readonly sha512: Uint8Array | null;
}): ReadonlyMap<string, Partial<FileSum>> {
  const sums = new Map<string, Partial<FileSum>>();
  for (const hash of ['sha256', 'sha512'] as const) {
    const bytes = lists[hash];
    if (bytes === null) continue;
    for (const { path, digest } of parseManifest(hash, bytes).lines) {
      sums.set(path, { ...sums.get(path), [hash]: digest });
    }
  }
  return sums;
}
