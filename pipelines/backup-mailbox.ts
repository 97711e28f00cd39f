import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Run, RunOutcome } from '../catalog/index.ts';
import type { DiscoveredMailbox, Exported, MailboxSource } from '../connectors/sources/index.ts';
import { EXPLAINED, reconcileFolders, type Snapshot } from '../domain/index.ts';
import type { CommitFacts } from '../vault/index.ts';
import { adoptMailbox, settleStopped } from './adopt.ts';
import type { BackupDeps } from './backup-deps.ts';
import { type Inspection, inspectExport } from './inspect.ts';
import { FACTS_STREAM } from './judge.ts';
import { type HeldLease, withLease } from './lease.ts';
import { type OutcomeOf, outcomeOfFailure, outcomeOfSnapshot } from './outcome.ts';
import { SOURCE_FOLDERS_STREAM, sourceFoldersStream } from './source-folders.ts';

export interface BackupMailboxRequest {
  readonly run: Pick<Run, 'id' | 'night'>;
  readonly source: MailboxSource;
  readonly mailbox: DiscoveredMailbox;
  readonly kind: 'primary' | 'archive';
  readonly signal: AbortSignal;
}

/**
 * One mailbox part of one night, from export to acknowledged snapshot (docs/architecture.md, the night's trace). Always
 * leaves the source and the spool clean. Failures come back as a recorded outcome; only an abort and LEASE_HELD are
 * thrown, because then nothing was decided. A part that this run has committed already is adopted, not saved again.
 */
export async function backupMailbox(deps: BackupDeps, request: BackupMailboxRequest): Promise<RunOutcome> {
  const { mailbox, run, kind, signal } = request;
  const startedAt = new Date(deps.clock.now()).toISOString();
  const outcomeBase = (): OutcomeOf => {
    return { run: run.id, mailbox, kind, startedAt, endedAt: new Date(deps.clock.now()).toISOString() };
  };
  const resource = `mailbox:${mailbox.tenant}/${mailbox.id}`;
  const options = {
    leases: deps.catalog.leases,
    clock: deps.clock,
    holder: deps.holder,
    heartbeatMs: deps.heartbeatMs,
  };
  await deps.onStep('lease-granted', 'before');
  return withLease(resource, options, signal, async (lease, leaseSignal) => {
    await deps.onStep('lease-granted', 'after');
    try {
      const known = await adoptMailbox(deps, mailbox, leaseSignal);
      for (const one of known.unreadable) deps.log.error({ object: one.key, code: one.code }, one.message);
      const isThis = (one: Snapshot): boolean => one.run === run.id && one.kind === kind;
      const done = known.snapshots.find(isThis);
      if (done !== undefined) return await record(deps, outcomeOfSnapshot(outcomeBase(), done));
      return await withExport(deps, request, leaseSignal, async (exported, dir) => {
        await storeExport(deps, request, lease, exported, dir, leaseSignal);
        const snapshot = (await adoptMailbox(deps, mailbox, leaseSignal)).snapshots.find(isThis);
        if (snapshot === undefined) throw new TypeError('a committed snapshot is not listed');
        return record(deps, outcomeOfSnapshot(outcomeBase(), snapshot));
      });
    } catch (error) {
      if (signal.aborted && lease.stillHolds()) await settleStopped(deps, mailbox);
      if (leaseSignal.aborted) throw leaseSignal.reason;
      deps.log.error({ err: error, tenant: mailbox.tenant, run: run.id, kind }, 'a mailbox was not saved');
      return record(deps, outcomeOfFailure(outcomeBase(), error));
    }
  });
}

async function record(deps: BackupDeps, outcome: RunOutcome): Promise<RunOutcome> {
  await deps.onStep('catalogued', 'before');
  await deps.catalog.runs.recordOutcome(outcome);
  await deps.onStep('catalogued', 'after');
  return outcome;
}

/** Exports into a directory of this job alone; source and spool are clean again when it resolves or rejects. */
async function withExport<T>(
  deps: BackupDeps,
  request: BackupMailboxRequest,
  signal: AbortSignal,
  work: (exported: Exported, dir: string) => Promise<T>,
): Promise<T> {
  const { source, mailbox, kind, run } = request;
  const dir = await deps.spool.jobDir(run.id, deps.random(10));
  try {
    const onProgress = deps.onProgress;
    await deps.onStep('export-fetched', 'before');
    const exported = await source.export({
      mailbox,
      kind,
      night: run.night,
      run: run.id,
      spoolDir: dir,
      onProgress,
      signal,
    });
    try {
      await deps.onStep('export-fetched', 'after');
      return await work(exported, dir);
    } finally {
      await deps.onStep('remote-removed', 'before');
      await releaseSource(deps, exported, mailbox);
      await deps.onStep('remote-removed', 'after');
    }
  } finally {
    await deps.onStep('spool-removed', 'before');
    await deps.spool.remove(dir);
    await deps.onStep('spool-removed', 'after');
  }
}

async function storeExport(
  deps: BackupDeps,
  request: BackupMailboxRequest,
  lease: HeldLease,
  exported: Exported,
  dir: string,
  signal: AbortSignal,
): Promise<void> {
  const { mailbox, kind, run, source } = request;
  const factsPath = join(dir, 'facts');
  const { parts, frozenAt } = exported;
  const inspected = await inspectExport({ parts, factsPath, frozenAt, onProgress: deps.onProgress, signal });
  const writer = await deps.vault.begin({
    mailbox,
    kind,
    run: run.id,
    night: run.night,
    fence: lease.fence,
    writer: deps.writer,
    spoolDir: dir,
    stillHolds: lease.stillHolds,
    onStep: deps.onStep,
    onProgress: deps.onProgress,
    signal,
  });
  try {
    for (const part of exported.parts) await writer.addPart(part);
    await writer.addFacts(FACTS_STREAM, createReadStream(factsPath));
    const { sourceFolders } = exported;
    if (sourceFolders !== null) await writer.addFacts(SOURCE_FOLDERS_STREAM, sourceFoldersStream(sourceFolders));
    await writer.commit(factsOf(exported, inspected, source));
  } finally {
    await writer.discard();
  }
}

/** Status and exceptions of a snapshot: only explained differences leave it `ok` (product.md § 7, promises 1 and 2). */
function factsOf(exported: Exported, inspected: Inspection, source: MailboxSource): CommitFacts {
  const { sourceFolders, frozenAt, details, exceptions: reported } = exported;
  const found = reconcileFolders({ source: sourceFolders, pst: inspected.folders, reported, frozenAt }).exceptions;
  const exceptions = [...inspected.damage, ...reported, ...found];
  return {
    status: exceptions.every((one) => EXPLAINED.has(one.class)) ? 'ok' : 'partial',
    exceptions,
    counts: inspected.counts,
    source: { id: source.id, kind: source.kind, frozenAt, details },
  };
}

/** On every path, an abort included: what stays at the source is mail in clear on somebody's disk. */
async function releaseSource(deps: BackupDeps, exported: Exported, mailbox: DiscoveredMailbox): Promise<void> {
  const limit = deps.clock.timeout(60_000);
  try {
    await exported.release(limit.signal);
  } catch (error) {
    deps.log.warn(
      { err: error, tenant: mailbox.tenant },
      'the export was not removed from the source; the next start tries again',
    );
  } finally {
    limit.dispose();
  }
}
