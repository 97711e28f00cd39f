import type { Catalog } from '../catalog/index.ts';
import type { Config } from '../config/index.ts';
import {
  addDays,
  civilDate,
  type Night,
  nightAt,
  planNights,
  type ScheduleDecision,
  windowOf,
} from '../domain/index.ts';
import type { App } from './app.ts';

/** How many recent runs are looked at for finished nights: more than could be missed and caught up. */
const RECENT_RUNS = 200;

/** The night that a backup started now counts for: that of the open window, else today's date. */
export function nightNow(app: Pick<App, 'config' | 'clock'>): Night {
  const { window } = app.config.schedule;
  const { timezone } = app.config.organisation;
  const now = app.clock.now();
  const current = nightAt(now, window, timezone);
  return now < windowOf(current, window, timezone).closesAt ? current : civilDate(now, timezone);
}

/** When the next window opens. */
export function nextWindow(config: Config, now: number): number {
  const { window } = config.schedule;
  const { timezone } = config.organisation;
  return windowOf(addDays(nightAt(now, window, timezone), 1), window, timezone).opensAt;
}

/** What the catalogue says of finished nights, put to the rule. */
export async function decideNight(app: Pick<App, 'config' | 'clock'>, catalog: Catalog): Promise<ScheduleDecision> {
  const { window, catchUp } = app.config.schedule;
  const runs = await catalog.runs.list(RECENT_RUNS);
  const finished = runs.filter(
    (one) => one.trigger === 'scheduled' && one.endedAt !== null && one.status !== 'aborted',
  );
  const nights = new Set(finished.map((one) => one.night));
  const lastNight = [...nights].sort().at(-1) ?? null;
  return planNights({
    now: app.clock.now(),
    window,
    timeZone: app.config.organisation.timezone,
    lastNight,
    running: null,
    catchUp,
    finished: nights,
  });
}
