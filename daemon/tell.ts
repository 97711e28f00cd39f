import type { Catalog } from '../catalog/index.ts';
import { defaultRetry, retry } from '../core/index.ts';
import type { App } from './app.ts';
import {
  type Alarm,
  alarmNotice,
  decideAlarms,
  forgetAlarms,
  type Notice,
  parseAlarmMemory,
  type Reader,
  serialiseAlarmMemory,
} from './notices/index.ts';

const MEMORY = 'alarms/sent';

/** Logs every alarm and mails those that are new, graver or still there; remembered only once the mail has left. */
export async function raiseAlarms(
  app: App,
  catalog: Pick<Catalog, 'meta'>,
  alarms: readonly Alarm[],
  signal: AbortSignal,
): Promise<void> {
  for (const alarm of alarms) {
    app.metrics.alarm(alarm.kind);
    app.log.error({ alarm }, 'alarm');
  }
  const decision = decideAlarms(parseAlarmMemory(await catalog.meta.get(MEMORY)), alarms, app.clock.now());
  if (decision.send.length > 0) await sendNotice(app, alarmNotice(decision.send, reader(app)), signal);
  await catalog.meta.set(MEMORY, serialiseAlarmMemory(decision.memory));
}

/** These troubles are over: when one comes back it is new, and told at once. */
export async function endAlarms(app: App, catalog: Pick<Catalog, 'meta'>, over: readonly Alarm[]): Promise<void> {
  const memory = parseAlarmMemory(await catalog.meta.get(MEMORY));
  const left = forgetAlarms(memory, over);
  if (left.entries.length === memory.entries.length) return;
  await catalog.meta.set(MEMORY, serialiseAlarmMemory(left));
  app.log.info({ ended: memory.entries.length - left.entries.length }, 'alarms ended');
}

/** Mails a notice to the operator's addresses; nothing where no mail is configured. */
export async function sendNotice(app: App, notice: Notice, signal: AbortSignal): Promise<void> {
  const mailer = await app.mailer();
  const { mail } = app.config;
  if (mailer === null || mail === undefined) return;
  const { id, subject, text, html } = notice;
  const message = { id, to: mail.to.map(bareAddress), subject, text, html };
  await retry(() => mailer.send(message, signal), { policy: defaultRetry, clock: app.clock, signal });
}

/** The address alone of `Name <address>`. */
export const bareAddress = (text: string): string => /<([^<>]+)>$/.exec(text)?.[1] ?? text;

/** For whom the operator's notices are written. */
export function reader(app: Pick<App, 'config'>): Reader {
  const { organisation, mail } = app.config;
  return { language: mail?.language ?? 'fr', timezone: organisation.timezone, organisation: organisation.name };
}
