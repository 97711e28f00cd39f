import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { night } from '../domain/index.ts';
import { type SimulatedDaemon, simulatedDaemon, spoolOf, until } from '../test/harness/simulated-daemon.ts';
import { recover, runNight } from './index.ts';

let daemon: SimulatedDaemon;
afterEach(() => daemon.close());

const tonight = night('2027-01-10');
const START = '2027-01-10T23:00:00+01:00';

async function leaveSpool(run: string): Promise<void> {
  const dir = join(spoolOf(daemon.platform), run, 'job');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'primary.pst'), 'mail in clear');
}

describe('a start after a death', () => {
  it('removes leftovers and finishes what was open, under its own id and as it was asked for', async () => {
    daemon = await simulatedDaemon(START);
    await daemon.platform.place('acme', 'jean', 'contacts.pst');
    await daemon.platform.place('beta', 'paul', 'contacts.pst');
    const id = await daemon.leaveOpen({ night: tonight, trigger: 'manual', filter: { tenant: 'acme' } });
    await leaveSpool(id);
    await leaveSpool('something else');
    const { spoolDirs, resumed, givenUp } = await recover(daemon.app, neverAborted);
    expect({ spoolDirs, givenUp }).toEqual({ spoolDirs: 2, givenUp: [] });
    expect(resumed).toMatchObject([{ run: { id, status: 'ok' }, outcomes: [{ tenant: 'acme', mailbox: 'jean' }] }]);
    expect(await readdir(spoolOf(daemon.platform))).toEqual([]);
  });

  it('removes what a package that died in the making left in clear, and nothing while one is made', async () => {
    daemon = await simulatedDaemon(START);
    const { stateDir } = daemon.app.config;
    const dir = join(stateDir, 'handover-spool', 'run-2027-01-09-abcdefghij', 'job');
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'items.jsonl'), 'folders in clear');
    const lease = await daemon.catalog.leases.acquire('mailbox:acme/package:p1', 'alive/1/x', 30_000);
    expect((await recover(daemon.app, neverAborted)).spoolDirs).toBe(0);
    await daemon.catalog.leases.release(lease);
    expect((await recover(daemon.app, neverAborted)).spoolDirs).toBe(1);
    expect(await readdir(join(stateDir, 'handover-spool'))).toEqual([]);
  });

  it('waits until the lease of the dead process has expired', async () => {
    daemon = await simulatedDaemon(START);
    const id = await daemon.leaveOpen({ night: tonight, trigger: 'scheduled' });
    await daemon.catalog.leases.acquire('night', 'dead/1/x', 30_000);
    const recovered = recover(daemon.app, neverAborted);
    for (let beats = 0; beats < 2; beats++) {
      await until(() => daemon.clock.pending === 1);
      daemon.clock.advance(15_000);
    }
    expect((await recovered).resumed).toMatchObject([{ run: { id } }]);
  });

  it('waits for a mailbox whose lease outlives the one of the night', async () => {
    daemon = await simulatedDaemon(START);
    await daemon.platform.place('acme', 'jean', 'contacts.pst');
    const id = await daemon.leaveOpen({ night: tonight, trigger: 'scheduled' });
    await daemon.catalog.leases.acquire('mailbox:acme/jean', 'dead/1/x', 30_000);
    const recovered = recover(daemon.app, neverAborted);
    let isDone = false;
    void recovered.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await until(() => isDone || daemon.clock.pending === 2);
      daemon.clock.advance(15_000);
    }
    expect((await recovered).resumed).toMatchObject([{ run: { id, status: 'ok' } }]);
  });

  it('touches nothing while another process is alive', async () => {
    daemon = await simulatedDaemon(START);
    const { leases, runs } = daemon.catalog;
    const id = await daemon.leaveOpen({ night: tonight, trigger: 'scheduled' });
    await leaveSpool(id);
    const grant = await leases.acquire('night', 'alive/1/x', 30_000);
    const recovered = recover(daemon.app, neverAborted);
    await until(() => daemon.clock.pending === 1);
    await leases.renew(grant, 60_000);
    daemon.clock.advance(15_000);
    expect(await recovered).toEqual({ spoolDirs: 0, remote: [], resumed: [], givenUp: [] });
    expect(await runs.find(id)).toMatchObject({ status: 'running' });
    expect(await readdir(spoolOf(daemon.platform))).toEqual([id]);
  });

  it('is not stopped by a run that asks for a mailbox that is gone', async () => {
    daemon = await simulatedDaemon(START);
    const id = await daemon.leaveOpen({ night: tonight, trigger: 'manual', filter: { mailbox: 'gone' } });
    expect(await recover(daemon.app, neverAborted)).toMatchObject({ resumed: [] });
    expect(await daemon.catalog.runs.find(id)).toMatchObject({ status: 'failed' });
    expect(await daemon.catalog.runs.unfinished()).toEqual([]);
  });
});

describe('a manual backup', () => {
  const ask = (filter: object) =>
    runNight(daemon.app, { night: tonight, trigger: 'manual', filter, signal: neverAborted });

  it('of an unknown mailbox is told so and leaves no open run', async () => {
    daemon = await simulatedDaemon(START);
    await expect(ask({ mailbox: 'nobody' })).rejects.toMatchObject({ code: 'MAILBOX_UNKNOWN', kind: 'not-found' });
    expect(await daemon.catalog.runs.unfinished()).toEqual([]);
  });

  it('removes what a killed one left and leaves the night of the daemon to the daemon', async () => {
    daemon = await simulatedDaemon(START);
    const manual = await daemon.leaveOpen({ night: tonight, trigger: 'manual' });
    const scheduled = await daemon.leaveOpen({ night: tonight, trigger: 'scheduled' });
    await leaveSpool(manual);
    expect((await ask({})).run.status).toBe('ok');
    expect(await daemon.catalog.runs.find(manual)).toMatchObject({ status: 'aborted' });
    expect((await daemon.catalog.runs.unfinished()).map((one) => one.id)).toEqual([scheduled]);
    expect(await readdir(spoolOf(daemon.platform))).toEqual([]);
  });

  it('beside one that is under way is refused with its holder', async () => {
    daemon = await simulatedDaemon(START);
    await daemon.catalog.leases.acquire('night', 'alive/1/x', 30_000);
    await expect(ask({})).rejects.toMatchObject({ code: 'LEASE_HELD', facts: { holder: 'alive/1/x' } });
    expect(await daemon.catalog.runs.list(5)).toEqual([]);
  });
});
