import { createHash } from 'node:crypto';
import { link, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Catalog, snapshotFromManifest } from '../catalog/index.ts';
import type { MailboxTarget } from '../connectors/sources/index.ts';
import { base32, type Clock, CodedError, type OnProgress } from '../core/index.ts';
import { restoreDecision, type Snapshot, type SnapshotPart } from '../domain/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { SnapshotReader, StoredNote, Vault } from '../vault/index.ts';
import { pipelineError } from './errors.ts';

export interface RestoreDeps {
  readonly vault: Vault;
  readonly catalog: Catalog;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  readonly onProgress: OnProgress;
}

export type RestoreTarget =
  | { readonly kind: 'pst'; readonly path: string }
  | {
      readonly kind: 'mailbox';
      readonly address: string;
      readonly target: MailboxTarget;
      readonly spoolDir: string;
      readonly folder: string;
    };

export interface RestoreRequest {
  /** As the catalogue shows it: the acknowledgement is one of this verdict. */
  readonly snapshot: Snapshot;
  readonly target: RestoreTarget;
  readonly actor: string;
  /** Reason given by the person, or null: then UNSCANNED, SUSPECT and COMPROMISED are refused (RESTORE_GATE). */
  readonly acknowledgement: string | null;
  readonly signal: AbortSignal;
}

/** product.md § 5, `restore`. */
export interface RestoreReport {
  readonly id: string;
  readonly snapshot: string;
  readonly target: string;
  readonly status: 'ok' | 'partial';
  readonly items: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly verified: boolean;
}

/**
 * Restores a whole snapshot, proven: every byte is authenticated and the result has the SHA-256 of the export. The gate
 * comes first, on the verdict that the vault holds now; its acknowledgement lies in the ledger before a byte of mail is read.
 * The finished restore is an act too.
 */
export async function restoreSnapshot(deps: RestoreDeps, request: RestoreRequest): Promise<RestoreReport> {
  const { target, signal } = request;
  const id = `restore-${base32(deps.random(10))}`;
  const key = { tenant: request.snapshot.tenant, mailboxId: request.snapshot.mailboxId };
  const reader = await deps.vault.open(key, request.snapshot.id, signal);
  const snapshot = await currentSnapshot(deps, reader, signal);
  await passGate(deps, request, snapshot, id);
  const result =
    target.kind === 'pst'
      ? await toFiles(deps, snapshot, reader, target.path, signal)
      : await toMailbox(deps, snapshot, reader, target, id, signal);
  const report: RestoreReport = {
    id,
    snapshot: snapshot.id,
    target: target.kind === 'pst' ? `pst:${target.path}` : `mailbox:${target.address}`,
    sha256: snapshot.sha256,
    bytes: snapshot.sourceBytes,
    ...result,
  };
  await deps.ledger.append(
    {
      actor: request.actor,
      type: 'restore.done',
      tenant: snapshot.tenant,
      body: { ...report, mailbox: snapshot.mailbox, night: snapshot.night },
    },
    signal,
  );
  return report;
}

/** The snapshot as the vault tells it: the catalogue may be behind, and a file that somebody edited opens no gate. */
async function currentSnapshot(deps: RestoreDeps, reader: SnapshotReader, signal: AbortSignal): Promise<Snapshot> {
  const { tenant, mailbox } = reader.committed.manifest;
  const notes: StoredNote[] = [];
  for await (const one of deps.vault.notes({ tenant, mailboxId: mailbox.id }, signal)) {
    if ('note' in one) notes.push(one);
  }
  const snapshot = snapshotFromManifest(reader.committed, notes);
  await deps.catalog.snapshots.put(snapshot);
  return snapshot;
}

