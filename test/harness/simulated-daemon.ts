import { join } from 'node:path';
import type { Catalog, Run } from '../../catalog/index.ts';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import { SimulatedClock } from '../../core/index.ts';
import type { App, AppOptions } from '../../daemon/index.ts';
import { type Night, type RunId, runId } from '../../domain/index.ts';
import { openWritten, type WrittenPlatform, writtenPlatform } from './written-platform.ts';

/** The daemon on a calendar that only moves when told; real in every part, but for the mail server. */
export interface SimulatedDaemon {
  readonly platform: WrittenPlatform;
  readonly clock: SimulatedClock;
  readonly mailer: MemoryMailer;
  readonly app: App;
  readonly catalog: Catalog;
  /** Another process on the same state, at the same moment. */
  another(options?: Partial<AppOptions>): Promise<App>;
  /** A run that a dead process left open. */
  leaveOpen(run: { readonly night: Night; readonly trigger: Run['trigger']; readonly filter?: object }): Promise<RunId>;
  close(): Promise<void>;
}

const MAIL =
  'mail: { host: localhost, requireTls: false, from: coffre@example.org, to: [ops@example.org], language: en }';

export async function simulatedDaemon(
  startAt: string,
  options: { readonly window?: { readonly start: string; readonly end: string }; readonly more?: string } = {},
): Promise<SimulatedDaemon> {
  const clock = new SimulatedClock(Date.parse(startAt));
  const { window = { start: '22:00', end: '06:00' }, more = '' } = options;
  const platform = await writtenPlatform({ heartbeatSeconds: 15, clock, window, more: `${MAIL}\n${more}` });
  const mailer = new MemoryMailer();
  const opened: App[] = [];
  const another = async (own: Partial<AppOptions> = {}): Promise<App> => {
    const app = await openWritten(platform.configPath, { clock, mailer, ...own });
    opened.push(app);
    return app;
  };
  const app = await another();
  const catalog = await app.catalog();
  let count = 0;
  return {
    platform,
    clock,
    mailer,
    app,
    catalog,
    another,
    leaveOpen: async ({ night, trigger, filter = {} }) => {
      count++;
      const id = runId(`run-${night}-deaddeadd${'abcdefgh'.charAt(count)}`);
      await catalog.meta.set(`run-filter/${id}`, JSON.stringify(filter));
      await catalog.runs.open({ id, night, startedAt: new Date(clock.now()).toISOString(), by: 'dead', trigger });
      return id;
    },
    close: async () => {
      for (const one of opened) await one.close();
      await platform.close();
    },
  };
}

/** Asks again and again, without a clock: the event loop goes round until the state is there. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await is())) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until nobody holds the night and `sleepers` parts of the daemon wait on the clock. */
export async function asleep({ clock, catalog }: SimulatedDaemon, sleepers = 1): Promise<void> {
  await until(async () => clock.pending === sleepers && (await catalog.leases.list()).length === 0);
}

/** Moves the calendar in steps, each after everything has settled. */
export async function letPass(daemon: SimulatedDaemon, ms: number, stepMs: number, sleepers = 1): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    await asleep(daemon, sleepers);
    daemon.clock.advance(Math.min(stepMs, ms - passed));
  }
  await asleep(daemon, sleepers);
}

export const spoolOf = (platform: WrittenPlatform): string => join(platform.root, 'state/spool');
