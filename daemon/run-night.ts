import type { Catalog, Run, RunOutcome } from '../catalog/index.ts';
import type { DiscoveryFinding } from '../connectors/sources/index.ts';
import { base32, CodedError, toCodedError } from '../core/index.ts';
import { mailboxId, type Night, type RunId, runId, type TenantId } from '../domain/index.ts';
import {
  type BackupDeps,
  backupConfiguration,
  backupMailbox,
  type DiscoveredSource,
  type NightFilter,
  type NightJob,
  planNight,
  runStatus,
  withLease,
} from '../pipelines/index.ts';
import type { App } from './app.ts';
import { daemonError } from './errors.ts';
import type { ConfiguredSource } from './open-sources.ts';

export interface NightRequest {
  readonly night: Night;
  readonly trigger: Run['trigger'];
  readonly filter: NightFilter;
  readonly signal: AbortSignal;
  /** A run that a dead process left open: it is continued under its own id. */
  readonly resume?: RunId;
}

export interface NightReport {
  readonly run: Run;
  readonly outcomes: readonly RunOutcome[];
  readonly findings: readonly DiscoveryFinding[];
}

/**
 * One night: discover, save everything that this run has not saved yet, close the run. One run at a time holds the lease
 * `night`, so that no two processes do the same (LEASE_HELD). An abort leaves the run open; whoever starts next continues it.
 */
export async function runNight(app: App, request: NightRequest): Promise<NightReport> {
  const deps = await app.backupDeps();
  const { catalog } = deps;
  const options = { leases: catalog.leases, clock: app.clock, holder: app.holder, heartbeatMs: deps.heartbeatMs };
  return withLease('night', options, request.signal, async (_lease, signal) => {
    const run = await openRun(app, catalog, request);
    const { discovered, failures } = await discoverAll(app, catalog, run, request.filter, signal);
    const plan = planNight(discovered, request.filter, await catalog.runs.outcomes(run.id));
    if (plan.jobs.length === 0 && failures.length === 0 && request.filter.mailbox !== undefined) {
      throw daemonError('MAILBOX_UNKNOWN', `no source has a mailbox ${JSON.stringify(request.filter.mailbox)}`);
    }
    for (const failure of failures) await catalog.runs.recordOutcome(failure);
    await runJobs(app, deps, run, plan.jobs, signal);
    const outcomes = await catalog.runs.outcomes(run.id);
    const status = runStatus(outcomes);
    const endedAt = new Date(app.clock.now()).toISOString();
    await app.onStep('run-closed', 'before');
    await catalog.runs.close(run.id, status, endedAt);
    await app.onStep('run-closed', 'after');
    return { run: { ...run, status, endedAt }, outcomes, findings: plan.findings };
  });
}

async function openRun(app: App, catalog: Catalog, request: NightRequest): Promise<Run> {
  if (request.resume !== undefined) {
    const found = await catalog.runs.find(request.resume);
    if (found !== null) return found;
  }
  const id = runId(`run-${request.night}-${base32(app.random(7)).slice(0, 10)}`);
  const startedAt = new Date(app.clock.now()).toISOString();
  const opened = { id, night: request.night, startedAt, by: app.actor, trigger: request.trigger };
  await catalog.meta.set(`run-filter/${id}`, JSON.stringify(request.filter));
  await catalog.runs.open(opened);
  await app.onStep('run-opened', 'after');
  return { ...opened, endedAt: null, status: 'running' };
}

/** What a run was asked to save; everything where the record is gone. */
export async function readFilter(catalog: Pick<Catalog, 'meta'>, run: RunId): Promise<NightFilter> {
  const text = await catalog.meta.get(`run-filter/${run}`);
  return text === null ? {} : (JSON.parse(text) as NightFilter);
}

async function discoverAll(app: App, catalog: Catalog, run: Run, filter: NightFilter, signal: AbortSignal) {
  const discovered: DiscoveredSource[] = [];
  const failures: RunOutcome[] = [];
  for (const configured of await app.sources()) {
    const tenants = activeTenants(app, configured, filter);
    if (tenants.length === 0) continue;
    try {
      const discovery = await configured.source.discover(tenants, signal);
      const at = new Date(app.clock.now()).toISOString();
      for (const { tenant, id, name, type, kinds } of discovery.mailboxes) {
        await catalog.mailboxes.see({ tenant, id, name, type, kinds, source: configured.source.id }, at);
      }
      discovered.push({ source: configured.source, tenants, discovery });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      app.log.error({ err: error, source: configured.source.id }, 'a source could not be asked for its mailboxes');
      failures.push(...(await unreachable(app, catalog, run, tenants, error)));
    }
  }
  return { discovered, failures };
}

function activeTenants(app: App, configured: ConfiguredSource, filter: NightFilter): TenantId[] {
  const retired = new Set(app.config.tenants.filter((one) => one.retired).map((one) => one.id));
  const known = configured.tenants.filter((one) => !retired.has(one));
  return filter.tenant === undefined ? known : known.filter((one) => one === filter.tenant);
}

/** A source that does not answer fails every mailbox known of it, and each tenant of which none is known yet. */
async function unreachable(
  app: App,
  catalog: Catalog,
  run: Run,
  tenants: readonly TenantId[],
  thrown: unknown,
): Promise<RunOutcome[]> {
  const { code, message } = toCodedError(thrown);
  const at = new Date(app.clock.now()).toISOString();
  const failed = (tenant: TenantId, id: string, name: string, kind: RunOutcome['kind']): RunOutcome => ({
    run: run.id,
    tenant,
    mailboxId: mailboxId(id),
    mailbox: name,
    kind,
    snapshot: null,
    status: 'failed',
    sourceBytes: 0,
    storedBytes: 0,
    items: 0,
    exceptions: [],
    error: { code, message },
    startedAt: at,
    endedAt: at,
  });
  const outcomes: RunOutcome[] = [];
  for (const tenant of tenants) {
    const known = (await catalog.mailboxes.list(tenant)).filter((one) => !one.retired);
    if (known.length === 0) outcomes.push(failed(tenant, '_all', 'every mailbox', 'primary'));
    for (const one of known) outcomes.push(...one.kinds.map((kind) => failed(tenant, one.id, one.name, kind)));
  }
  return outcomes;
}

/** Every job through the queue; all are awaited before a failure is thrown, so that none outlives the run. */
async function runJobs(app: App, deps: BackupDeps, run: Run, jobs: readonly NightJob[], signal: AbortSignal) {
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
          const startedMs = app.clock.monotonic();
          const outcome = await runJob(deps, run, job, signal);
          if (outcome !== null) app.metrics.mailbox(outcome, app.clock.monotonic() - startedMs);
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
  if (first !== undefined) throw first;
}

function runJob(deps: BackupDeps, run: Run, job: NightJob, signal: AbortSignal): Promise<RunOutcome | null> {
  if (job.job === 'mailbox') {
    const { source, mailbox, kind } = job;
    return backupMailbox(deps, { run, source, mailbox, kind, signal });
  }
  const mailboxes = job.mailboxes.map((one) => one.id);
  return backupConfiguration(deps, { run, source: job.source, tenant: job.tenant, mailboxes, signal });
}
