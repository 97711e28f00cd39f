import { afterEach, describe, expect, it } from 'vitest';
import { night } from '../domain/index.ts';
import { letPass, type SimulatedDaemon, simulatedDaemon } from '../test/harness/simulated-daemon.ts';
import { runWatchdog } from './watchdog.ts';

const HOUR = 3_600_000;
let daemon: SimulatedDaemon;
let end: () => Promise<void>;
afterEach(async () => {
  await end();
  await daemon.close();
});

async function start(): Promise<void> {
  daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
  const stop = new AbortController();
  const running = runWatchdog(daemon.app, stop.signal).catch(() => undefined);
  end = async () => {
    stop.abort(new Error('stopped'));
    await running;
  };
}

async function endRun(trigger: 'scheduled' | 'manual', filter = {}, status: 'ok' | 'aborted' = 'ok'): Promise<void> {
  const id = await daemon.leaveOpen({ night: night('2027-01-10'), trigger, filter });
  await daemon.catalog.runs.close(id, status, new Date(daemon.clock.now()).toISOString());
}

const pass = (hours: number): Promise<void> => letPass(daemon, hours * HOUR, HOUR / 2);
const alarms = (): number => daemon.mailer.sent.length;

describe('the watchdog', () => {
  it('tells once that no night has ended for 26 hours, and again after a pause', async () => {
    await start();
    await pass(26);
    expect(alarms()).toBe(0);
    await pass(1);
    expect(alarms()).toBe(1);
    await pass(11);
    expect(alarms()).toBe(1);
    await pass(2);
    expect(alarms()).toBe(2);
  });

  it('is quiet while nights end, and takes a later silence for a new one', async () => {
    await start();
    await pass(27);
    await endRun('scheduled');
    await pass(25);
    expect(alarms()).toBe(1);
    await pass(3);
    expect(alarms()).toBe(2);
    expect(daemon.mailer.sent[1]?.subject).toBe(daemon.mailer.sent[0]?.subject);
  });

  it.each([
    ['the backup of one mailbox', 'manual', { mailbox: 'jean' }, 'ok'],
    ['a run that was given up', 'scheduled', {}, 'aborted'],
  ] as const)('does not take %s for a night', async (_what, trigger, filter, status) => {
    await start();
    await pass(25);
    await endRun(trigger, filter, status);
    await pass(2);
    expect(alarms()).toBe(1);
  });

  it('measures when a night last ended well', async () => {
    await start();
    await endRun('scheduled');
    await pass(1);
    expect(await daemon.app.metrics.text()).toContain(`_timestamp_seconds ${(daemon.clock.now() - HOUR) / 1_000}`);
  });
});
