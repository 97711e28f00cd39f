import type { Catalog } from '../catalog/index.ts';
import type { Clock, OnProgress } from '../core/index.ts';
import { hasCode, toCodedError } from '../core/index.ts';
import type { PstCounts, Snapshot } from '../domain/index.ts';
import { type ByteSource, verifyPst } from '../pst/index.ts';
import type { SnapshotReader, Vault, VaultFinding } from '../vault/index.ts';
import { adoptMailbox } from './adopt.ts';
import type { BackupDeps } from './backup-deps.ts';

export type VerifyLevel = 'structure' | 'full';

export interface VerifyDeps extends Pick<BackupDeps, 'onStep'> {
  readonly vault: Vault;
  /** Null where none can be made, the vault being damaged: then the vault alone says what there is, and nothing is noted. */
  readonly catalog: Catalog | null;
  readonly clock: Clock;
  readonly writer: string;
  readonly onProgress: OnProgress;
}

export interface VerifyRequest {
  /** These snapshots; all that catalogue and vault know when absent. */
  readonly snapshots?: readonly Snapshot[];
  readonly level: VerifyLevel;
  readonly by: string;
  readonly signal: AbortSignal;
}

/** product.md § 5, `verify`. */
export interface VerifyReport {
  readonly checked: number;
  readonly failed: number;
  readonly findings: readonly VaultFinding[];
}

/**
 * Proves snapshots from the store alone. `structure`: everything a manifest names is there and opens. `full`: every byte
 * is authenticated, every part decodes to its SHA-256, and every PST is opened and counted again. What the catalogue
 * knows and the vault has lost is an error as well. The result is kept as a note beside each snapshot that is readable.
 */
export async function verifySnapshots(deps: VerifyDeps, request: VerifyRequest): Promise<VerifyReport> {
  const { level, signal } = request;
  const wanted = request.snapshots ?? (await deps.catalog?.snapshots.list({})) ?? [];
  const ids = new Set<string>(wanted.map((one) => one.id));
  const named = request.snapshots === undefined ? {} : { snapshots: [...ids] };
  const findings = await secondLook(
    deps,
    await collect(deps.vault.check({ ...named, level, onProgress: deps.onProgress, signal })),
    signal,
  );
  const present = new Set<string>();
  for await (const one of deps.vault.manifests({}, signal)) {
    if (!('manifest' in one)) continue;
    present.add(one.manifest.id);
    if (request.snapshots === undefined) ids.add(one.manifest.id);
  }
  for (const { snapshot } of findings) if (snapshot !== null) ids.add(snapshot);
  const gone = wanted.filter((one) => !present.has(one.id) && !findings.some(({ snapshot }) => snapshot === one.id));
  if (gone.length > 0) {
    const dropped = await droppedSnapshots(deps.vault, signal);
    findings.push(...lostSnapshots(gone.filter(({ id }) => !dropped.has(id))));
  }
  if (level === 'full') {
    const broken = new Set(findings.filter(isError).map((one) => one.snapshot));
    for (const one of wanted) {
      if (broken.has(one.id) || !present.has(one.id)) continue;
      findings.push(...(await checkContent(deps, one, signal)));
    }
  }
  const { catalog } = deps;
  const readable = wanted.filter((one) => present.has(one.id));
  if (catalog !== null) await keepResults({ ...deps, catalog }, request, readable, findings);
  const failed = new Set(findings.filter(isError).map((one) => one.snapshot ?? `object ${one.object ?? ''}`));
  return { checked: ids.size, failed: failed.size, findings };
}

const isError = (finding: VaultFinding): boolean => finding.severity === 'error';

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/**
 * A night or retention may be at work meanwhile: what was missing and is there at a second look was being written, and what
 * belongs to a snapshot that retention has removed since is no loss. Real damage is found twice.
 */
async function secondLook(
  deps: VerifyDeps,
  first: readonly VaultFinding[],
  signal: AbortSignal,
): Promise<VaultFinding[]> {
  const doubtful = (one: VaultFinding): boolean => one.code === 'VAULT_OBJECT_MISSING' && one.snapshot !== null;
  const snapshots = [
    ...new Set(first.filter(doubtful).flatMap((one) => (one.snapshot === null ? [] : [one.snapshot]))),
  ];
  if (snapshots.length === 0) return [...first];
  const again = await collect(deps.vault.check({ snapshots, level: 'structure', onProgress: deps.onProgress, signal }));
  const still = new Set(again.map(({ snapshot, code, object }) => JSON.stringify([snapshot, code, object])));
  const dropped = await droppedSnapshots(deps.vault, signal);
  return first.filter((one) => {
    if (!doubtful(one)) return true;
    const { snapshot, code, object } = one;
    const removable = object === null || /^(snapshots|notes)\//.test(object);
    const isDropped = removable && snapshot !== null && dropped.has(snapshot);
    return still.has(JSON.stringify([snapshot, code, object])) && !isDropped;
  });
}

