import type { Run } from '../catalog/index.ts';
import { hasCode, toCodedError } from '../core/index.ts';
import type { App } from './app.ts';
import { cleanSpool, giveUpDeadRuns } from './give-up-runs.ts';
import { withNightLease } from './night-lease.ts';
import { lastOpened } from './nights.ts';
import { type NightReport, readFilter, saveNight } from './run-night.ts';

export interface Recovery {
  readonly spoolDirs: number;
  readonly remote: readonly string[];
  readonly resumed: readonly NightReport[];
  /** Cut off in a night that is over: closed as `aborted`, because mail of today is not the mail of that night. */
  readonly givenUp: readonly Run[];
}

const nothing: Recovery = { spoolDirs: 0, remote: [], resumed: [], givenUp: [] };

/**
 * What a start does after a death, without anybody's help: removes what dead runs left in the spool and at the sources, and
 * finishes each run they left open. Waits until the dead process's lease has expired (at most two heartbeats); where another
 * process renews it, everything open is that one's, and nothing is done.
 */
export async function recover(app: App, signal: AbortSignal): Promise<Recovery> {
  const { leases } = await app.catalog();
  const seen = new Map<string, string>();
  for (;;) {
    try {
      return await withNightLease(app, signal, (held) => finishDeadRuns(app, held));
    } catch (error) {
      if (!hasCode(error, 'LEASE_HELD')) throw error;
    }
    const held = (await leases.list()).find((one) => one.resource === 'night');
    if (held !== undefined) {
      const key = `${held.holder} ${held.fence}`;
      const before = seen.get(key);
      if (before !== undefined && before !== held.expiresAt) return nothing;
      seen.set(key, held.expiresAt);
    }
    await app.clock.sleep(app.config.lease.heartbeatSeconds * 1_000, signal);
  }
}

/** `recover` under the lease that the caller holds. A run that cannot be finished now stays open for the next attempt. */
export async function finishDeadRuns(app: App, signal: AbortSignal): Promise<Recovery> {
  const catalog = await app.catalog();
  const night = lastOpened(app);
  const givenUp = await giveUpDeadRuns(app, (run) => run.night < night);
  const spoolDirs = await cleanSpool(app);
  const remote = await cleanSources(app, signal);
  const resumed: NightReport[] = [];
  for (const run of (await catalog.runs.unfinished()).toReversed()) {
    app.log.info({ run: run.id, night: run.night }, 'a run that was cut off is finished now');
    try {
      const filter = await readFilter(catalog, run.id);
      resumed.push(await saveNight(app, { night: run.night, trigger: run.trigger, filter, signal, resume: run.id }));
    } catch (error) {
      signal.throwIfAborted();
      app.log.error({ err: toCodedError(error), run: run.id }, 'a run that was cut off could not be finished');
    }
  }
  return { spoolDirs, remote, resumed, givenUp };
}

async function cleanSources(app: App, signal: AbortSignal): Promise<readonly string[]> {
  const remote: string[] = [];
  for (const { source } of await app.sources()) {
    try {
      remote.push(...(await source.cleanLeftovers(() => false, signal)));
    } catch (error) {
      signal.throwIfAborted();
      app.log.warn({ err: error, source: source.id }, 'leftovers at the source could not be looked for');
    }
  }
  return remote;
}