async function passGate(deps: RestoreDeps, request: RestoreRequest, snapshot: Snapshot, id: string): Promise<void> {
  const { actor, signal } = request;
  const { verdict, verdictId, reasons } = snapshot;
  const acknowledgement =
    request.acknowledgement === null
      ? null
      : { reason: request.acknowledgement, verdictId: request.snapshot.verdictId };
  const decision = restoreDecision({ verdict, verdictId, acknowledgement });
  if (decision.kind === 'allowed' && !decision.acknowledged) return;
  if (decision.kind === 'refused') {
    const query = {
      tenant: snapshot.tenant,
      mailbox: snapshot.mailboxId,
      kind: snapshot.kind,
      verdict: 'CLEAN',
    } as const;
    const known = await deps.catalog.snapshots.list(query);
    const clean = known.findLast((one) => one.mailboxId === snapshot.mailboxId);
    const instead =
      clean === undefined
        ? 'No clean snapshot of this mailbox exists.'
        : `The last clean one: coffre restore ${clean.id} --to …`;
    const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
    const changed = decision.why === 'verdict-changed' ? ', a verdict newer than the one shown to you' : '';
    throw pipelineError(
      'RESTORE_GATE',
      `the snapshot of ${snapshot.night} is ${verdict}${why}${changed}: an encrypting virus may have reached it`,
      {
        hint: `${instead} As it is: --acknowledge-risk "REASON".`,
      },
    );
  }
  const body = {
    restore: id,
    snapshot: snapshot.id,
    mailbox: snapshot.mailbox,
    night: snapshot.night,
    verdict,
    verdictId,
    reasonsShown: [...reasons],
    reason: request.acknowledgement ?? '',
  };
  await deps.ledger.append({ actor, type: 'restore.acknowledged', tenant: snapshot.tenant, body }, signal);
}

type Restored = Pick<RestoreReport, 'status' | 'items' | 'verified'>;

async function toFiles(
  deps: RestoreDeps,
  snapshot: Snapshot,
  reader: SnapshotReader,
  path: string,
  signal: AbortSignal,
): Promise<Restored> {
  const folder = snapshot.parts.length > 1;
  if (folder) await mkdir(path, { recursive: true });
  for (const part of snapshot.parts) {
    await writePart(reader, part, folder ? join(path, part.name) : resolve(path), deps.onProgress, signal);
  }
  return { status: snapshot.status, items: snapshot.counts.items, verified: true };
}

async function toMailbox(
  deps: RestoreDeps,
  snapshot: Snapshot,
  reader: SnapshotReader,
  target: Extract<RestoreTarget, { kind: 'mailbox' }>,
  restoreId: string,
  signal: AbortSignal,
): Promise<Restored> {
  let items = 0;
  let status: 'ok' | 'partial' = snapshot.status;
  for (const part of snapshot.parts) {
    const path = join(target.spoolDir, part.name);
    await writePart(reader, part, path, deps.onProgress, signal);
    try {
      const imported = await target.target.importPst({
        tenant: snapshot.tenant,
        mailbox: target.address,
        archive: snapshot.kind === 'archive',
        pst: { path, bytes: part.bytes, sha256: part.sha256 },
        targetFolder: target.folder,
        restoreId,
        onProgress: deps.onProgress,
        signal,
      });
      items += imported.items;
      if (imported.status === 'partial') status = 'partial';
    } finally {
      await rm(path, { force: true });
    }
  }
  return { status, items, verified: true };
}

/**
 * Writes `<path>.partial`, synced, and gives it its name only when size and SHA-256 are those of the export. An existing
 * file is never replaced (RESTORE_TARGET_EXISTS); nothing is left under either name when it fails.
 */
async function writePart(
  reader: SnapshotReader,
  part: SnapshotPart,
  path: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<void> {
  if (
    await stat(path).then(
      () => true,
      () => false,
    )
  ) {
    throw pipelineError('RESTORE_TARGET_EXISTS', `${JSON.stringify(path)} is there already`);
  }
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600).catch((error: unknown) => {
    throw pipelineError('RESTORE_TARGET_UNUSABLE', `${JSON.stringify(partial)} cannot be written`, { cause: error });
  });
  try {
    const hash = createHash('sha256');
    let done = 0;
    for await (const piece of reader.part(part.name, signal)) {
      hash.update(piece);
      for (let at = 0; at < piece.byteLength; ) at += (await file.write(piece, at)).bytesWritten;
      done += piece.byteLength;
      onProgress({ step: 'restore', done, total: part.bytes, unit: 'bytes' });
    }
    if (done !== part.bytes || hash.digest('hex') !== part.sha256) {
      throw pipelineError('RESTORE_MISMATCH', `what was restored of ${part.name} is not what was exported`);
    }
    await file.sync();
    await file.close();
    await link(partial, path);
    await rm(partial);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw writeFailure(error, path);
  }
}

function writeFailure(error: unknown, path: string): unknown {
  if (error instanceof CodedError || !(error instanceof Error) || !('code' in error)) return error;
  const shown = JSON.stringify(path);
  if (error.code === 'EEXIST')
    return pipelineError('RESTORE_TARGET_EXISTS', `${shown} is there already`, { cause: error });
  return pipelineError('RESTORE_TARGET_UNUSABLE', `${shown} cannot be written`, { cause: error });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
