import { decodePath, encodePath, forbiddenPath } from './bag-path.ts';

/** More manifest than this is refused: a bag of ours with a million files stays below. */
export const MANIFEST_LIMIT = 256 * 1024 * 1024;

export type BagHash = 'sha256' | 'sha512';
const DIGITS: Readonly<Record<BagHash, number>> = { sha256: 64, sha512: 128 };

export interface ManifestLine {
  readonly digest: string;
  readonly path: string;
}

/** Lower-case hex, two spaces, encoded path, LF; by path in byte order, so that equal bags have equal manifests. */
export function formatManifest(lines: readonly ManifestLine[]): Buffer {
  const sorted = lines.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return Buffer.from(sorted.map(({ digest, path }) => `${digest}  ${encodePath(path)}\n`).join(''));
}

/** The lines, or what is wrong with the first bad one. Exactly what `formatManifest` writes is accepted, in any order. */
export function parseManifest(
  hash: BagHash,
  bytes: Uint8Array,
): { readonly lines: readonly ManifestLine[]; readonly problem: string | null } {
  const text = Buffer.from(bytes).toString('utf8');
  const lines: ManifestLine[] = [];
  const bad = (at: number, what: string) => ({ lines, problem: `line ${at + 1} ${what}` });
  if (!Buffer.from(text).equals(bytes)) return { lines, problem: 'is no UTF-8' };
  const rows = text.split('\n');
  if (rows.pop() !== '') return { lines, problem: 'does not end with a line feed' };
  const seen = new Set<string>();
  for (const [at, row] of rows.entries()) {
    const digits = DIGITS[hash];
    const digest = row.slice(0, digits);
    if (!/^[0-9a-f]*$/.test(digest) || digest.length !== digits || row.slice(digits, digits + 2) !== '  ') {
      return bad(at, 'is no hash, two spaces and a path');
    }
    const path = decodePath(row.slice(digits + 2));
    if (path === null) return bad(at, 'holds a % that starts no escape');
    const forbidden = forbiddenPath(path);
    if (forbidden !== null) return bad(at, `names a path that ${forbidden}`);
    if (seen.has(path)) return bad(at, 'names a path for the second time');
    seen.add(path);
    lines.push({ digest, path });
  }
  return { lines, problem: null };
}
