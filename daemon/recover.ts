import type { Run } from '../catalog/index.ts';
import { hasCode } from '../core/index.ts';
import type { RunId } from '../domain/index.ts';
import type { App } from './app.ts';
import { type NightReport, readFilter, runNight } from './run-night.ts';

export interface Recovery {
  readonly spoolDirs: number;
  readonly remote: readonly string[];
  readonly resumed: readonly NightReport[];
}

/**
 * What a start does after a death, without anybody's help: removes what dead runs left in the spool and at the sources, and
 * finishes each run they left open. Waits until the dead process's lease has expired (at most two heartbeats).
 */
export async function recover(app: App, signal: AbortSignal): Promise<Recovery> {
  const { dead, live } = await unfinishedRuns(app, signal);
  const isLive = (run: RunId): boolean => live.has(run);
  const spoolDirs = await app.spool.clean(isLive);
  const remote: string[] = [];
  if (dead.length > 0 || spoolDirs > 0) {
    for (const { source } of await app.sources()) {
      try {
        remote.push(...(await source.cleanLeftovers(isLive, signal)));
      } catch (error) {
        signal.throwIfAborted();
        app.log.warn({ err: error, source: source.id }, 'leftovers at the source could not be looked for');
      }
    }
  }
  const resumed: NightReport[] = [];
  for (const run of dead) {
    app.log.info({ run: run.id, night: run.night }, 'a run that was cut off is finished now');
    const filter = await readFilter(await app.catalog(), run.id);
    resumed.push(await runNight(app, { night: run.night, trigger: run.trigger, filter, signal, resume: run.id }));
  }
  return { spoolDirs, remote, resumed };
}

/** Open runs: `dead` ones are ours to finish; while another process holds the night's lease, all of them are its own. */
async function unfinishedRuns(
  app: App,
  signal: AbortSignal,
): Promise<{ dead: readonly Run[]; live: ReadonlySet<RunId> }> {
  const catalog = await app.catalog();
  const heartbeatMs = app.config.lease.heartbeatSeconds * 1_000;
  const seen = new Map<string, string>();
  for (;;) {
    const open = await catalog.runs.unfinished();
    if (open.length === 0) return { dead: [], live: new Set() };
    try {
      await catalog.leases.release(await catalog.leases.acquire('night', app.holder, heartbeatMs));
      return { dead: open, live: new Set() };
    } catch (error) {
      if (!hasCode(error, 'LEASE_HELD')) throw error;
    }
    const held = (await catalog.leases.list()).find((one) => one.resource === 'night');
    if (held !== undefined) {
      // A lease that is renewed while we watch belongs to somebody alive: the runs are theirs.
      const before = seen.get(held.holder);
      if (before !== undefined && before !== held.expiresAt)
        return { dead: [], live: new Set(open.map((one) => one.id)) };
      seen.set(held.holder, held.expiresAt);
    }
    await app.clock.sleep(heartbeatMs, signal);
  }
}
