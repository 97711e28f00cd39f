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

/** How many recent runs are looked at for the last finished night; fewer, and a script of manual backups hides it. */
const RECENT_RUNS = 200;

/** The night whose window opened last. */
export function lastOpened(app: Pick<App, 'config' | 'clock'>): Night {
  return nightAt(app.clock.now(), app.config.schedule.window, app.config.organisation.timezone);
}

/** When the window of this night opened or opens, ISO 8601. */
export function opensAt(app: Pick<App, 'config'>, night: Night): string {
  const { schedule, organisation } = app.config;
  return new Date(windowOf(night, schedule.window, organisation.timezone).opensAt).toISOString();
}

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
export async function decideNight(
  app: Pick<App, 'config' | 'clock'>,
  catalog: Pick<Catalog, 'runs'>,
): Promise<ScheduleDecision> {
  const { window, catchUp } = app.config.schedule;
  const runs = [...(await catalog.runs.ofNight(lastOpened(app))), ...(await catalog.runs.list(RECENT_RUNS))];
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
