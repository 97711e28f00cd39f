import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run, RunOutcome } from '../catalog/index.ts';
import type { ConfigurationClass, MailboxSource } from '../connectors/sources/index.ts';
import { canonicalJson } from '../core/index.ts';
import {
  CONFIGURATION_MAILBOX,
  type MailboxId,
  mailboxId,
  type SnapshotException,
  type TenantId,
} from '../domain/index.ts';
import { adoptMailbox, settleStopped } from './adopt.ts';
import type { BackupDeps } from './backup-deps.ts';
import { withLease } from './lease.ts';
import { type OutcomeOf, outcomeOfFailure, outcomeOfSnapshot } from './outcome.ts';

export interface BackupConfigurationRequest {
  readonly run: Pick<Run, 'id' | 'night'>;
  readonly source: MailboxSource;
  readonly tenant: TenantId;
  readonly mailboxes: readonly MailboxId[];
  readonly signal: AbortSignal;
}

/**
 * The tenant's configuration of one night as a snapshot of kind `configuration`, one JSON file. Null where the source has
 * none. A class that could not be read makes it partial and is listed; outcomes as in `backupMailbox`.
 */
export async function backupConfiguration(
  deps: BackupDeps,
  request: BackupConfigurationRequest,
): Promise<RunOutcome | null> {
  const { tenant, run, source } = request;
  const startedAt = new Date(deps.clock.now()).toISOString();
  const mailbox = { tenant, id: mailboxId(CONFIGURATION_MAILBOX), name: 'configuration' };
  const of = (): OutcomeOf => {
    return {
      run: run.id,
      mailbox,
      kind: 'configuration',
      startedAt,
      endedAt: new Date(deps.clock.now()).toISOString(),
    };
  };
  const options = {
    leases: deps.catalog.leases,
    clock: deps.clock,
    holder: deps.holder,
    heartbeatMs: deps.heartbeatMs,
  };
  return withLease(`mailbox:${tenant}/${mailbox.id}`, options, request.signal, async (lease, signal) => {
    try {
      const isThis = (one: { readonly run: string }): boolean => one.run === run.id;
      let snapshot = (await adoptMailbox(deps, mailbox, signal)).snapshots.find(isThis);
      if (snapshot === undefined) {
        const frozenAt = new Date(deps.clock.now()).toISOString();
        const classes = await source.captureConfiguration(tenant, request.mailboxes, signal);
        if (classes === null) return null;
        await store(
          deps,
          request,
          { mailbox, fence: lease.fence, stillHolds: lease.stillHolds, frozenAt },
          classes,
          signal,
        );
        snapshot = (await adoptMailbox(deps, mailbox, signal)).snapshots.find(isThis);
      }
      if (snapshot === undefined) throw new TypeError('a committed snapshot is not listed');
      const outcome = outcomeOfSnapshot(of(), snapshot);
      await deps.catalog.runs.recordOutcome(outcome);
      return outcome;
    } catch (error) {
      if (request.signal.aborted && lease.stillHolds()) await settleStopped(deps, mailbox);
      if (signal.aborted) throw signal.reason;
      deps.log.error({ err: error, tenant, run: run.id, kind: 'configuration' }, 'a configuration was not saved');
      const outcome = outcomeOfFailure(of(), error);
      await deps.catalog.runs.recordOutcome(outcome);
      return outcome;
    }
  });
}

interface Target {
  readonly mailbox: { readonly tenant: TenantId; readonly id: MailboxId; readonly name: string };
  readonly fence: number;
  readonly stillHolds: () => boolean;
  readonly frozenAt: string;
}

async function store(
  deps: BackupDeps,
  { run, source }: BackupConfigurationRequest,
  target: Target,
  classes: readonly ConfigurationClass[],
  signal: AbortSignal,
): Promise<void> {
  const name = 'configuration.json';
  const content = Buffer.from(
    `${canonicalJson({ format: 1, tenant: target.mailbox.tenant, classes: classes.map((one) => ({ ...one })) })}\n`,
  );
  const sha256 = createHash('sha256').update(content).digest('hex');
  const dir = await deps.spool.jobDir(run.id, deps.random(10));
  try {
    const path = join(dir, name);
    await writeFile(path, content, { mode: 0o600, flush: true });
    const writer = await deps.vault.begin({
      mailbox: target.mailbox,
      kind: 'configuration',
      run: run.id,
      night: run.night,
      fence: target.fence,
      writer: deps.writer,
      spoolDir: dir,
      stillHolds: target.stillHolds,
      onStep: deps.onStep,
      onProgress: deps.onProgress,
      signal,
    });
    try {
      await writer.addPart({ name, path, bytes: content.byteLength, sha256 });
      const exceptions = notCaptured(classes);
      await writer.commit({
        status: exceptions.length === 0 ? 'ok' : 'partial',
        exceptions,
        counts: { [name]: null },
        source: { id: source.id, kind: source.kind, frozenAt: target.frozenAt, details: { classes: classes.length } },
      });
    } finally {
      await writer.discard();
    }
  } finally {
    await deps.spool.remove(dir);
  }
}

function notCaptured(classes: readonly ConfigurationClass[]): SnapshotException[] {
  return classes.flatMap((one) => {
    if (one.error === null) return [];
    return [{ class: 'not-captured', folder: null, count: 1, message: `${one.class}: ${one.error}` } as const];
  });
}
