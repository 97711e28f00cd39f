/** The legal clock, as an account manager meets it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPROVER, type ContractPlatform, contractPlatform } from '../harness/contract-platform.ts';

let platform: ContractPlatform;
const show = async () => (await platform.json('contract', 'show', 'acme')).document;

// contract.md § 6.2: signed 2023-07-01, the first term ends on 2026-06-30, the running one on 2027-06-30.
beforeAll(async () => {
  platform = await contractPlatform({ startMs: Date.parse('2026-07-02T23:00:00+02:00') });
}, 60_000);
afterAll(() => platform.close());

describe('before a contract is signed', () => {
  test('show says how to record it, and nothing else can be', async () => {
    const { code, stdout } = await platform.coffre('contract', 'show', 'acme');
    expect(code).toBe(0);
    expect(stdout).toContain('contract.signed --text');
    const { code: refused, document } = await platform.event('notice.informal', 'by=client', 'channel=call');
    expect([refused, document.error.code]).toEqual([4, 'CONTRACT_REFUSED']);
  });

  test('a tenant that nobody configured is not found', async () => {
    const { code, document } = await platform.json('contract', 'show', 'nobody');
    expect([code, document.error.code]).toEqual([5, 'TENANT_UNKNOWN']);
  });
});

describe('a signed contract', () => {
  beforeAll(async () => {
    const { code } = await platform.json(
      ...['contract', 'event', 'acme', 'contract.signed', '--text', 'contract.pdf', '--subscribed', '2023-07-01'],
      ...['--proof', 'signed-pdf:contract.pdf'],
    );
    expect(code).toBe(0);
  });

  test('a clock that jumped renews nothing; a simulation tells what the daemon would do', async () => {
    const simulated = (await platform.json('contract', 'simulate', 'acme', '--at', '2026-07-10')).document;
    expect(simulated.before).toEqual(['term.renewed']);
    expect(simulated.lifecycle).toMatchObject({ kind: 'active', period: 1, termEnd: '2027-06-30' });
    expect((await show()).lifecycle).toMatchObject({ period: 0, termEnd: '2026-06-30' });
  });

  test('show gives each date by reading with its derivation, and the terms of the configuration', async () => {
    const document = await show();
    expect(document.terms).toMatchObject({ contractId: 'c-2024-017', monthlyPriceCents: 9310 });
    const deadlines = document.dates.filter((one: { timer: string }) => one.timer === 'notice.deadline');
    const byReading = Object.fromEntries(deadlines.map((one: Deadline) => [one.reading, one.result]));
    expect(Object.keys(byReading).sort()).toEqual(['60jo', '63jo', '66jo', '78jb', 'CIV3', 'P3M', 'P3M-b']);
    expect(deadlines[0]).toMatchObject({ from: '2026-06-30', direction: 'backward', clause: '5' });
    expect(document.blocking.map((one: { rule: string }) => one.rule)).toContain('L9.items');
  });

  test('a notice on a day: simulated it is accepted or late, with the term it ends; nothing is written', async () => {
    const before = (await platform.json('audit', 'list')).document.events.length;
    const notice = (dispatched: string, at: string) =>
      platform.json(
        ...['contract', 'simulate', 'acme', '--event', 'notice.received', '--at', at],
        ...['--set', 'by=client', '--set', 'form=lrar', '--set', 'capacity=gérante', '--set'],
        `letter={"form":"lrar","dispatched":"${dispatched}","firstPresented":null,"received":null,"outcome":null}`,
      );
    // contract.md § 7: dispatched 2027-03-24, in time under all; 2027-04-06, late under all.
    const inTime = await notice('2027-03-24', '2027-03-26');
    expect(inTime.code).toBe(0);
    expect(inTime.document).toMatchObject({ accepted: true, written: false, lifecycle: { noticeEnd: '2027-06-30' } });
    const late = (await notice('2027-04-06', '2027-04-08')).document;
    expect(late.lifecycle).toMatchObject({ kind: 'notice', noticeEnd: '2028-06-30' });
    expect((await platform.json('audit', 'list')).document.events).toHaveLength(before);
  });

  test('a refused event names rule, clause and what unlocks it, in exit code 4', async () => {
    const { code, document } = await platform.json(
      ...['contract', 'simulate', 'acme', '--event', 'package.delivered', '--at', '2026-07-10'],
      ...['--set', 'packageId=p1', '--set', 'by=link', '--set', 'to=anne', '--set', 'receipt=null'],
    );
    expect(code).toBe(4);
    expect(document.refusals[0]).toMatchObject({
      rule: expect.any(String),
      clause: '17.2',
      unlockedBy: expect.any(String),
    });
  });

  test('an act for two persons is a proposal until an approver who is somebody else agrees', async () => {
    await platform.event('hold.set', 'holdId=h1', 'reason=litigation', 'until=null');
    const { document } = await platform.event('hold.released', 'holdId=h1');
    expect(document.proposal).toMatchObject({ type: 'hold.released' });
    expect((await show()).holds).toHaveLength(1);
    const approve = ['contract', 'event', 'acme', '--approve', document.proposal.id];
    expect((await platform.json(...approve)).code).toBe(4);
    expect((await platform.by(APPROVER, ...approve)).code).toBe(0);
    expect((await show()).holds).toEqual([]);
  });

  test('an amendment, and who signs for the client, are proposals that need their paper', async () => {
    const event = ['contract', 'event', 'acme'];
    const signatory = { name: 'Paul Roy', capacity: 'directeur', email: 'p.roy@acme.example' };
    const payload = JSON.stringify({ signatory, from: '2026-07-02' });
    const bare = await platform.json(
      ...event,
      'signatory.changed',
      '--payload',
      payload,
      '--proof',
      'letter:contract.pdf',
    );
    expect([bare.code, bare.document.error.code]).toEqual([4, 'CONTRACT_REFUSED']);
    const power = ['--proof', 'power-of-attorney:contract.pdf'];
    const { document } = await platform.json(...event, 'signatory.changed', '--payload', payload, ...power);
    expect(document.proposal).toMatchObject({ type: 'signatory.changed' });
    expect((await platform.json(...event, '--approve', document.proposal.id)).code).toBe(4);
    expect((await platform.by(APPROVER, ...event, '--approve', document.proposal.id)).code).toBe(0);
    const amended = await platform.json(
      ...[...event, 'contract.amended', '--text', 'contract.pdf', '--proof', 'signed-pdf:contract.pdf'],
    );
    expect(amended.document.proposal).toMatchObject({ type: 'contract.amended' });
  });

  test('the same id a second time changes nothing', async () => {
    const once = [
      'contract',
      'event',
      'acme',
      'notice.informal',
      '--set',
      'by=client',
      '--set',
      'channel=call',
      '--id',
      'n-1',
    ];
    expect((await platform.json(...once)).document.event.recorded).toBe(true);
    expect((await platform.json(...once)).document.event.recorded).toBe(false);
  });

  test('a dry run records nothing', async () => {
    const { code, document } = await platform.json(
      ...['contract', 'event', 'acme', 'notice.informal', '--set', 'by=client', '--set', 'channel=fax', '--dry-run'],
    );
    expect([code, document.dryRun]).toEqual([0, true]);
    const { past } = (await platform.json('contract', 'timeline', 'acme')).document;
    expect(past.filter((one: { type: string }) => one.type === 'notice.informal')).toHaveLength(1);
  });

  test('what is no event, no field or no proof is refused with its name', async () => {
    const event = ['contract', 'event', 'acme'];
    const code = async (...args: string[]): Promise<[number, string]> => {
      const answer = await platform.json(...event, ...args);
      return [answer.code, answer.document.error.code];
    };
    expect(await code('no.such')).toEqual([2, 'LEDGER_EVENT_INVALID']);
    expect(await code('notice.informal', '--set', 'by=nobody')).toEqual([2, 'LEDGER_EVENT_INVALID']);
    expect(await code('notice.informal', '--set', '__proto__.x=1')).toEqual([2, 'USAGE']);
    expect(await code('notice.informal', '--set', 'toString=1')).toEqual([2, 'USAGE']);
    expect(await code('notice.informal', '--payload', '[1]')).toEqual([2, 'USAGE']);
    expect(await code('notice.informal', '--proof', 'letter.pdf')).toEqual([2, 'USAGE']);
    expect(await code('notice.informal', '--proof', 'letter:none.pdf')).toEqual([2, 'FILE_UNUSABLE']);
    expect(await code()).toEqual([2, 'USAGE']);
  });

  test('the calendar and the invoice lines are files that are never overwritten', async () => {
    const files = ['--ics', 'acme.ics', '--lines', 'lines.csv'];
    expect((await platform.json('contract', 'show', 'acme', ...files)).code).toBe(0);
    const ics = await readFile(join(platform.root, 'acme.ics'), 'utf8');
    expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(ics).toContain('BEGIN:VEVENT');
    expect(await readFile(join(platform.root, 'lines.csv'), 'utf8')).toMatch(/^lineId;tenantId;/);
    expect((await platform.json('contract', 'show', 'acme', ...files)).document.error.code).toBe('FILE_UNUSABLE');
  });

  test('list and timeline speak both languages', async () => {
    const list = await platform.coffre('--lang', 'fr', 'contract', 'list');
    expect(list.stdout).toContain('en cours');
    expect((await platform.coffre('--lang', 'en', 'contract', 'list')).stdout).toContain('running');
    const timeline = await platform.coffre('--lang', 'fr', 'contract', 'timeline', 'acme');
    expect(timeline.stdout).toMatch(/2026-07-02 {2}● {2}contrat signé — claire \(technicien\) \[signed-pdf\]/);
    expect(timeline.stdout).toContain('┼─ aujourd’hui');
  });
});

interface Deadline {
  readonly reading: string;
  readonly result: string;
}
