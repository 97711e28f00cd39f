import { base32 } from '../../core/index.ts';
import { type RunId, runId } from '../../domain/index.ts';

const EXPORT = /^coffre-(run-\d{4}-\d{2}-\d{2}-[a-z2-7]{10})-[a-z2-7]{10}-[pa]\d{0,2}$/;
const IMPORT = /^coffre-restore-[a-z0-9-]{1,60}-[a-z2-7]{10}$/;

/** `coffre-<run>-<10 random>-<p|a><part>`: never used twice, so that an export never meets the file of another. */
export function exportName(
  run: RunId,
  archive: boolean,
  part: number | null,
  random: (bytes: number) => Uint8Array,
): string {
  return `coffre-${run}-${short(random)}-${archive ? 'a' : 'p'}${part ?? ''}`;
}

/** `coffre-restore-<restore id>-<10 random>`. */
export function importName(restoreId: string, random: (bytes: number) => Uint8Array): string {
  const slug = restoreId
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '');
  return `coffre-restore-${slug === '' ? 'x' : slug}-${short(random)}`;
}

function short(random: (bytes: number) => Uint8Array): string {
  return base32(random(7)).slice(0, 10);
}

/** The run an export request or file belongs to; null for a name that is not ours. */
export function runOfExport(name: string): RunId | null {
  const run = EXPORT.exec(name)?.[1];
  return run === undefined ? null : runId(run);
}

export function isImportName(name: string): boolean {
  return IMPORT.test(name);
}

/** The request name a file on a share belongs to: `<name>.pst`, or `.pst.part` while it is uploaded. Null for other people's files. */
export function nameOfFile(file: string): string | null {
  const name = /^(coffre-[a-z0-9-]+)\.pst(\.part)?$/.exec(file)?.[1];
  return name !== undefined && (EXPORT.test(name) || IMPORT.test(name)) ? name : null;
}
