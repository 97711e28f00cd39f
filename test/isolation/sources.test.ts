/** Files, mappings, names and links at the source that would hand one tenant's mail to another. */
import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { MailboxTarget } from '../../connectors/sources/index.ts';
import { neverAborted } from '../../core/index.ts';
import { tenantId } from '../../domain/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { backupMailbox, restoreSnapshot } from '../../pipelines/index.ts';
import { type CliPlatform, cliPlatform, parseDocument, runInProcess } from '../harness/cli-platform.ts';
import { FIXTURES, smallPlatform } from '../harness/small-platform.ts';

let platform: CliPlatform;
afterEach(() => platform.close());

const sha256 = async (fixture: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(FIXTURES, fixture)))
    .digest('hex');

interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly mailbox: string;
  readonly sha256: string;
}
const snapshots = async (): Promise<Row[]> => (await platform.json('snapshots')).document.snapshots;

describe('the folder source', () => {
  test('a mailbox of the same name in two tenants stays two, with the contents of its own', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    await platform.place('beta', 'ann', 'contacts.pst');
    await platform.nextNight();
    expect((await snapshots()).map((one) => [one.tenant, one.mailbox, one.sha256])).toEqual([
      ['acme', 'ann', await sha256('submessage.pst')],
      ['beta', 'ann', await sha256('contacts.pst')],
    ]);
    for (const { id, tenant } of await snapshots()) {
      expect((await platform.json('restore', id, '--to', `pst:${tenant}.pst`)).code).toBe(0);
    }
    const back = await readFile(join(platform.root, 'acme.pst'));
    expect(createHash('sha256').update(back).digest('hex')).toBe(await sha256('submessage.pst'));
  });

  test('a tenant’s folder that became a link to the other’s is refused with a finding', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    const pst = join(platform.root, 'pst');
    await rm(join(pst, 'beta'), { recursive: true });
    for (const target of ['acme', join(pst, 'acme')]) {
      await symlink(target, join(pst, 'beta'));
      const { document } = await platform.json('backup');
      expect(document.mailboxes.map((one: Row) => one.tenant)).toEqual(['acme']);
      expect(document.findings).toMatchObject([{ tenant: 'beta' }]);
      await rm(join(pst, 'beta'));
    }
    expect((await snapshots()).every((one) => one.tenant === 'acme')).toBe(true);
  });

  test('a file that is a link to the other’s is refused with a finding', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    const pst = join(platform.root, 'pst');
    await symlink('../acme/ann.pst', join(pst, 'beta', 'ann.pst'));
    await symlink(join(pst, 'acme', 'ann.pst'), join(pst, 'beta', 'bob.pst'));
    const { document } = await platform.json('backup');
    expect(document.mailboxes.map((one: Row) => one.tenant)).toEqual(['acme']);
    expect(document.findings).toMatchObject([{ tenant: 'beta' }, { tenant: 'beta' }]);
    expect((await snapshots()).every((one) => one.tenant === 'acme')).toBe(true);
  });

  test('folders that changed places are told by their contents: both mailboxes go on under their own keys', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    await platform.place('beta', 'ann', 'contacts.pst');
    await platform.nextNight();
    const before = await snapshots();
    const pst = join(platform.root, 'pst');
    await rename(join(pst, 'acme'), join(pst, 'aside'));
    await symlink('aside', join(pst, 'acme'));
    const { document } = await platform.nextNight();
    expect(document.mailboxes.map((one: Row) => one.tenant)).toEqual(['beta']);
    for (const { id, sha256: hash } of before) {
      const path = join(platform.root, `${id}.pst`);
      expect((await platform.json('restore', id, '--to', `pst:${path}`)).code).toBe(0);
      expect(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      ).toBe(hash);
    }
  });

  test('a file that two mappings name belongs to the first alone, whoever asks', async () => {
    const mapping = [
      '{ file: "acme/ann.pst", tenant: acme, mailbox: ann }',
      '{ file: "acme/ann.pst", tenant: beta, mailbox: ann }',
      '{ file: "*/ann.pst", tenant: beta, mailbox: other }',
    ].join(', ');
    platform = await cliPlatform({
      sources: `sources: [{ id: drop, kind: folder, path: ./pst, site: rennes, mapping: [${mapping}] }]`,
    });
    await platform.place('acme', 'ann', 'submessage.pst');
    expect((await platform.json('backup', '--tenant', 'beta')).document.mailboxes).toEqual([]);
    await platform.nextNight();
    expect((await snapshots()).map((one) => [one.tenant, one.mailbox])).toEqual([['acme', 'ann']]);
  });

  test.each(['../beta/ann.pst', '/etc/ann.pst', 'acme/../beta/ann.pst', './ann.pst', 'acme\\\\ann.pst'])(
    'a mapping to %s leads nowhere',
    async (file) => {
      platform = await cliPlatform();
      await platform.place('beta', 'ann', 'contacts.pst');
      await copyFile(join(FIXTURES, 'contacts.pst'), join(platform.root, 'ann.pst'));
      const yaml = (await readFile(platform.config, 'utf8')).replace(
        'path: ./pst,',
        `path: ./pst/acme, mapping: [{ file: "${file}", tenant: acme, mailbox: ann }],`,
      );
      await writeFile(platform.config, yaml);
      const { code, document } = await platform.json('backup');
      if (code !== 2) expect(document.mailboxes).toEqual([]);
      const { document: listed } = await platform.json('snapshots');
      expect(listed.snapshots ?? []).toEqual([]);
    },
  );

  test('hostile file names are findings, never mailboxes', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'contacts.pst');
    const hostile = [
      '..pst',
      '...pst',
      ' .pst',
      '.hidden.pst',
      'a\nb.pst',
      'a\u001b[2Jb.pst',
      'a\u202egnp.pst',
      '\\..\\beta.pst',
    ];
    for (const name of hostile)
      await link(join(platform.root, 'pst/acme/ann.pst'), join(platform.root, 'pst/acme', name));
    const { code, document } = await platform.json('backup');
    expect(code).toBe(0);
    expect(document.mailboxes.map((one: Row) => one.mailbox)).toEqual(['ann']);
    expect(document.findings).toHaveLength(hostile.length);
  });

  test('names that only look like paths stay names of one tenant', async () => {
    platform = await cliPlatform();
    const names = ['beta%2fann', 'c:ann', 'ann;rm -rf', "'ann", '$(ann)', 'été', 'ann@beta.example'];
    for (const name of names) await platform.place('acme', name, 'contacts.pst');
    const { code, document } = await platform.json('backup');
    expect(code).toBe(0);
    expect(document.mailboxes.map((one: Row) => one.mailbox).sort()).toEqual([...names].sort());
    for (const { id } of await snapshots()) {
      expect((await platform.json('restore', id, '--to', `pst:${id}.pst`)).code).toBe(0);
    }
  });
});

