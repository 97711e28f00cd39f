/** Every command in process: exit codes, the one document of --json with the fields others rely on, both languages. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform, parseDocument, runInProcess } from '../harness/cli-platform.ts';
import { FIXTURES } from '../harness/small-platform.ts';

const HASH = /^[0-9a-f]{64}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const ID = /^[a-z2-7]{26}$/;

let platform: CliPlatform;
let ann: { id: string; sha256: string };

beforeAll(async () => {
  platform = await cliPlatform();
  await platform.place('acme', 'ann', 'submessage.pst');
  await platform.place('beta', 'ann', 'contacts.pst');
  await platform.nextNight();
  const { document } = await platform.json('snapshots', '--tenant', 'acme');
  ann = document.snapshots[0];
}, 60_000);
afterAll(() => platform.close());

describe('backup and what it left', () => {
  test('backup says what became of each mailbox', async () => {
    const { code, document } = await platform.json('backup');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      run: {
        id: expect.stringMatching(/^run-2026-11-20-/),
        night: '2026-11-20',
        startedAt: expect.stringMatching(TIME),
        endedAt: expect.stringMatching(TIME),
        status: 'ok',
      },
      totals: { mailboxes: 2, ok: 2, partial: 0, failed: 0, sourceBytes: 542_720, storedBytes: expect.any(Number) },
    });
    expect(document.mailboxes).toHaveLength(2);
    expect(document.mailboxes[0]).toMatchObject({
      tenant: 'acme',
      mailbox: 'ann',
      snapshot: expect.stringMatching(ID),
      status: 'ok',
      sourceBytes: 271_360,
      storedBytes: expect.any(Number),
      items: 1,
      exceptions: [],
    });
  });

  test('snapshots and snapshot show the fields of a snapshot', async () => {
    const { code, document } = await platform.json('snapshots');
    expect(code).toBe(0);
    expect(document.snapshots.length).toBeGreaterThanOrEqual(2);
    const fields = {
      id: expect.stringMatching(ID),
      tenant: 'acme',
      mailbox: 'ann',
      kind: 'primary',
      night: '2026-11-20',
      createdAt: expect.stringMatching(TIME),
      status: 'ok',
      verdict: expect.stringMatching(/^(UNSCANNED|CLEAN|NOTICE|SUSPECT|COMPROMISED)$/),
      verified: { level: 'full', at: expect.stringMatching(TIME) },
      sourceBytes: 271_360,
      storedBytes: expect.any(Number),
      sha256: expect.stringMatching(HASH),
      folders: 5,
      searchFolders: 1,
      items: 1,
      associated: 0,
      attachments: 1,
    };
    expect(document.snapshots[0]).toMatchObject(fields);
    const [part] = document.snapshots[0].parts;
    expect(part).toMatchObject({ name: 'primary.pst', bytes: 271_360, sha256: document.snapshots[0].sha256 });
    expect(part.counts).toEqual({ folders: 5, searchFolders: 1, items: 1, associated: 0, attachments: 1 });
    const one = await platform.json('snapshot', ann.id.slice(0, 10));
    expect(one.document.snapshot).toMatchObject({ ...fields, id: ann.id });
  });

  test.each([
    [['--tenant', 'beta'], (one: Snapshot) => one.tenant === 'beta'],
    [['--mailbox', 'ann'], (one: Snapshot) => one.mailbox === 'ann'],
    [['--night', '2026-11-20'], (one: Snapshot) => one.night === '2026-11-20'],
    [['--status', 'ok'], (one: Snapshot) => one.status === 'ok'],
    [['--verdict', 'clean'], (one: Snapshot) => one.verdict === 'CLEAN'],
    [['--kind', 'primary'], (one: Snapshot) => one.kind === 'primary'],
  ])('snapshots %j shows those alone', async (filter, fits) => {
    const { snapshots } = (await platform.json('snapshots', ...filter)).document;
    expect(snapshots.length).toBeGreaterThan(0);
    expect(snapshots.every(fits)).toBe(true);
  });

  test('a filter that fits nothing gives an empty list, not an error', async () => {
    expect(await platform.json('snapshots', '--night', '2020-01-01')).toEqual({ code: 0, document: { snapshots: [] } });
  });

  test('runs and run tell the history', async () => {
    const { document } = await platform.json('runs');
    expect(document.runs[0]).toMatchObject({ night: '2026-11-20', status: 'ok', by: 'claire', trigger: 'manual' });
    const one = await platform.json('run', document.runs[0].id);
    expect(one).toMatchObject({ code: 0, document: { run: document.runs[0], totals: { failed: 0 } } });
    expect(await platform.json('run', 'run-2026-11-20-aaaaaaaaaa')).toMatchObject({
      code: 5,
      document: { error: { code: 'RUN_NOT_FOUND' } },
    });
  });

  test('tenants and mailboxes list what is declared and what was seen', async () => {
    const { document } = await platform.json('tenants');
    expect(document.tenants.map((one: { id: string }) => one.id)).toEqual(['acme', 'beta']);
    const seen = (await platform.json('mailboxes', '--tenant', 'acme')).document;
    expect(seen.mailboxes).toMatchObject([{ tenant: 'acme', name: 'ann', kinds: ['primary'] }]);
    const found = (await platform.json('mailboxes', 'list', '--discover')).document;
    expect(found.mailboxes).toHaveLength(2);
    expect(found.findings).toEqual([]);
  });

  test('ls and search look inside', async () => {
    const { document } = await platform.json('ls', ann.id);
    const inbox = document.folders.find((one: { items: number }) => one.items > 0);
    const items = (await platform.json('ls', ann.id, inbox.path)).document.items;
    expect(items).toHaveLength(1);
    const word = items[0].subject.split(' ')[0];
    expect((await platform.json('search', ann.id, word.toUpperCase())).document.items).toEqual(items);
    expect((await platform.json('search', ann.id, 'no-such-word-anywhere')).document.items).toEqual([]);
    expect(await platform.json('ls', ann.id, '/no/such/folder')).toMatchObject({
      code: 5,
      document: { error: { code: 'FOLDER_NOT_FOUND' } },
    });
  });

  test('status is one screen and ends with 0 after a good night', async () => {
    const { code, document } = await platform.json('status');
    expect(code).toBe(0);
    expect(document).toMatchObject({ lastRun: { status: 'ok' }, alarms: [], nextRunAt: expect.stringMatching(TIME) });
    expect(document.tenants[0]).toMatchObject({ tenant: 'acme', mailboxes: 1, ok: 1, partial: 0, failed: 0 });
  });

  test('doctor probes the store', async () => {
    const { code, document } = await platform.json('doctor', 'store');
    expect(document).toMatchObject({ failed: 0 });
    expect(code).toBe(0);
  });

  test('verify counts and names', async () => {
    for (const level of ['structure', 'full']) {
      const { code, document } = await platform.json('verify', ann.id.slice(0, 8), '--level', level);
      expect({ code, document }).toEqual({ code: 0, document: { checked: 1, failed: 0, findings: [] } });
    }
  });
});

test('a damaged export is kept as partial, what is no PST fails: both end with 3 and say why', async () => {
  const other = await cliPlatform({ tenants: ['acme'] });
  await other.place('acme', 'torn', 'outlook-1-torn.pst');
  await other.place('acme', 'text', 'counts.json');
  await other.place('acme', 'ann', 'contacts.pst');
  const { code, document } = await other.nextNight();
  expect(code).toBe(3);
  expect(document.run.status).toBe('partial');
  expect(document.totals).toMatchObject({ mailboxes: 3, ok: 1, partial: 1, failed: 1 });
  const of = (mailbox: string) => document.mailboxes.find((one: Snapshot) => one.mailbox === mailbox);
  expect(of('torn')).toMatchObject({ status: 'partial', snapshot: expect.stringMatching(ID), items: 17 });
  expect(of('torn').exceptions[0]).toMatchObject({ class: 'damaged', message: expect.stringMatching(/^PST_/) });
  expect(of('text')).toMatchObject({ status: 'failed', snapshot: null, error: { code: 'BACKUP_NOT_A_PST' } });
  expect((await other.json('status')).code).toBe(3);
  const { snapshots } = (await other.json('snapshots')).document;
  expect(snapshots.map((one: Snapshot) => [one.mailbox, one.status]).sort()).toEqual([
    ['ann', 'ok'],
    ['torn', 'partial'],
  ]);
  const run = await other.json('run', document.run.id);
  expect(run.document.mailboxes).toEqual(document.mailboxes);
  const args = [
    'restore',
    of('torn').snapshot,
    '--to',
    'pst:torn.pst',
    '--acknowledge-risk',
    'damaged is better than none',
  ];
  expect(await other.json(...args)).toMatchObject({ code: 3, document: { restore: { status: 'partial' } } });
  const original = await readFile(join(FIXTURES, 'outlook-1-torn.pst'));
  expect((await readFile(join(other.root, 'torn.pst'))).equals(original)).toBe(true);
  // Damage that was stored as such is no new damage.
  expect(await other.json('verify', '--level', 'full')).toMatchObject({ code: 0, document: { failed: 0 } });
  await rm(join(other.root, 'pst', 'acme', 'ann.pst'));
  await rm(join(other.root, 'pst', 'acme', 'torn.pst'));
  expect((await other.nextNight()).code).toBe(1);
  expect((await other.json('status')).code).toBe(1);
  await other.close();
}, 60_000);

interface Snapshot {
  readonly tenant: string;
  readonly mailbox: string;
  readonly night: string;
  readonly status: string;
  readonly verdict: string;
  readonly kind: string;
}

describe('restore', () => {
  test('restore gives back the bytes and says so', async () => {
    const { code, document } = await platform.json('restore', ann.id, '--to', 'pst:back.pst');
    expect(code).toBe(0);
    expect(document.restore).toEqual({
      id: expect.stringMatching(/^restore-/),
      snapshot: ann.id,
      target: `pst:${join(platform.root, 'back.pst')}`,
      status: 'ok',
      items: 1,
      bytes: 271_360,
      sha256: ann.sha256,
      verified: true,
    });
    const original = await readFile(join(FIXTURES, 'submessage.pst'));
    expect((await readFile(join(platform.root, 'back.pst'))).equals(original)).toBe(true);
  });

  test('restore never overwrites', async () => {
    await writeFile(join(platform.root, 'mine.pst'), 'mine');
    const answer = await platform.json('restore', ann.id, '--to', 'pst:mine.pst');
    expect(answer).toMatchObject({ code: 4, document: { error: { code: 'RESTORE_TARGET_EXISTS' } } });
    expect(await readFile(join(platform.root, 'mine.pst'), 'utf8')).toBe('mine');
  });

  test('a dry run writes nothing and leaves no act', async () => {
    const acts = (await platform.json('audit', 'list')).document.events.length;
    const { code, document } = await platform.json('restore', ann.id, '--to', 'pst:dry.pst', '--dry-run');
    expect({ code, document }).toMatchObject({ code: 0, document: { dryRun: true, snapshot: ann.id, items: 1 } });
    await expect(readFile(join(platform.root, 'dry.pst'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await platform.json('audit', 'list')).document.events).toHaveLength(acts);
  });

  test.each([
    [5, 'SNAPSHOT_NOT_FOUND', ['aaaaaaaaaaaaaaaaaaaaaaaaaa', '--to', 'pst:x.pst']],
    [2, 'RESTORE_TARGET_UNKNOWN', ['ID', '--to', 'ftp:x']],
    [2, 'RESTORE_NO_TARGET', ['ID', '--to', 'mailbox:ann@acme.example']],
    [1, 'RESTORE_TARGET_UNUSABLE', ['ID', '--to', 'pst:no/such/folder/x.pst']],
    [2, 'USAGE', ['ID']],
  ])('ends with %i and %s where it cannot', async (exit, code, args) => {
    const answer = await platform.json('restore', ...args.map((one) => (one === 'ID' ? ann.id : one)));
    expect(answer).toMatchObject({ code: exit, document: { error: { code } } });
  });
});

describe('the catalogue, the kit, the evidence', () => {
  test('catalog rebuild, check and backup', async () => {
    const { code, document } = await platform.json('catalog', 'rebuild');
    expect({ code, document }).toMatchObject({ code: 0, document: { problemCount: 0, problems: [] } });
    expect(document.snapshots).toBe((await platform.json('snapshots')).document.snapshots.length);
    expect(await platform.json('catalog', 'check')).toMatchObject({ code: 0, document: { same: true } });
    expect(await platform.json('catalog', 'backup', 'copy.sqlite')).toMatchObject({ code: 0 });
    expect((await platform.json('catalog', 'backup', 'copy.sqlite')).document.error.code).toBe('CATALOG_UNAVAILABLE');
  });

  test('kit check takes the kit of this vault and no other', async () => {
    const kit = await readFile(join(platform.root, 'coffre-kit.txt'), 'utf8');
    expect(await platform.json('kit', 'check', 'coffre-kit.txt')).toEqual({ code: 0, document: { matches: true } });
    expect(await platform.json('kit', 'write', 'second.txt')).toMatchObject({ code: 0 });
    expect((await platform.json('kit', 'check', 'second.txt')).code).toBe(0);
    expect(await platform.json('kit', 'write', 'second.txt')).toMatchObject({ code: 2 });
    const other = await cliPlatform({ tenants: ['other'] });
    const theirs = await readFile(join(other.root, 'coffre-kit.txt'));
    await other.close();
    await writeFile(join(platform.root, 'theirs.txt'), theirs);
    expect(await platform.json('kit', 'check', 'theirs.txt')).toMatchObject({
      code: 6,
      document: { error: { code: 'KIT_MISMATCH' } },
    });
    await writeFile(join(platform.root, 'torn.txt'), kit.slice(0, kit.length / 2));
    expect((await platform.json('kit', 'check', 'torn.txt')).code).toBe(2);
    expect((await platform.json('kit', 'check', 'not-there.txt')).document.error.code).toBe('FILE_UNUSABLE');
    await mkdir(join(platform.root, 'a-folder'), { recursive: true });
    expect((await platform.json('kit', 'check', 'a-folder')).document.error.code).toBe('FILE_UNUSABLE');
  });

  test('with the kit and the store alone, everything comes back: key, catalogue, mail', async () => {
    const masterFile = join(platform.root, 'master.key');
    const before = await readFile(masterFile, 'utf8');
    const listed = await platform.json('snapshots');
    expect((await platform.json('kit', 'restore', 'coffre-kit.txt')).document.error.code).toBe('INIT_EXISTS');
    await rm(masterFile);
    await rm(platform.stateDir, { recursive: true });
    expect((await platform.json('snapshots')).code).toBe(2);
    expect(await platform.json('kit', 'check', 'coffre-kit.txt')).toEqual({ code: 0, document: { matches: true } });
    expect((await platform.json('kit', 'restore', 'theirs.txt')).document.error.code).toBe('KIT_MISMATCH');
    expect((await platform.json('kit', 'restore', 'coffre-kit.txt')).code).toBe(0);
    expect(await readFile(masterFile, 'utf8')).toBe(before);
    expect(await platform.json('snapshots')).toEqual(listed);
    expect((await platform.json('restore', ann.id, '--to', 'pst:from-the-kit.pst')).code).toBe(0);
  });

  test('audit list, verify and export', async () => {
    await platform.json('restore', ann.id, '--to', 'pst:for-the-record.pst');
    const { events } = (await platform.json('audit', 'list', '--tenant', 'acme')).document;
    expect(events.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: 'restore.done', actor: 'claire', tenant: 'acme' });
    expect((await platform.json('audit', 'list', '--tenant', 'beta')).document.events).toEqual([]);
    expect(await platform.json('audit', 'verify')).toEqual({
      code: 0,
      document: { checked: events.length, failed: 0, findings: [] },
    });
    expect(await platform.json('audit', 'export', 'acts.jsonl')).toMatchObject({
      code: 0,
      document: { events: events.length, head: events.at(-1).hash },
    });
    const lines = (await readFile(join(platform.root, 'acts.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((one) => JSON.parse(one))).toEqual(events);
    expect(await platform.json('audit', 'export', 'acts.jsonl')).toMatchObject({
      code: 2,
      document: { error: { code: 'FILE_UNUSABLE' } },
    });
  });

  test('init run again changes nothing and says so', async () => {
    const before = await readFile(platform.config, 'utf8');
    expect(await platform.json('init')).toMatchObject({ code: 0, document: { made: [], kit: null } });
    expect(await readFile(platform.config, 'utf8')).toBe(before);
  });
});

describe('pst, without vault or configuration', () => {
  const nowhere = { cwd: '/', env: {} };
  const pst = async (...args: string[]) => parseDocument(await runInProcess(['--json', 'pst', ...args], nowhere));

  test('info', async () => {
    const file = join(FIXTURES, 'submessage.pst');
    expect(await pst('info', file)).toEqual({
      code: 0,
      document: {
        file,
        bytes: 271_360,
        format: 'unicode',
        encoding: expect.any(String),
        password: false,
        folders: 5,
        searchFolders: 1,
        items: 1,
        associated: 0,
        attachments: 1,
      },
    });
  });

  test.each(['structure', 'full'])('verify at grade %s ends with 6 where there is damage', async (grade) => {
    const sound = await pst('verify', join(FIXTURES, 'submessage.pst'), '--grade', grade);
    expect(sound).toMatchObject({ code: 0, document: { grade } });
    const torn = await pst('verify', join(FIXTURES, 'outlook-1-torn.pst'), '--grade', grade);
    expect(torn).toMatchObject({ code: 6, document: { grade } });
    expect(torn.document.findings[0]).toMatchObject({
      severity: expect.stringMatching(/^(error|warning|notice)$/),
      code: expect.stringMatching(/^PST_/),
      layer: expect.any(String),
      message: expect.any(String),
    });
  });

  test('ls shows the folders, and what is no PST or not there is told', async () => {
    expect((await pst('ls', join(FIXTURES, 'submessage.pst'))).document.folders.length).toBeGreaterThan(4);
    expect((await pst('info', join(FIXTURES, 'counts.json'))).code).not.toBe(0);
    const gone = await pst('info', join(FIXTURES, 'not-there.pst'));
    expect(gone.code).not.toBe(0);
    expect(gone.document.error.code).not.toBe('INTERNAL');
  });
});

describe('errors', () => {
  test.each([
    [2, 'USAGE', ['snapshots', '--no-such-option']],
    [2, 'USAGE', ['no-such-command']],
    [2, 'USAGE', []],
    [2, 'USAGE', ['snapshots', '--night', 'yesterday']],
    [2, 'USAGE', ['snapshots', '--tenant', '../etc']],
    [2, 'USAGE', ['verify', '--level', 'most']],
    [2, 'USAGE', ['runs', '--limit', '-1']],
    [2, 'USAGE', ['restore']],
    [2, 'USAGE', ['ls']],
    [2, 'USAGE', ['snapshots', 'one-too-many']],
    [2, 'USAGE', ['--lang', 'de', 'snapshots']],
    [5, 'TENANT_UNKNOWN', ['backup', '--tenant', 'nobody']],
    [5, 'MAILBOX_UNKNOWN', ['backup', '--mailbox', 'nobody']],
    [5, 'SNAPSHOT_NOT_FOUND', ['snapshot', 'zzzzzz']],
    [5, 'SNAPSHOT_NOT_FOUND', ['verify', 'zzzzzz']],
    [2, 'NIGHT_INVALID', ['backup', '--night', '2031-01-01']],
  ])('exit %i and %s for %j', async (exit, code, args) => {
    const { code: ended, document } = await platform.json(...args);
    expect({ ended, document }).toMatchObject({
      ended: exit,
      document: { error: { code, message: expect.any(String), hint: expect.stringMatching(/./) } },
    });
  });

  test('a lease that somebody holds is 75 with the holder and the end', async () => {
    const { openCatalog } = await import('../../catalog/index.ts');
    const clock = platform.calendar;
    const catalog = await openCatalog({ path: join(platform.stateDir, 'catalog.sqlite'), clock });
    const grant = await catalog.leases.acquire('night', 'host/4711/other', 60_000);
    const { code, document } = await platform.json('backup');
    await catalog.leases.release(grant);
    await catalog.close();
    expect(code).toBe(75);
    expect(document.error).toMatchObject({ code: 'LEASE_HELD', message: expect.stringContaining('host/4711/other') });
    expect(document.error.message).toContain(grant.expiresAt);
  });

  test('a stop asked for is 130', async () => {
    const stopped = AbortSignal.abort(new DOMException('stopped', 'AbortError'));
    const args = ['--config', platform.config, '--json', 'verify'];
    const answer = parseDocument(await runInProcess(args, { cwd: platform.root, signal: stopped }));
    expect(answer.code).toBe(130);
  });

  test.each([
    ['not there', null],
    ['no YAML', 'a: [b'],
    ['an unknown setting', 'colour: blue'],
  ])('a configuration that is %s is 2 and says where', async (_what, content) => {
    const path = join(platform.root, 'other.yaml');
    await rm(path, { force: true });
    if (content !== null) await writeFile(path, content);
    const { code, document } = parseDocument(
      await runInProcess(['--config', path, '--json', 'snapshots'], { cwd: platform.root }),
    );
    expect(code).toBe(2);
    expect(document.error.message).toContain('other.yaml');
  });

  test('help is 0, lists the commands and the exit codes, and needs no configuration', async () => {
    for (const args of [['--help'], ['restore', '--help'], ['catalog', 'rebuild', '--help'], ['help', 'verify']]) {
      const { code, stdout } = await runInProcess(args, { cwd: '/' });
      expect(code, args.join(' ')).toBe(0);
      expect(stdout, args.join(' ')).toContain('75 temporary');
    }
  });
});

describe('for people', () => {
  test.each([
    ['fr', 'instantané(s)', 'Boîte'],
    ['en', 'snapshot(s)', 'Mailbox'],
  ])('in %s', async (lang, counted, titled) => {
    const { code, stdout } = await platform.coffre('--lang', lang, 'snapshots');
    expect(code).toBe(0);
    expect(stdout).toContain(counted);
    expect(stdout).toContain(titled);
  });

  test.each([
    ['fr_FR.UTF-8', 'Boîte'],
    ['C', 'Mailbox'],
  ])('LANG=%s chooses the language where none is asked for', async (lang, titled) => {
    const args = ['--config', platform.config, 'snapshots'];
    const { stdout } = await runInProcess(args, { cwd: platform.root, env: { LANG: lang } });
    expect(stdout).toContain(titled);
  });

  test('an error has its code, what happened and the next step, on standard error alone', async () => {
    for (const lang of ['fr', 'en']) {
      const { code, stdout, stderr } = await platform.coffre('--lang', lang, 'snapshot', 'zzzzzz');
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toContain('SNAPSHOT_NOT_FOUND');
      expect(stderr).toContain('coffre snapshots');
    }
  });

  test('--json prints nothing but its document, with --verbose and --quiet too', async () => {
    for (const how of ['--verbose', '--quiet']) {
      const answer = parseDocument(await platform.coffre(how, '--json', 'verify', ann.id));
      expect(answer.document).toMatchObject({ checked: 1 });
    }
  });
});