/** Snapshots that retention marked: their manifest may go at any moment, and its absence is a decision. */
async function droppedSnapshots(vault: Vault, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const dropped = new Set<string>();
  for await (const one of vault.notes({}, signal)) {
    if ('note' in one && one.note.kind === 'drop') dropped.add(one.note.snapshot);
  }
  return dropped;
}

/** What only the catalogue knows of. */
function lostSnapshots(gone: readonly Snapshot[]): VaultFinding[] {
  return gone.map(({ id, mailbox, night }) => {
    const message = `the catalogue knows ${mailbox} of ${night}, the vault has no manifest of it`;
    return { severity: 'error', code: 'VAULT_OBJECT_MISSING', snapshot: id, object: null, message };
  });
}

/** Opens each PST part inside the vault and compares its counts with those of the manifest. */
async function checkContent(deps: VerifyDeps, snapshot: Snapshot, signal: AbortSignal): Promise<VaultFinding[]> {
  const findings: VaultFinding[] = [];
  const error = (code: string, object: string, message: string): void => {
    findings.push({ severity: 'error', code, snapshot: snapshot.id, object, message });
  };
  try {
    const reader = await deps.vault.open(
      { tenant: snapshot.tenant, mailboxId: snapshot.mailboxId },
      snapshot.id,
      signal,
    );
    for (const part of snapshot.parts) {
      if (part.counts === null) continue;
      const source = partSource(reader, part.name, part.bytes);
      const checked = await verifyPst(source, { grade: 'full', signal, onProgress: deps.onProgress });
      if (!sameCounts(checked.counts, part.counts))
        error('VAULT_PART_MISMATCH', part.name, 'the counts differ from those of the manifest');
      const worst = checked.findings.find((one) => one.severity === 'error');
      // A partial snapshot was stored damaged and says so; only new damage is a finding.
      if (worst !== undefined && snapshot.status === 'ok') error(worst.code, part.name, worst.message);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    // Removed by retention since it was listed; a manifest that was lost is told by the check of the vault.
    if (hasCode(thrown, 'VAULT_SNAPSHOT_NOT_FOUND')) return [];
    const coded = toCodedError(thrown);
    error(coded.code, snapshot.id, coded.message);
  }
  return findings;
}

/** A part of a snapshot as the PST reader wants it. */
export function partSource(reader: SnapshotReader, name: string, bytes: number): ByteSource {
  return { size: bytes, read: (offset, length, signal) => reader.read(name, offset, length, signal) };
}

function sameCounts(a: PstCounts | null, b: PstCounts): boolean {
  if (a === null) return false;
  const keys = ['folders', 'searchFolders', 'items', 'associated', 'attachments'] as const;
  return keys.every((key) => a[key] === b[key]);
}

async function keepResults(
  deps: VerifyDeps & { readonly catalog: Catalog },
  request: VerifyRequest,
  readable: readonly Snapshot[],
  findings: readonly VaultFinding[],
): Promise<void> {
  const at = new Date(deps.clock.now()).toISOString();
  const mailboxes = new Map<string, Snapshot>();
  for (const one of readable) {
    const own = findings.filter((finding) => finding.snapshot === one.id && isError(finding)).length;
    const key = { tenant: one.tenant, mailboxId: one.mailboxId };
    const { level, by, signal } = request;
    try {
      const note = { kind: 'verification', snapshot: one.id, at, by, level, passed: own === 0, findings: own } as const;
      await deps.vault.putNote(key, note, { signal });
      mailboxes.set(`${one.tenant}/${one.mailboxId}`, one);
    } catch (thrown) {
      signal.throwIfAborted();
      // Retention has removed it since: there is nothing left to write about.
      if (hasCode(thrown, 'VAULT_SNAPSHOT_NOT_FOUND')) continue;
      // Keys or store so damaged that not even a note can be kept: the findings are the result, and they are returned.
      if (own === 0) throw thrown;
    }
  }
  for (const one of mailboxes.values()) {
    await adoptMailbox(deps, { tenant: one.tenant, id: one.mailboxId }, request.signal).catch((thrown: unknown) => {
      request.signal.throwIfAborted();
      // A row that could not be made now is made by the next night or a rebuild.
      if (findings.some(isError) || toCodedError(thrown).kind === 'not-found') return;
      throw thrown;
    });
  }
}
