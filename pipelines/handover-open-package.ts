import { collectBytes } from '../core/index.ts';
import {
  freezeSchema,
  handoverError,
  type InventoryFreeze,
  type PackageFile,
  type PackageIndex,
  type PackageStream,
  packageIndexSchema,
  packageMailbox,
} from '../handover/index.ts';
import type { CommittedManifest, Vault } from '../vault/index.ts';
import type { KnownPackage, OpenedPackage } from './handover-ports.ts';
import { placeOf, type Readers, snapshotReaders } from './handover-readers.ts';

/** Bytes read at once for a range: what a socket takes while the next is fetched. */
const WINDOW = 1024 * 1024;
/** A freeze or index above this is none. */
const LIMIT = 256 * 1024 * 1024;

export interface PackageName {
  readonly tenant: string;
  readonly packageId: string;
}

/** The snapshots of a package: its freeze, and its bags where they were built. */
export interface PackageSnapshots {
  readonly freeze: CommittedManifest;
  readonly built: CommittedManifest | null;
}

const has = (one: CommittedManifest, part: string): boolean => one.manifest.parts.some(({ name }) => name === part);

/** HANDOVER_PACKAGE_NOT_FOUND where the tenant has no such package. */
export async function findPackage(
  vault: Pick<Vault, 'manifests'>,
  { tenant, packageId }: PackageName,
  signal: AbortSignal,
): Promise<PackageSnapshots> {
  let freeze: CommittedManifest | null = null;
  let built: CommittedManifest | null = null;
  for await (const one of vault.manifests({ tenant, mailboxId: packageMailbox(packageId) }, signal)) {
    if (!('manifest' in one)) continue;
    if (has(one, 'freeze.json')) freeze ??= one;
    if (has(one, 'package.json')) built ??= one;
  }
  if (freeze !== null) return { freeze, built };
  throw handoverError(
    'HANDOVER_PACKAGE_NOT_FOUND',
    `${tenant} has no package ${JSON.stringify(packageId.slice(0, 40))}`,
  );
}

async function readJson(readers: Readers, { manifest }: CommittedManifest, part: string, signal: AbortSignal) {
  const reader = await readers.get(manifest.mailbox.id, manifest.id, signal);
  return JSON.parse((await collectBytes(reader.part(part, signal), LIMIT)).toString('utf8')) as unknown;
}

/** What was frozen. HANDOVER_PACKAGE_CORRUPT where it does not read as a freeze. */
export async function readFreeze(
  readers: Readers,
  { freeze }: PackageSnapshots,
  signal: AbortSignal,
): Promise<InventoryFreeze> {
  const parsed = freezeSchema.safeParse(await readJson(readers, freeze, 'freeze.json', signal));
  if (parsed.success) return parsed.data;
  throw handoverError('HANDOVER_PACKAGE_CORRUPT', 'the freeze does not read as one', { cause: parsed.error });
}

/** What was built. HANDOVER_NOT_BUILT before that. */
export async function readIndex(
  readers: Readers,
  { built }: PackageSnapshots,
  signal: AbortSignal,
): Promise<PackageIndex> {
  if (built === null) throw handoverError('HANDOVER_NOT_BUILT', 'the package is frozen and not yet built');
  const parsed = packageIndexSchema.safeParse(await readJson(readers, built, 'package.json', signal));
  if (parsed.success) return parsed.data;
  throw handoverError('HANDOVER_PACKAGE_CORRUPT', 'the package’s index does not read as one', { cause: parsed.error });
}

/** Every package of a tenant, from the vault alone, by round and time of freeze. */
export async function listPackages(
  vault: Pick<Vault, 'manifests' | 'open'>,
  tenant: string,
  signal: AbortSignal,
): Promise<readonly KnownPackage[]> {
  const ids = new Set<string>();
  for await (const one of vault.manifests({ tenant }, signal)) {
    if ('manifest' in one && one.manifest.kind === 'package') ids.add(one.manifest.mailbox.id.slice('package:'.length));
  }
  const found: KnownPackage[] = [];
  for (const packageId of ids) {
    const readers = snapshotReaders(vault, tenant);
    const snapshots = await findPackage(vault, { tenant, packageId }, signal);
    const freeze = await readFreeze(readers, snapshots, signal);
    const built = snapshots.built === null ? null : await readIndex(readers, snapshots, signal);
    found.push({ packageId, tenant, freeze, built });
  }
  const key = ({ freeze }: KnownPackage): string => `${String(freeze.round).padStart(6, '0')} ${freeze.frozenAt}`;
  return found.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Opens a built package for reading; see `OpenedPackage`. */
export async function openPackage(
  vault: Pick<Vault, 'manifests' | 'open'>,
  name: PackageName,
  signal: AbortSignal,
): Promise<OpenedPackage> {
  const readers = snapshotReaders(vault, name.tenant);
  const snapshots = await findPackage(vault, name, signal);
  const index = await readIndex(readers, snapshots, signal);
  const own = { packageId: name.packageId, snapshot: snapshots.built?.manifest.id ?? '' };
  const files = new Map(index.files.map((one) => [one.id, one]));
  return {
    index,
    files: index.files,
    file: (id) => files.get(id) ?? null,
    read: (id, offset, length, reading) => {
      const file = files.get(id);
      if (file === undefined) throw handoverError('HANDOVER_FILE_NOT_FOUND', 'no file of this package has that id');
      return readFile(readers, own, file, { offset, length }, reading);
    },
  };
}

async function* readFile(
  readers: Readers,
  own: { readonly packageId: string; readonly snapshot: string },
  file: PackageFile,
  range: { readonly offset: number; readonly length: number },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { offset, length } = range;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
    throw new RangeError(`no range of a file: ${offset}, ${length}`);
  }
  const place = placeOf(file.source, own);
  const reader = await readers.get(place.mailboxId, place.snapshot, signal);
  const end = Math.min(file.bytes, offset + length);
  if (file.source.kind === 'snapshot' && offset === 0 && end === file.bytes) {
    yield* reader.part(place.part, signal);
    return;
  }
  for (let at = offset; at < end; ) {
    const piece = await reader.read(place.part, place.offset + at, Math.min(WINDOW, end - at), signal);
    if (piece.byteLength === 0) {
      throw handoverError('HANDOVER_PACKAGE_CORRUPT', `${file.path} ends at ${at} of ${file.bytes} bytes`);
    }
    yield piece;
    at += piece.byteLength;
  }
}

/** Every file of a package with a way to read it: what the media part writes and an archive takes. */
export async function* packageFiles(opened: OpenedPackage): AsyncGenerator<PackageStream> {
  for (const { id, bag, path, bytes, sha256 } of opened.files) {
    yield { bag, path, bytes, sha256, open: (signal) => opened.read(id, 0, bytes, signal) };
  }
}