describe('names of tenants', () => {
  test.each(['../acme', 'ACME', 'acme/..', 'acme beta', '', '.', 'a'.repeat(64), 'acme\u0000'])(
    'the configuration refuses %j',
    async (id) => {
      platform = await cliPlatform();
      const yaml = await readFile(platform.config, 'utf8');
      await writeFile(platform.config, yaml.replace('{ id: beta,', `{ id: ${JSON.stringify(id)},`));
      expect((await platform.json('backup')).code).toBe(2);
    },
  );

  test('two tenants of one id are refused', async () => {
    platform = await cliPlatform();
    const yaml = await readFile(platform.config, 'utf8');
    await writeFile(platform.config, yaml.replace('{ id: beta,', '{ id: acme,'));
    expect((await platform.json('snapshots')).code).toBe(2);
  });

  test('a tenant that is no longer configured under its name is not found under another', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    await platform.nextNight();
    const yaml = await readFile(platform.config, 'utf8');
    await writeFile(platform.config, yaml.replace('{ id: acme,', '{ id: gamma,'));
    expect((await platform.json('snapshots', '--tenant', 'gamma')).document.snapshots).toEqual([]);
    expect((await platform.json('backup', '--tenant', 'acme')).document.error.code).toBe('TENANT_UNKNOWN');
  });

  test('the ledger is asked for exactly one tenant', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    await platform.nextNight();
    const [one] = await snapshots();
    await platform.json('restore', one?.id ?? '', '--to', 'pst:x.pst');
    const acts = async (...filter: string[]) =>
      (await platform.json('audit', 'list', ...filter)).document.events.length;
    expect(await acts('--tenant', 'acme')).toBe(1);
    for (const other of ['beta', 'ACME', 'acm', 'acme%', '%', "' OR 1=1 --", '']) {
      expect(await acts('--tenant', other), other).toBe(0);
    }
  });

  test('a configuration of another platform with the same vault and another key sees nothing', async () => {
    platform = await cliPlatform();
    await platform.place('acme', 'ann', 'submessage.pst');
    await platform.nextNight();
    const other = join(platform.root, 'other.yaml');
    const yaml = await readFile(platform.config, 'utf8');
    await writeFile(other, yaml.replace('./state', './other-state').replace('./master.key', './other.key'));
    await writeFile(join(platform.root, 'other.key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    for (const command of [['snapshots'], ['backup'], ['catalog', 'rebuild'], ['audit', 'list']]) {
      const args = ['--config', other, '--json', ...command];
      const { code, document } = parseDocument(await runInProcess(args, { cwd: platform.root }));
      expect({ code, error: document.error?.code }, command.join(' ')).toEqual({ code: 6, error: 'VAULT_KEY_WRONG' });
    }
  });
});

