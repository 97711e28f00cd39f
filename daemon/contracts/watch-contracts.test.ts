import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, neverAborted } from '../../core/index.ts';
import { type ContractDiary, contractDiary, diaryTerms, midnightAfter } from '../../test/harness/contract-diary.ts';
import { asleep } from '../../test/harness/simulated-daemon.ts';
import { openWritten } from '../../test/harness/written-platform.ts';
import { readStatus } from '../read-status.ts';
import { watchContracts } from './watch-contracts.ts';

const HOUR = 3_600_000;
/** Last day of a contract of thirty-six months that was subscribed on 2024-01-12. */
const LAST_DAY = '2027-01-11';

let diary: ContractDiary;
beforeEach(async () => {
  diary = await contractDiary('2027-01-10T08:00:00+01:00');
});
afterEach(() => diary.close());

const sign = (tenant: string): Promise<void> =>
  diary.record(tenant, 'technician', { type: 'contract.signed', terms: diaryTerms(tenant, '2024-01-12') });
const subjects = (): readonly string[] => diary.daemon.mailer.sent.map((one) => one.subject);
const renewals = async (): Promise<readonly string[]> => (await diary.acts('term.renewed')).map((act) => act.at);

describe('the daemon', () => {
  it('renews a contract by itself at the midnight of Paris that ends its term, and tells the client once', async () => {
    await sign('acme');
    const { clock } = diary.daemon;
    const stop = new AbortController();
    const running = watchContracts(diary.daemon.app, stop.signal).catch(() => undefined);
    const midnight = Date.parse(`${midnightAfter(LAST_DAY)}Z`);
    expect(new Date(midnight).toISOString()).toBe('2027-01-11T23:00:00.000Z');
    while (clock.now() < midnight - 1) {
      await asleep(diary.daemon);
      clock.advance(Math.min(HOUR, midnight - 1 - clock.now()));
    }
    await asleep(diary.daemon);
    expect(await renewals()).toEqual([]);
    clock.advance(1);
    await asleep(diary.daemon);
    expect(await renewals()).toEqual(['2027-01-11T23:00:00.000Z']);
    clock.advance(HOUR);
    await asleep(diary.daemon);
    expect(subjects().filter((one) => one.includes('contrat reconduit'))).toEqual([
      'Contrat 2024-acme – contrat reconduit jusqu’au mardi 11 janvier 2028',
    ]);
    stop.abort(new Error('stopped'));
    await running;
  });

  it('catches up on every period that passed, one after the other, once a person has checked the clock', async () => {
    await sign('acme');
    await diary.tick();
    diary.daemon.clock.jumpTo(Date.parse('2029-03-01T08:00:00+01:00'));
    await diary.tick();
    expect(await renewals()).toEqual([]);
    await diary.record('acme', 'technician', { type: 'clock.acknowledged', reason: 'checked' });
    await diary.tick();
    expect((await diary.acts('term.renewed')).map((act) => act.body['payload'])).toEqual([
      { period: 1, from: '2027-01-12', to: '2028-01-11' },
      { period: 2, from: '2028-01-12', to: '2029-01-11' },
      { period: 3, from: '2029-01-12', to: '2030-01-11' },
    ]);
  });

  it('tells of nothing but the clock after it jumped, and of the rest once a person has looked', async () => {
    await sign('acme');
    await sign('beta');
    await diary.tick();
    const before = subjects().length;
    diary.daemon.clock.jumpTo(Date.parse('2027-01-12T10:00:00+01:00'));
    await diary.tick();
    await diary.tick();
    const told = diary.daemon.mailer.sent.slice(before);
    expect(told.map((one) => one.subject)).toEqual([expect.stringContaining('The clock jumped')]);
    expect(told[0]?.text).toContain('beta');
    expect(await renewals()).toEqual([]);
    // An act behind the jump proves nothing, and the next day the clock is still the only duty.
    await diary.record('beta', 'technician', { type: 'hold.set', holdId: 'h1', reason: 'dispute', until: null });
    await diary.live('2027-01-13T09:00');
    expect(await renewals()).toEqual([]);
    expect(
      subjects()
        .slice(before + 1)
        .every((one) => one.includes('The clock jumped')),
    ).toBe(true);
    await diary.record('acme', 'technician', { type: 'clock.acknowledged', reason: 'checked' });
    await diary.tick();
    // There is one clock: whoever found it right for one contract did so for all.
    expect(await renewals()).toHaveLength(2);
    expect(subjects().filter((one) => one.includes('contrat reconduit'))).toHaveLength(2);
    await diary.live('2027-01-15T09:00');
    expect(await renewals()).toHaveLength(2);
  });

  it('does not take a clock that jumped for right because the state folder is lost', async () => {
    await sign('acme');
    await diary.tick();
    diary.daemon.clock.jumpTo(Date.parse('2027-01-14T10:00:00+01:00'));
    await diary.tick();
    await diary.loseState();
    await diary.tick();
    await diary.tick();
    expect(await renewals()).toEqual([]);
  });

  it('tells nothing twice and ends nothing when the clock goes back, for how long ever', async () => {
    await sign('acme');
    await diary.live(midnightAfter(LAST_DAY));
    const [sent, count] = [subjects().length, (await renewals()).length];
    expect(count).toBe(1);
    for (const at of ['2027-01-11T10:00:00+01:00', '2026-06-01T10:00:00+02:00', '2027-01-12T00:30:00+01:00']) {
      diary.daemon.clock.jumpTo(Date.parse(at));
      await diary.tick();
      await diary.tick();
    }
    expect(subjects()).toHaveLength(sent);
    expect(await renewals()).toHaveLength(count);
  });

  it('renews without a mail server all the same, says once that nobody is told, and records no telling', async () => {
    await sign('acme');
    const lines: string[] = [];
    const log = createLogger({ level: 'warn', stream: { write: (line) => void lines.push(line) } });
    const { clock, platform } = diary.daemon;
    const config = await readFile(platform.configPath, 'utf8');
    await writeFile(platform.configPath, config.replace(/^mail:.*$/m, ''));
    const app = await openWritten(platform.configPath, { clock, log });
    try {
      for (let hours = 0; hours < 60; hours += 12) {
        await diary.tick(app);
        clock.advance(12 * HOUR);
      }
      expect(await renewals()).toHaveLength(1);
      expect(await diary.acts('duty.told')).toEqual([]);
    } finally {
      await app.close();
    }
    expect(lines.filter((line) => line.includes('no mail is configured'))).toHaveLength(1);
  });

  it('measures what contracts wait for', async () => {
    await sign('acme');
    const gauge = 'coffre_contract_duties{tenant="acme",severity="warning"}';
    await diary.tick();
    expect(await diary.daemon.app.metrics.text()).toContain(`${gauge} 2`);
    await diary.tick();
    expect(await diary.daemon.app.metrics.text()).toContain(`${gauge} 0`);
  });
});

describe('status', () => {
  it('shows what is not told yet, and after it was told what dates still ask for', async () => {
    await diary.deliver('acme', '2024-01-12');
    const before = (await readStatus(diary.daemon.app, neverAborted)).contracts;
    expect(before.map(({ tenant, state }) => [tenant, state])).toEqual([['acme', 'notice']]);
    expect(before[0]?.due.filter(({ told }) => told)).toEqual([]);
    expect(before[0]?.due.map(({ what }) => what)).toContain('contract.dates');
    await diary.live('2027-02-12T09:00');
    const { contracts, alarms } = await readStatus(diary.daemon.app, neverAborted);
    expect(contracts[0]?.due.map(({ what, told, due, audience }) => [what, told, due, audience])).toEqual([
      ['confirm.reminder', true, '2027-02-09', 'operator'],
    ]);
    expect(contracts[0]?.due[0]?.title.en).toBe('Thirty days without an answer: registered letter to post');
    expect(alarms).toEqual([]);
  });
});
