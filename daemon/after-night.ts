import type { Run, RunOutcome } from '../catalog/index.ts';
import type { Snapshot } from '../domain/index.ts';
import { applyRetention } from '../pipelines/index.ts';
import type { App } from './app.ts';
import { measureCatalog } from './measure.ts';
import { nextWindow } from './nights.ts';
import { type Alarm, nightReportNotice, summariseNight } from './notices/index.ts';
import { newestByMailbox } from './read-status.ts';
import type { NightReport } from './run-night.ts';
import { endAlarms, raiseAlarms, reader, sendNotice } from './tell.ts';

/**
 * What follows a night: retention, measurements, alarms, the report by mail. None of it can make the night fail: what goes
 * wrong here is logged and tried again after the next one.
 */
export async function afterNight(app: App, report: NightReport, signal: AbortSignal): Promise<void> {
  const catalog = await app.catalog();
  await keepGoing(app, 'retention', signal, async () => {
    const clock = { lastSeen: numberOrNull(await catalog.meta.get('clock/seen')) };
    const deps = { vault: await app.vault(), catalog, clock: app.clock, writer: app.writer };
    const done = await applyRetention(deps, { ...app.config.retention, clock }, signal);
    await catalog.meta.set('clock/seen', String(app.clock.now()));
    app.log.info({ kept: done.kept, marked: done.marked.length, removed: done.removed.length }, 'retention');
  });
  const snapshots = await catalog.snapshots.list({});
  const latest = newestByMailbox(snapshots);
  app.metrics.run(report.run.status, app.clock.now() - Date.parse(report.run.startedAt));
  await keepGoing(app, 'measuring', signal, () => measureCatalog(app, catalog));
  const alarms = alarmsOf(app, report, snapshots);
  await keepGoing(app, 'alarms', signal, async () => {
    await endAlarms(app, catalog, overNow(report, snapshots));
    await raiseAlarms(app, catalog, alarms, signal);
  });
  await keepGoing(app, 'report', signal, () => sendReport(app, report, latest, alarms, signal));
}

async function keepGoing(app: App, what: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    app.log.error({ err: error }, `${what} after the night failed`);
  }
}

const numberOrNull = (text: string | null): number | null =>
  text === null || !/^\d+$/.test(text) ? null : Number(text);

/** Everything about this night that somebody must look at. */
function alarmsOf(app: App, report: NightReport, snapshots: readonly Snapshot[]): Alarm[] {
  const at = new Date(app.clock.now()).toISOString();
  const alarms: Alarm[] = [];
  const failed = failure(report.run, report.outcomes, at);
  if (failed !== null) alarms.push(failed);
  for (const finding of report.findings) alarms.push({ kind: 'signs-disagree', at, ...finding });
  const tonight = new Set(report.outcomes.flatMap((one) => (one.snapshot === null ? [] : [one.snapshot])));
  for (const one of snapshots) {
    if (!tonight.has(one.id) || (one.verdict !== 'SUSPECT' && one.verdict !== 'COMPROMISED')) continue;
    alarms.push({
      kind: 'verdict',
      at,
      tenant: one.tenant,
      mailbox: one.mailbox,
      verdict: one.verdict,
      reasons: one.reasons,
      night: one.night,
      snapshot: one.id,
      lastClean: lastClean(one, snapshots),
      // The retention rule keeps everything from the anchor of an open case on: nothing has to be done for it.
      frozen: ['expiry-stopped', 'case-opened'],
    });
  }
  return alarms;
}

/** Troubles that this night shows to be over: nights run again, and mailboxes of which every part is clean tonight. */
function overNow(report: NightReport, snapshots: readonly Snapshot[]): Alarm[] {
  const at = report.run.startedAt;
  const over: Alarm[] = [{ kind: 'no-run', at, lastEndedAt: null, hours: 0 }];
  const tonight = new Set(report.outcomes.flatMap((one) => (one.snapshot === null ? [] : [one.snapshot])));
  const saved = snapshots.filter((one) => tonight.has(one.id));
  const isSuspect = (one: Snapshot): boolean => one.verdict !== 'CLEAN' && one.verdict !== 'NOTICE';
  const still = new Set(saved.filter(isSuspect).map((one) => `${one.tenant}/${one.mailbox}`));
  for (const one of saved) {
    if (still.has(`${one.tenant}/${one.mailbox}`)) continue;
    const { tenant, mailbox, night } = one;
    const rest = { verdict: 'SUSPECT', reasons: [], lastClean: null, frozen: [] } as const;
    over.push({ kind: 'verdict', at, tenant, mailbox, night, snapshot: one.id, ...rest });
  }
  return over;
}

function failure(run: Run, outcomes: readonly RunOutcome[], at: string): Alarm | null {
  const count = (status: RunOutcome['status']): number => outcomes.filter((one) => one.status === status).length;
  if (count('failed') === 0) return null;
  const error = outcomes.find((one) => one.error !== null)?.error ?? null;
  const total = outcomes.length;
  return {
    kind: 'night-failed',
    at,
    night: run.night,
    run: run.id,
    failed: count('failed'),
    partial: count('partial'),
    total,
    error,
  };
}

function lastClean(
  of: Snapshot,
  snapshots: readonly Snapshot[],
): { readonly night: Snapshot['night']; readonly snapshot: Snapshot['id'] } | null {
  const clean = snapshots.filter(
    (one) =>
      one.tenant === of.tenant && one.mailboxId === of.mailboxId && one.kind === of.kind && one.verdict === 'CLEAN',
  );
  const newest = clean.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0];
  return newest === undefined ? null : { night: newest.night, snapshot: newest.id };
}

async function sendReport(
  app: App,
  report: NightReport,
  latest: readonly Snapshot[],
  alarms: readonly Alarm[],
  signal: AbortSignal,
): Promise<void> {
  const facts = {
    night: report.run.night,
    run: report.run,
    outcomes: report.outcomes,
    latest,
    tenants: app.config.tenants.map((one) => ({ id: one.id as Snapshot['tenant'], name: one.name })),
    findings: report.findings,
    alarms,
    nextRunAt: new Date(nextWindow(app.config, app.clock.now())).toISOString(),
    now: new Date(app.clock.now()).toISOString(),
  };
  await sendNotice(app, nightReportNotice(summariseNight(facts), reader(app)), signal);
}
