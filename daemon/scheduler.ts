import type { Run } from '../catalog/index.ts';
import { type CodedError, hasCode, toCodedError } from '../core/index.ts';
import { afterNight } from './after-night.ts';
import type { App } from './app.ts';
import { withNightLease } from './night-lease.ts';
import { decideNight, opensAt } from './nights.ts';
import { finishDeadRuns } from './recover.ts';
import { type NightReport, saveNight } from './run-night.ts';
import { raiseAlarms } from './tell.ts';

/** Asked again at least this often, whatever the plan says: clocks jump, and a laptop's lid closes. */
const LOOK_AGAIN_MS = 15 * 60_000;
/** Between attempts on a night that something stopped; shorter fills the log while a store is away. */
const AFTER_FAILURE_MS = 60_000;

/**
 * Finishes what a death cut off, then runs each night when it is due, until the signal aborts. Failures of a night are
 * reported, not thrown: its run stays open and is taken up again.
 */
export async function runScheduler(app: App, signal: AbortSignal): Promise<void> {
  let starting = true;
  while (!signal.aborted) {
    const done: Done = { reports: [], givenUp: [] };
    let pauseMs = 0;
    try {
      pauseMs = starting ? 0 : await untilNext(app);
      if (pauseMs === 0) {
        await withNightLease(app, signal, (held) => doNights(app, done, held));
        starting = false;
        // One that could not be finished stays open: tried again, but not at once.
        if ((await (await app.catalog()).runs.unfinished()).length > 0) pauseMs = AFTER_FAILURE_MS;
      }
    } catch (error) {
      signal.throwIfAborted();
      pauseMs = pauseAfter(app, toCodedError(error));
    }
    await tellOf(app, done, signal);
    if (pauseMs > 0) await app.clock.sleep(pauseMs, signal);
  }
}

/** What came of holding the lease; kept outside, because it counts even where something failed after it. */
interface Done {
  readonly reports: NightReport[];
  readonly givenUp: Run[];
}

/** 0 when a night is due or a run is open that nobody may be working on. */
async function untilNext(app: App): Promise<number> {
  const catalog = await app.catalog();
  const decision = await decideNight(app, catalog);
  if (decision.due || (await catalog.runs.unfinished()).length > 0) return 0;
  return Math.min(LOOK_AGAIN_MS, Math.max(1_000, decision.nextAt - app.clock.now()));
}

/** Under the lease: dead runs first, so that a night that was cut off is continued and not begun a second time. */
async function doNights(app: App, done: Done, signal: AbortSignal): Promise<void> {
  const catalog = await app.catalog();
  const { spoolDirs, remote, resumed, givenUp } = await finishDeadRuns(app, signal);
  if (spoolDirs > 0 || remote.length > 0) app.log.info({ spoolDirs, remote }, 'leftovers removed');
  done.reports.push(...resumed);
  done.givenUp.push(...givenUp);
  // Asked under the lease: whoever held it until now may have done this night.
  const decision = await decideNight(app, catalog);
  if (!decision.due) {
    app.log.debug({ next: decision.night, reason: decision.reason }, 'no night is due');
    return;
  }
  const unfinished = await catalog.runs.unfinished();
  if (unfinished.some((run) => run.trigger === 'scheduled' && run.night === decision.night)) return;
  const { night, reason } = decision;
  app.log.info({ night, reason }, 'the night begins');
  const report = await saveNight(app, { night, trigger: 'scheduled', filter: {}, signal });
  app.log.info({ night, run: report.run.id, status: report.run.status }, 'the night is done');
  done.reports.push(report);
}

/** Without the lease: a mail server that does not answer must not keep others from backing up. */
async function tellOf(app: App, { reports, givenUp }: Done, signal: AbortSignal): Promise<void> {
  try {
    for (const report of reports) await afterNight(app, report, signal);
    const at = new Date(app.clock.now()).toISOString();
    const missed = givenUp.filter((run) => run.trigger === 'scheduled');
    if (missed.length === 0) return;
    const alarms = missed.map(
      ({ night }) => ({ kind: 'night-missed', at, night, expectedAt: opensAt(app, night) }) as const,
    );
    await raiseAlarms(app, await app.catalog(), alarms, signal);
  } catch (error) {
    signal.throwIfAborted();
    app.log.error({ err: toCodedError(error) }, 'what follows a night failed');
  }
}

function pauseAfter(app: App, error: CodedError): number {
  if (hasCode(error, 'LEASE_HELD')) {
    app.log.info(error.facts, 'another process has the night');
    return app.config.lease.heartbeatSeconds * 2_000;
  }
  app.log.error({ err: error }, 'the night could not be finished; tried again');
  return AFTER_FAILURE_MS;
}
