import type { Catalog, Run, RunOutcome } from '../catalog/index.ts';
import type { DiscoveryFinding } from '../connectors/sources/index.ts';
import { base32 } from '../core/index.ts';
import { type Night, type RunId, runId } from '../domain/index.ts';
import { type NightFilter, planNight, runStatus } from '../pipelines/index.ts';
import type { App } from './app.ts';
import { discoverNight } from './discover-night.ts';
import { daemonError } from './errors.ts';
import { cleanSpool, giveUpDeadRuns } from './give-up-runs.ts';
import { withNightLease } from './night-lease.ts';
import { runJobs } from './run-jobs.ts';

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
 * A night that somebody asks for now. LEASE_HELD while another process has one under way. Manual runs that dead processes left
 * open are given up: what they were asked for is asked for anew.
 */
export function runNight(app: App, request: NightRequest): Promise<NightReport> {
  return withNightLease(app, request.signal, async (signal) => {
    await giveUpDeadRuns(app, (run) => run.trigger === 'manual');
    await cleanSpool(app);
    return saveNight(app, { ...request, signal });
  });
}

/**
 * One night, under the lease that the caller holds: discover, save everything that this run has not saved yet, close the run.
 * An abort leaves the run open; whoever starts next continues it.
 */
export async function saveNight(app: App, request: NightRequest): Promise<NightReport> {
  const { filter, signal } = request;
  const deps = await app.backupDeps();
  const { catalog } = deps;
  const run = await openRun(app, catalog, request);
  const { discovered, failures } = await discoverNight(app, catalog, run, filter, signal);
  const plan = planNight(discovered, filter, await catalog.runs.outcomes(run.id));
  for (const failure of failures) await catalog.runs.recordOutcome(failure);
  await runJobs(app, deps, run, plan.jobs, signal);
  await app.spool.removeRun(run.id);
  const outcomes = await catalog.runs.outcomes(run.id);
  // A run that found nothing of what it was asked for is over all the same: left open it would fail again at each start.
  const unknown = filter.mailbox !== undefined && outcomes.length === 0;
  const status = unknown ? 'failed' : runStatus(outcomes);
  const endedAt = new Date(app.clock.now()).toISOString();
  await app.onStep('run-closed', 'before');
  await catalog.runs.close(run.id, status, endedAt);
  await app.onStep('run-closed', 'after');
  if (unknown) throw daemonError('MAILBOX_UNKNOWN', `no source has a mailbox ${JSON.stringify(filter.mailbox)}`);
  return { run: { ...run, status, endedAt }, outcomes, findings: plan.findings };
}

async function openRun(app: App, catalog: Catalog, request: NightRequest): Promise<Run> {
  if (request.resume !== undefined) {
    const found = await catalog.runs.find(request.resume);
    if (found !== null) return found;
  }
  const id =
    (await forgottenRun(catalog, request)) ?? runId(`run-${request.night}-${base32(app.random(7)).slice(0, 10)}`);
  const startedAt = new Date(app.clock.now()).toISOString();
  const opened = { id, night: request.night, startedAt, by: app.actor, trigger: request.trigger };
  await app.onStep('run-opened', 'before');
  await catalog.meta.set(`run-filter/${id}`, JSON.stringify(request.filter));
  await catalog.runs.open(opened);
  await app.onStep('run-opened', 'after');
  return { ...opened, endedAt: null, status: 'running' };
}

/**
 * A run of this night that has snapshots and no row: the state folder was lost during or after it. Continued under its own
 * id, what it committed is found in the vault and not saved a second time.
 */
async function forgottenRun(catalog: Catalog, { night, trigger }: NightRequest): Promise<RunId | null> {
  if (trigger !== 'scheduled') return null;
  const snapshots = await catalog.snapshots.list({ night });
  for (const { run } of snapshots.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))) {
    if ((await catalog.runs.find(run)) === null) return run;
  }
  return null;
}

/** What a run was asked to save; everything where the record is gone. */
export async function readFilter(catalog: Pick<Catalog, 'meta'>, run: RunId): Promise<NightFilter> {
  const text = await catalog.meta.get(`run-filter/${run}`);
  return text === null ? {} : (JSON.parse(text) as NightFilter);
}