describe('a restore', () => {
  test('into a mailbox goes to the tenant of the snapshot, whatever the address', async () => {
    platform = await cliPlatform();
    const small = await smallPlatform();
    await small.place('acme', 'ann', 'submessage.pst');
    const { source, deps, vault, catalog, clock, root } = small;
    const mailbox = await small.mailbox('acme', 'ann');
    const run = small.run('2026-11-23');
    await catalog.runs.open({ ...run, startedAt: '2026-11-23T22:00:00Z', by: 'test', trigger: 'manual' });
    const outcome = await backupMailbox(deps, { run, source, mailbox, kind: 'primary', signal: neverAborted });
    const snapshot = await catalog.snapshots.find(outcome.snapshot ?? '');
    if (snapshot === null || snapshot === 'ambiguous') throw new Error('no snapshot');
    const asked: string[] = [];
    const target = {
      importPst: (request: Parameters<MailboxTarget['importPst']>[0]) => {
        asked.push(`${request.tenant} ${request.mailbox}`);
        return Promise.resolve({ status: 'ok', items: 1 });
      },
    } as unknown as MailboxTarget;
    const ledger = await openLedger({ path: join(root, 'ledger.sqlite'), store: vault, clock, signal: neverAborted });
    const parts = { vault, catalog, ledger, clock, random: deps.random, onProgress: deps.onProgress };
    const spoolDir = join(root, 'restore');
    await mkdir(spoolDir);
    const to = { kind: 'mailbox', address: 'ann@beta.example', target, spoolDir, folder: 'Back' } as const;
    const request = { snapshot, target: to, actor: 'claire', acknowledgement: 'a test', signal: neverAborted };
    await restoreSnapshot(parts, request);
    expect(asked).toEqual(['acme ann@beta.example']);
    // A row that somebody edited, so that it says the mail is beta's.
    const forged = { ...request, snapshot: { ...snapshot, tenant: tenantId('beta') } };
    await expect(restoreSnapshot(parts, forged)).rejects.toMatchObject({ code: 'VAULT_SNAPSHOT_NOT_FOUND' });
    expect(asked).toHaveLength(1);
    await ledger.close();
    await small.close();
  });
});
