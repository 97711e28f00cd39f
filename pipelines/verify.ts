import type { Catalog } from '../catalog/index.ts';
import type { Clock, OnProgress } from '../core/index.ts';
import { toCodedError } from '../core/index.ts';
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
  const findings: VaultFinding[] = [];
  const named = request.snapshots === undefined ? {} : { snapshots: [...ids] };
  for await (const finding of deps.vault.check({ ...named, level, onProgress: deps.onProgress, signal })) {
    findings.push(finding);
  }
  const present = new Set<string>();
  for await (const one of deps.vault.manifests({}, signal)) {
    if (!('manifest' in one)) continue;
    present.add(one.manifest.id);
    if (request.snapshots === undefined) ids.add(one.manifest.id);
  }
  for (const { snapshot } of findings) if (snapshot !== null) ids.add(snapshot);
  const gone = wanted.filter((one) => !present.has(one.id) && !findings.some(({ snapshot }) => snapshot === one.id));
  if (gone.length > 0) findings.push(...(await lostSnapshots(deps.vault, gone, signal)));
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

/** What only the catalogue knows of, without what retention removed: its drop notes stay. */
async function lostSnapshots(vault: Vault, gone: readonly Snapshot[], signal: AbortSignal): Promise<VaultFinding[]> {
  const dropped = new Set<string>();
  for await (const one of vault.notes({}, signal)) {
    if ('note' in one && one.note.kind === 'drop') dropped.add(one.note.snapshot);
  }
  return gone
    .filter(({ id }) => !dropped.has(id))
    .map(({ id, mailbox, night }) => {
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
      // Keys or store so damaged that not even a note can be kept: the findings are the result, and they are returned.
      if (own === 0) throw thrown;
    }
  }
  for (const one of mailboxes.values()) {
    await adoptMailbox(deps, { tenant: one.tenant, id: one.mailboxId }, request.signal).catch((thrown: unknown) => {
      request.signal.throwIfAborted();
      if (findings.some(isError)) return;
      throw thrown;
    });
  }
}
