import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryMailer } from '../../connectors/mail/index.ts';
import type { ObjectStore } from '../../connectors/objects/index.ts';
import { sha256Hex } from '../../core/index.ts';
import type { LocalDate } from '../../domain/index.ts';
import { type ContractDiary, contractDiary, diaryTerms } from '../../test/harness/contract-diary.ts';

let diary: ContractDiary;
beforeEach(async () => {
  diary = await contractDiary('2026-06-01T08:00:00+02:00');
});
afterEach(() => diary.close());

const mails = (to: string, mailer = diary.daemon.mailer): readonly string[] =>
  mailer.sent.filter((one) => one.to.includes(to)).map((one) => one.subject);
const acme = 'acme@client.example';
const beta = 'beta@client.example';
const operator = 'ops@example.org';
const sign = (tenant: string): Promise<void> =>
  diary.record(tenant, 'technician', { type: 'contract.signed', terms: diaryTerms(tenant, '2026-05-20') });
const told = async (tenant: string): Promise<readonly unknown[]> =>
  (await diary.acts('duty.told', tenant)).map((act) => act.body['key']);

describe('duties of a contract', () => {
  it('are told once, the client’s to the client and the others in one digest of all tenants', async () => {
    await sign('acme');
    await sign('beta');
    await diary.tick();
    await diary.tick();
    expect(mails(acme)).toEqual(['Contrat 2024-acme – les dates de votre contrat']);
    expect(mails(beta)).toHaveLength(1);
    expect(mails(operator)).toHaveLength(1);
    const acts = await diary.acts('duty.told', 'acme');
    const [client] = acts.filter((act) => act.body['audience'] === 'client');
    const mail = diary.daemon.mailer.sent.find((one) => one.to.includes(acme));
    expect(client?.body).toMatchObject({ what: 'contract.dates', clause: '5', due: null, message: mail?.id });
    expect(client?.body['sha256']).toBe(sha256Hex(Buffer.from(mail?.text ?? '')));
    expect(acts.map((act) => act.body['what'])).toEqual(['contract.dates', 'backups.start']);
  });

  it('are not told again by a process that has nothing but the vault', async () => {
    await sign('acme');
    await diary.tick();
    const sent = diary.daemon.mailer.sent.length;
    await diary.loseState();
    await diary.tick();
    await diary.tick();
    expect(diary.daemon.mailer.sent).toHaveLength(sent);
  });

  it('that a mail server postpones are neither recorded nor an obstacle to others, and are tried again', async () => {
    diary.daemon.mailer.refuse(acme, 'temporary');
    await sign('acme');
    await sign('beta');
    await diary.tick();
    expect(mails(beta)).toHaveLength(1);
    expect((await told('acme')).map((key) => String(key).split(':')[0])).toEqual(['backups.start']);
    const mailer = new MemoryMailer();
    await diary.tick(await diary.daemon.another({ mailer }));
    expect(mails(acme, mailer)).toHaveLength(1);
    expect(mailer.sent).toHaveLength(1);
    expect(await told('acme')).toHaveLength(2);
  });

  it('that a client’s address refuses for good are told to the operator, once', async () => {
    diary.daemon.mailer.refuse(acme, 'final');
    await sign('acme');
    await diary.tick();
    await diary.tick();
    expect(mails(operator)).toEqual([expect.stringContaining('2 points')]);
    const digest = diary.daemon.mailer.sent.find((one) => one.to.includes(operator));
    expect(digest?.text).toContain('A mail to the client is refused');
    expect((await told('acme')).filter((key) => String(key).startsWith('contract.dates'))).toEqual([]);
  });

  it('that another signs, or that mail goes elsewhere, are told at the former address too', async () => {
    await sign('acme');
    await diary.tick();
    const signatory = { name: 'Claire Martin', capacity: 'gérante', email: 'elsewhere@client.example' };
    const from = '2026-06-01' as LocalDate;
    const act = { type: 'signatory.changed', signatory, from } as const;
    await diary.record('acme', 'technician', { type: 'act.proposed', proposalId: 'a-1', act });
    await diary.tick();
    await diary.record('acme', 'approver', { type: 'act.approved', proposalId: 'a-1' });
    await diary.tick();
    expect(mails(acme)).toHaveLength(2);
    expect(mails('elsewhere@client.example')).toEqual([mails(acme)[1]]);
    diary.daemon.mailer.refuse(acme, 'final');
    await diary.record('acme', 'client-admin', {
      type: 'account.address-changed',
      email: 'third@client.example',
      from,
    });
    await diary.tick();
    expect(mails('elsewhere@client.example')).toHaveLength(2);
    expect(mails('third@client.example')).toHaveLength(1);
  });

  it('go to the address that is valid on the day of sending', async () => {
    await sign('acme');
    const change = { type: 'account.address-changed', email: 'new@client.example', from: '2026-06-03' } as const;
    await diary.record('acme', 'client-admin', change as Parameters<ContractDiary['record']>[2]);
    await diary.tick();
    expect(mails(acme)).toHaveLength(2);
    await diary.live('2026-06-04T08:00');
    await diary.record('acme', 'technician', { type: 'notice.informal', by: 'client', channel: 'e-mail' });
    await diary.tick();
    expect(mails('new@client.example')).toEqual([expect.stringContaining('comment dénoncer le contrat')]);
    expect(mails(acme)).toHaveLength(2);
  });

  it('whose mail left while the vault was away are recorded later, not mailed every time', async () => {
    let away = false;
    const wrapStore = (store: ObjectStore): ObjectStore =>
      new Proxy(store, {
        get: (target, name) => {
          if (away && name === 'put') throw new Error('the store is away');
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const mailer = new MemoryMailer();
    const app = await diary.daemon.another({ mailer, wrapStore });
    await sign('acme');
    // This process has to know of the contract before the vault goes away.
    await (await app.ledger()).events();
    away = true;
    await diary.tick(app);
    await diary.tick(app);
    expect(mailer.sent).toHaveLength(2);
    expect(await told('acme')).toEqual([]);
    away = false;
    await diary.tick(app);
    expect(mailer.sent).toHaveLength(2);
    expect(await told('acme')).toHaveLength(2);
  });
});

describe('a client who does not confirm', () => {
  it('is reminded on D+7, D+14 and D+21, with the proof that the contract asks for; on D+30 a letter is the operator’s', async () => {
    await diary.deliver('acme', '2023-07-01');
    await diary.tick();
    await diary.live('2026-07-05T08:00');
    const sent = await diary.acts('reminder.sent', 'acme');
    expect(sent.map((act) => [act.at.slice(0, 10), (act.body['payload'] as { step: number }).step])).toEqual([
      ['2026-06-08', 7],
      ['2026-06-15', 14],
      ['2026-06-22', 21],
    ]);
    const reminders = diary.daemon.mailer.sent.filter((one) => one.subject.includes('il reste 3 éléments'));
    expect(reminders).toHaveLength(3);
    expect(sent.map((act) => act.body['proofs'])).toEqual(
      reminders.map((one) => [{ kind: 'smtp-answer', sha256: sha256Hex(Buffer.from(one.text)), ref: one.id }]),
    );
    const letters = diary.daemon.mailer.sent.filter((one) => one.text.includes('registered letter to post'));
    expect(letters.map((one) => one.to)).toEqual([[operator]]);
  });

  it('gets reminders that are late a week apart, and not three in a minute', async () => {
    await diary.deliver('acme', '2023-07-01');
    await diary.tick();
    const mailer = new MemoryMailer();
    mailer.refuse(acme, 'temporary');
    const deaf = await diary.daemon.another({ mailer });
    for (let day = 0; day < 25; day++) {
      diary.daemon.clock.advance(86_400_000);
      await diary.tick(deaf);
    }
    await diary.live('2026-07-12T08:00');
    const days = (await diary.acts('reminder.sent', 'acme')).map((act) => act.at.slice(0, 10));
    expect(days).toEqual(['2026-06-26', '2026-07-02', '2026-07-08']);
  });
});
