import type { App } from './app.ts';
import { raiseAlarms } from './tell.ts';

const LOOK_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** Alarms when no run has ended for longer than `schedule.alarmAfterHours`: silence is the failure nobody reports. */
export async function runWatchdog(app: App, signal: AbortSignal): Promise<void> {
  const catalog = await app.catalog();
  const startedAt = app.clock.now();
  const hours = app.config.schedule.alarmAfterHours;
  while (!signal.aborted) {
    await app.clock.sleep(LOOK_MS, signal);
    const ended = (await catalog.runs.list(20)).flatMap((one) => (one.endedAt === null ? [] : [one.endedAt]));
    const lastEndedAt = ended.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
    const since = lastEndedAt === null ? startedAt : Date.parse(lastEndedAt);
    const now = app.clock.now();
    if (now - since <= hours * HOUR_MS) continue;
    const alarm = { kind: 'no-run', at: new Date(now).toISOString(), lastEndedAt, hours } as const;
    await raiseAlarms(app, catalog, [alarm], signal).catch((error: unknown) => {
      signal.throwIfAborted();
      app.log.error({ err: error }, 'the watchdog could not tell anybody');
    });
  }
}
