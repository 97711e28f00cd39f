import type { Catalog } from '../catalog/index.ts';
import type { App } from './app.ts';
import { measureCatalog } from './measure.ts';
import { readFilter } from './run-night.ts';
import { endAlarms, raiseAlarms } from './tell.ts';

const LOOK_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
/** More than anybody starts by hand between two nights; beyond it a finished night is taken for a missing one. */
const RECENT_RUNS = 200;

/** Alarms when no night has ended for longer than `schedule.alarmAfterHours`: silence is the failure nobody reports. */
export async function runWatchdog(app: App, signal: AbortSignal): Promise<void> {
  const startedAt = app.clock.now();
  while (!signal.aborted) {
    try {
      await look(app, startedAt, signal);
    } catch (error) {
      signal.throwIfAborted();
      app.log.error({ err: error }, 'the watchdog could not look or could not tell anybody');
    }
    await app.clock.sleep(LOOK_MS, signal);
  }
}

async function look(app: App, startedAt: number, signal: AbortSignal): Promise<void> {
  const catalog = await app.catalog();
  await measureCatalog(app, catalog);
  const hours = app.config.schedule.alarmAfterHours;
  const lastEndedAt = await lastNightEnded(catalog);
  const now = app.clock.now();
  const since = lastEndedAt === null ? startedAt : Date.parse(lastEndedAt);
  const alarm = { kind: 'no-run', at: new Date(now).toISOString(), lastEndedAt, hours } as const;
  if (now - since > hours * HOUR_MS) await raiseAlarms(app, catalog, [alarm], signal);
  else await endAlarms(app, catalog, [alarm]);
}

/** A run that was given up is no night, nor is the backup of one mailbox that somebody asked for. */
async function lastNightEnded(catalog: Pick<Catalog, 'runs' | 'meta'>): Promise<string | null> {
  const ended: string[] = [];
  for (const run of await catalog.runs.list(RECENT_RUNS)) {
    if (run.endedAt === null || run.status === 'aborted') continue;
    const { tenant, mailbox } = run.trigger === 'manual' ? await readFilter(catalog, run.id) : {};
    if (tenant === undefined && mailbox === undefined) ended.push(run.endedAt);
  }
  return ended.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}
