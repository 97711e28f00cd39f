import type { Run, RunOutcome } from '../catalog/index.ts';
import { CodedError, hasCode, toCodedError } from '../core/index.ts';
import { type BackupDeps, backupConfiguration, backupMailbox, type NightJob } from '../pipelines/index.ts';
import type { App } from './app.ts';

/**
 * Heartbeats to wait for a mailbox that another holds. A dead process's lease on a mailbox outlives its lease on the night by
 * up to one heartbeat; below three a slow disk turns that into a failed start.
 */
const PATIENCE = 4;

/** Every job through the queue; all are awaited before a failure is thrown, so that none outlives the run. */
export async function runJobs(
  app: App,
  deps: BackupDeps,
  run: Run,
  jobs: readonly NightJob[],
  signal: AbortSignal,
): Promise<void> {
  let done = 0;
  const report = (): void => {
    app.onProgress({ step: 'night', done, total: jobs.length, unit: 'mailboxes' });
    app.metrics.queue(app.queue.size());
  };
  report();
  const settled = await Promise.allSettled(
    jobs.map((job) =>
      app.queue.add(
        job.source.id,
        async () => {
          for (const part of partsOf(deps, run, job, signal)) {
            const startedMs = app.clock.monotonic();
            const outcome = await whenFree(deps, part, signal);
            if (outcome !== null) app.metrics.mailbox(outcome, app.clock.monotonic() - startedMs);
          }
          done++;
          report();
        },
        signal,
      ),
    ),
  );
  const failed = settled.filter((one) => one.status === 'rejected').map((one) => one.reason as unknown);
  if (signal.aborted) throw signal.reason;
  const first = failed.find((one) => one instanceof CodedError) ?? failed[0];
  if (first !== undefined) throw toCodedError(first);
}

/** What a job consists of; done one after the other, since all parts of a mailbox stand under its one lease. */
function partsOf(deps: BackupDeps, run: Run, job: NightJob, signal: AbortSignal): (() => Promise<RunOutcome | null>)[] {
  if (job.job === 'mailbox') {
    const { source, mailbox, kinds } = job;
    return kinds.map((kind) => () => backupMailbox(deps, { run, source, mailbox, kind, signal }));
  }
  const mailboxes = job.mailboxes.map((one) => one.id);
  const request = { run, source: job.source, tenant: job.tenant, mailboxes, signal };
  return [() => backupConfiguration(deps, request)];
}

async function whenFree<T>(deps: BackupDeps, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let beats = 0; ; beats++) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, 'LEASE_HELD') || beats >= PATIENCE) throw error;
      await deps.clock.sleep(deps.heartbeatMs, signal);
    }
  }
}
