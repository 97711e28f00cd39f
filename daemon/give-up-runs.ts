import type { Run } from '../catalog/index.ts';
import { cleanHandoverSpool } from '../pipelines/index.ts';
import type { App } from './app.ts';

/**
 * Closes open runs of dead processes as `aborted`: those that `which` names. Under the lease `night` only. What they committed
 * stays: the vault decides that, and the next backup of each mailbox adopts it.
 */
export async function giveUpDeadRuns(app: App, which: (run: Run) => boolean): Promise<readonly Run[]> {
  const { runs } = await app.catalog();
  const given = (await runs.unfinished()).filter(which);
  for (const run of given) {
    await runs.close(run.id, 'aborted', new Date(app.clock.now()).toISOString());
    app.log.warn({ run: run.id, night: run.night }, 'a run that was cut off is given up');
  }
  return given;
}

/** Removes what dead runs and dead makers of packages staged, under the lease `night`. Leftovers that cannot be removed are told of and cost no night. */
export async function cleanSpool(app: App): Promise<number> {
  try {
    const packages = await cleanHandoverSpool(app.config.stateDir, await app.catalog());
    return packages + (await app.spool.clean(() => false));
  } catch (error) {
    app.log.error({ err: error }, 'leftovers in the spool could not be removed');
    return 0;
  }
}
