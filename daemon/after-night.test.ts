import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { night, type Snapshot } from '../domain/index.ts';
import { type SimulatedDaemon, simulatedDaemon } from '../test/harness/simulated-daemon.ts';
import { afterNight } from './after-night.ts';
import { type NightReport, runNight } from './index.ts';

let daemon: SimulatedDaemon;
afterEach(() => daemon.close());

const DAY = 86_400_000;

/** A real night of one mailbox, its snapshot then judged as given. */
async function nightWith(date: string, verdict: Snapshot['verdict']): Promise<NightReport> {
  const request = { night: night(date), trigger: 'manual', filter: {}, signal: neverAborted } as const;
  const report = await runNight(daemon.app, request);
  const { snapshots } = daemon.catalog;
  for (const one of await snapshots.list({ night: night(date) }))
    await snapshots.put({ ...one, verdict, reasons: ['x'] });
  return report;
}

describe('what follows a night', () => {
  it('tells of a suspect mailbox once, is quiet the next day, and tells again when it comes back after a clean night', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    await daemon.platform.place('acme', 'jean', 'contacts.pst');
    const count = async (date: string, verdict: Snapshot['verdict'], hours: number): Promise<number> => {
      const before = daemon.mailer.sent.length;
      await afterNight(daemon.app, await nightWith(date, verdict), neverAborted);
      daemon.clock.advance(hours * 3_600_000);
      return daemon.mailer.sent.length - before;
    };
    // One mail is the report of the night, a second one the alarm.
    expect(await count('2027-01-10', 'SUSPECT', 2)).toBe(2);
    expect(await count('2027-01-11', 'SUSPECT', 2)).toBe(1);
    expect(await count('2027-01-12', 'CLEAN', 2)).toBe(1);
    expect(await count('2027-01-13', 'SUSPECT', 2)).toBe(2);
  });

  it('measures the run, when it ended well and how old the proofs are', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    await daemon.platform.place('acme', 'jean', 'contacts.pst');
    const report = await nightWith('2027-01-10', 'CLEAN');
    daemon.clock.advance(DAY);
    await afterNight(daemon.app, report, neverAborted);
    const figures = await daemon.app.metrics.text();
    expect(figures).toContain('coffre_runs_total{status="ok"} 1');
    expect(figures).toContain(`coffre_last_run_timestamp_seconds ${Date.parse('2027-01-10T22:00:00Z') / 1_000}`);
    expect(figures).toContain('coffre_verify_age_seconds{tenant="acme"} 86400');
  });

  it('does not take a night in which all failed for one that ended well', async () => {
    daemon = await simulatedDaemon('2027-01-10T23:00:00+01:00');
    const id = await daemon.leaveOpen({ night: night('2027-01-10'), trigger: 'scheduled' });
    const endedAt = new Date(daemon.clock.now()).toISOString();
    await daemon.catalog.runs.close(id, 'failed', endedAt);
    const run = await daemon.catalog.runs.find(id);
    if (run === null) throw new Error('no run');
    await afterNight(daemon.app, { run, outcomes: [], findings: [] }, neverAborted);
    expect(await daemon.app.metrics.text()).toMatch(/^coffre_last_run_timestamp_seconds 0$/m);
  });
});
