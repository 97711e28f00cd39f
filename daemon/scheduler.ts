import { hasCode, toCodedError } from '../core/index.ts';
import { afterNight } from './after-night.ts';
import type { App } from './app.ts';
import { decideNight } from './nights.ts';
import { recover } from './recover.ts';
import { runNight } from './run-night.ts';

/** Asked again at least this often, whatever the plan says: clocks jump, and a laptop's lid closes. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** Runs each night when it is due, until the signal aborts. Failures of a night are reported, not thrown. */
export async function runScheduler(app: App, signal: AbortSignal): Promise<void> {
  const catalog = await app.catalog();
  while (!signal.aborted) {
    const decision = await decideNight(app, catalog);
    if (!decision.due) {
      const waitMs = Math.min(LOOK_AGAIN_MS, Math.max(1_000, decision.nextAt - app.clock.now()));
      await app.clock.sleep(waitMs, signal);
      continue;
    }
    const { night, reason } = decision;
    app.log.info({ night, reason }, 'the night begins');
    try {
      const report = await runNight(app, { night, trigger: 'scheduled', filter: {}, signal });
      app.log.info({ night, run: report.run.id, status: report.run.status }, 'the night is done');
      await afterNight(app, report, signal);
    } catch (error) {
      signal.throwIfAborted();
      // Another process has the night, or a part of this one does not answer: the run stays open and is taken up again.
      app.log.error({ err: toCodedError(error), night }, 'the night could not be finished');
      const pauseMs = hasCode(error, 'LEASE_HELD') ? app.config.lease.heartbeatSeconds * 2_000 : 60_000;
      await app.clock.sleep(pauseMs, signal);
      await resumeOpenRuns(app, signal);
    }
  }
}

/** Runs of ours that an error left open are closed by doing what remains of them. */
async function resumeOpenRuns(app: App, signal: AbortSignal): Promise<void> {
  try {
    for (const report of (await recover(app, signal)).resumed) await afterNight(app, report, signal);
  } catch (error) {
    signal.throwIfAborted();
    app.log.error({ err: toCodedError(error) }, 'open runs could not be finished; tried again');
  }
}
