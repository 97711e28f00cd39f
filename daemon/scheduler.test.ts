import { afterEach, describe, expect, it } from 'vitest';
import { night } from '../domain/index.ts';
import { faultyStore, storeFault } from '../test/faults/faulty-store.ts';
import { asleep, letPass, type SimulatedDaemon, simulatedDaemon, until } from '../test/harness/simulated-daemon.ts';
import type { App } from './index.ts';
import { runScheduler } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let daemon: SimulatedDaemon;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await daemon.close();
});

function start(app: App): () => Promise<void> {
  const stop = new AbortController();
  const running = runScheduler(app, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  const end = async (): Promise<void> => {
    stop.abort(new Error('stopped'));
    await running;
  };
  stops.push(end);
  return end;
}

const nights = async (): Promise<readonly string[]> =>
  (await daemon.catalog.runs.list(50)).map((run) => `${run.night} ${run.trigger} ${run.status}`).reverse();

describe('the scheduler', () => {
  it.each([
    ['2027-03-28', { start: '02:30', end: '05:00' }],
    ['2027-10-31', { start: '02:30', end: '05:00' }],
    ['2027-03-28', { start: '22:00', end: '06:00' }],
    ['2027-10-31', { start: '22:00', end: '06:00' }],
  ])('runs each night once while clocks change on %s, window %o', async (day, window) => {
    const before = new Date(Date.parse(`${day}T12:00:00Z`) - 48 * HOUR).toISOString();
    daemon = await simulatedDaemon(before, { window });
    start(daemon.app);
    await letPass(daemon, 72 * HOUR, 30 * MINUTE);
    const days = [-1, 0, 1].map((offset) =>
      new Date(Date.parse(`${day}T12:00:00Z`) + offset * 24 * HOUR).toISOString().slice(0, 10),
    );
    const shifted =
      window.start === '22:00'
        ? days.map((one) => new Date(Date.parse(one) - 24 * HOUR).toISOString().slice(0, 10))
        : days;
    expect(await nights()).toEqual(shifted.map((one) => `${one} scheduled ok`));
    expect(daemon.mailer.sent.map((one) => one.subject)).toHaveLength(3);
  });

  it('catches a missed night up by day, once, and no older one', async () => {
    daemon = await simulatedDaemon('2027-01-10T22:00:00+01:00');
    const stop = start(daemon.app);
    await asleep(daemon);
    await stop();
    daemon.clock.advance(3 * 24 * HOUR + 14 * HOUR);
    start(await daemon.another());
    await asleep(daemon);
    expect(await nights()).toEqual(['2027-01-10 scheduled ok', '2027-01-13 scheduled ok']);
    await letPass(daemon, 8 * HOUR, HOUR);
    expect(await nights()).toHaveLength(2);
  });

  it('continues a night that a dead process cut off instead of beginning it again', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    const id = await daemon.leaveOpen({ night: night('2027-01-10'), trigger: 'scheduled' });
    start(daemon.app);
    await asleep(daemon);
    expect(await daemon.catalog.runs.list(5)).toMatchObject([{ id, status: 'ok' }]);
  });

  it('gives a night of the past up, says so, and does the one of today', async () => {
    daemon = await simulatedDaemon('2027-01-12T23:00:00+01:00');
    await daemon.leaveOpen({ night: night('2027-01-10'), trigger: 'scheduled' });
    start(daemon.app);
    await asleep(daemon);
    expect([...(await nights())].sort()).toEqual(['2027-01-10 scheduled aborted', '2027-01-12 scheduled ok']);
    expect(daemon.mailer.sent.map((one) => one.text).join('\n')).toContain('Night of 10 Jan 2027 missed');
  });

  it('finishes what a killed manual backup left open, also by day', async () => {
    daemon = await simulatedDaemon('2027-01-11T12:00:00+01:00');
    start(daemon.app);
    await asleep(daemon);
    const id = await daemon.leaveOpen({ night: night('2027-01-11'), trigger: 'manual' });
    await letPass(daemon, 15 * MINUTE, 15 * MINUTE);
    expect(await daemon.catalog.runs.find(id)).toMatchObject({ status: 'ok' });
  });

  it('leaves a night to the process that has it and does not repeat it afterwards', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    const { leases, runs } = daemon.catalog;
    const id = await daemon.leaveOpen({ night: night('2027-01-10'), trigger: 'scheduled' });
    const grant = await leases.acquire('night', 'other/1/x', 10 * MINUTE);
    start(daemon.app);
    await until(() => daemon.clock.pending === 1);
    daemon.clock.advance(30_000);
    await until(() => daemon.clock.pending === 1);
    expect(await runs.find(id)).toMatchObject({ status: 'running' });
    await runs.close(id, 'ok', new Date(daemon.clock.now()).toISOString());
    await leases.release(grant);
    await letPass(daemon, 2 * HOUR, 15 * MINUTE);
    expect(await nights()).toEqual(['2027-01-10 scheduled ok']);
  });

  it('tries again a minute later what something stopped', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    let isAway = true;
    const app = await daemon.another({
      wrapStore: (store) => ({
        ...faultyStore(store, daemon.clock).store,
        list: (...args) => {
          if (isAway) throw storeFault('OBJECTS_DENIED', false);
          return store.list(...args);
        },
      }),
    });
    start(app);
    await asleep(daemon);
    expect(await nights()).toEqual([]);
    isAway = false;
    await letPass(daemon, MINUTE, MINUTE);
    expect(await nights()).toEqual(['2027-01-10 scheduled ok']);
  });
});
