import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectBytes, neverAborted, noProgress } from '../core/index.ts';
import { bothHashes, type InventoryFreeze, type PackageIndex, registerGaps } from '../handover/index.ts';
import counts from '../test/fixtures/pst/counts.json' with { type: 'json' };
import {
  exchangeCounts,
  type PackageBytes,
  type PackagedPlatform,
  packagedPlatform,
  readPackage,
  record,
  tenant,
} from '../test/harness/packaged-platform.ts';
import { listPackages, openPackage, rebuildFromVault, verifyPackage, verifySnapshots } from './index.ts';
import { applyRetention } from './retention.ts';

let on: PackagedPlatform;
let freeze: InventoryFreeze;
let index: PackageIndex;
let bytes: PackageBytes;

const NAME = 'coffre-c-2026-001-r1';
const jsonOf = (bag: string, path: string): unknown =>
  JSON.parse(bytes.get(bag)?.get(path)?.toString('utf8') ?? 'null');

beforeAll(async () => {
  on = await packagedPlatform();
  await on.save('jean', 'outlook-1.pst', [
    ...(await exchangeCounts('outlook-1.pst')),
    { path: ['Boîte/à part'], items: 0, includesHidden: false, folderType: null },
  ]);
  await on.save('=HYPERLINK("http:x")', 'msg-in-msg.pst');
  await on.saveConfiguration([
    {
      class: 'mailbox',
      records: [
        record('jean', 'm1', [], { RecipientTypeDetails: 'SharedMailbox' }),
        record('=HYPERLINK("http:x")', 'm2', [], { RecipientTypeDetails: 'UserMailbox' }),
      ],
      error: null,
    },
    {
      class: 'mailboxPermission',
      records: [record('jean', 'p1', ['anne', 'paul']), record('jean', 'p2', ['=1+1'])],
      error: null,
    },
    { class: 'inboxRule', records: [record('jean', 'r1')], error: 'mailbox anne: TimeoutException: too slow' },
    { class: 'distributionGroup', records: [record(null, 'g1')], error: null },
  ]);
  await on.ledger.append({ actor: 'marie', type: 'restore.done', tenant, body: { note: 'ours' } }, neverAborted);
  await on.ledger.append(
    { actor: 'marie', type: 'restore.done', tenant: 'beta', body: { note: 'theirs' } },
    neverAborted,
  );
  freeze = await on.freeze();
  index = await on.build(freeze.packageId);
  bytes = await readPackage(on.platform, freeze.packageId);
}, 60_000);
afterAll(() => on.close());

const verify = () =>
  verifyPackage(
    { vault: on.platform.vault, clock: on.platform.clock, onProgress: noProgress },
    { tenant, packageId: freeze.packageId, signal: neverAborted },
  );

describe('a frozen inventory', () => {
  it('takes each mailbox part, what Exchange calls it, and each class of the configuration', () => {
    expect(freeze.parts.map((one) => [one.mailbox, one.type, one.kind, one.verdict])).toEqual([
      ['=HYPERLINK("http:x")', 'user', 'primary', 'CLEAN'],
      ['jean', 'shared', 'primary', 'CLEAN'],
    ]);
    expect([freeze.userMailboxes, freeze.allMailboxes]).toEqual([1, 2]);
    const states = new Map(freeze.classes.map((one) => [one.number, one]));
    expect(states.get(3)).toMatchObject({ state: 'captured', entries: 1 });
    expect(states.get(14)).toMatchObject({ state: 'captured', entries: 2 });
    expect(states.get(19)).toMatchObject({ state: 'partial', entries: 1 });
    expect(states.get(19)?.why?.en).toMatch(/TimeoutException/);
    expect(states.get(15)).toMatchObject({ state: 'not-captured' });
    expect(states.get(26)).toMatchObject({ state: 'captured', entries: 0 });
  });

  it('lists every class that is not captured, or only in part, with the reason', () => {
    const lacking = freeze.classes.filter((one) => one.state === 'not-captured' || one.state === 'partial');
    expect(freeze.notCaptured).toHaveLength(lacking.length);
    for (const one of freeze.notCaptured) expect(one.why).not.toBe('');
  });

  it('pins what it names, so that retention leaves it alone', async () => {
    const { platform } = on;
    const rows = await platform.catalog.snapshots.list({});
    expect(rows.map((one) => one.pinned)).toEqual(rows.map(() => true));
    const fresh = await platform.reopen({ catalogFile: 'fresh.sqlite' });
    await rebuildFromVault(fresh.vault, fresh.catalog, { signal: neverAborted });
    platform.clock.advance(400 * 86_400_000);
    const report = await applyRetention({ ...fresh.deps }, { nights: 1, graceHours: 0 }, neverAborted);
    expect(report).toMatchObject({ marked: [], removed: [] });
    platform.clock.advance(-400 * 86_400_000);
    await fresh.close();
  });
});

describe('a package', () => {
  it('is checked, bag by bag, by sha256sum and sha512sum alone, and its root by hand', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coffre-package-'));
    for (const [bag, files] of bytes) {
      for (const [path, content] of files) {
        await mkdir(dirname(join(folder, bag, path)), { recursive: true });
        await writeFile(join(folder, bag, path), content);
      }
      for (const hash of ['sha256', 'sha512']) {
        for (const manifest of [`manifest-${hash}.txt`, `tagmanifest-${hash}.txt`]) {
          execFileSync(`${hash}sum`, ['--strict', '--quiet', '-c', manifest], { cwd: join(folder, bag) });
        }
      }
    }
    const root = execFileSync('sha512sum', ['tagmanifest-sha512.txt'], { cwd: join(folder, NAME) });
    expect(root.toString().slice(0, 128)).toBe(index.root);
    await rm(folder, { recursive: true });
  });

  it('is counted again without a finding', async () => {
    expect(await verify()).toMatchObject({
      exit: 0,
      findings: [],
      unexplained: 0,
      root: index.root,
      items: freeze.items,
    });
  });

  it('holds a line for each item of each PST, and every folder', () => {
    const bag = index.items.find((one) => one.label.en === 'jean (mailbox)')?.bag ?? '';
    const lines = bytes.get(bag)?.get('data/items.jsonl')?.toString('utf8').split('\n').slice(0, -1) ?? [];
    expect(lines).toHaveLength(counts['outlook-1.pst'].items);
    const attachments = lines.flatMap((one) => (JSON.parse(one) as { attachments: unknown[] }).attachments);
    expect(attachments.length).toBeGreaterThan(10);
    const { files } = jsonOf(bag, 'data/folders.json') as { files: { folders: { isSearchFolder: boolean }[] }[] };
    expect(files[0]?.folders.filter((one) => !one.isSearchFolder)).toHaveLength(counts['outlook-1.pst'].folders);
  });

  it('sets what Exchange counted beside what the PST holds and what is delivered', () => {
    const csv = bytes.get(NAME)?.get('data/reconciliation.csv')?.toString('utf8') ?? '';
    expect(csv).toContain('jean,primary,Top of Personal Folders/Inbox,8,8,2,8\r\n');
    expect(csv).toContain('jean,primary,Boîte/à part,0,0,0,0\r\n');
    // A mailbox called like a formula is text in a spreadsheet.
    expect(csv).toContain(`"'=HYPERLINK(""http:x"")",primary`);
  });

  it('names no client in a path, and every name is short, plain and unique', () => {
    const paths = index.files.map((one) => `${one.bag}/${one.path}`);
    expect(new Set(paths.map((one) => one.toLowerCase())).size).toBe(paths.length);
    for (const path of paths) {
      expect(path).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
      expect(path.length).toBeLessThanOrEqual(200);
      expect(path).not.toMatch(/jean|HYPERLINK/);
    }
  });

  it('holds the whole register, the tenant’s own acts with their hashes, and no other’s', () => {
    expect(registerGaps(jsonOf(NAME, 'data/register.json'))).toEqual([]);
    const acts = bytes.get(`${NAME}-evd`)?.get('data/acts.jsonl')?.toString('utf8') ?? '';
    expect(acts).toContain('ours');
    expect(acts).not.toContain('theirs');
  });

  it('escapes what a spreadsheet would run in rights', () => {
    const csv = bytes.get(`${NAME}-cfg`)?.get('data/config/mailboxPermission.csv')?.toString('utf8') ?? '';
    expect(csv).toContain("User,'=1+1,");
    expect(csv.match(/,User,/g)).toHaveLength(3);
  });

  it('is the same to the byte when it is built once more from the same freeze', async () => {
    expect(await on.build(freeze.packageId)).toEqual(index);
    const second = await on.platform.reopen({ catalogFile: 'second.sqlite' });
    const opened = await openPackage(second.vault, { tenant, packageId: freeze.packageId }, neverAborted);
    expect(opened.index).toEqual(index);
    await second.close();
  });

  it('is read at any offset by the ids of its files, and by no other id', async () => {
    const opened = await openPackage(on.platform.vault, { tenant, packageId: freeze.packageId }, neverAborted);
    for (const file of index.files) {
      const whole = bytes.get(file.bag)?.get(file.path) ?? Buffer.alloc(0);
      const hashes = bothHashes();
      hashes.update(whole);
      expect(hashes.digest()).toEqual({ bytes: file.bytes, sha256: file.sha256, sha512: file.sha512 });
      const offset = Math.floor(file.bytes / 3);
      const part = await collectBytes(opened.read(file.id, offset, 1_000, neverAborted), 1_000);
      expect(part.equals(whole.subarray(offset, offset + 1_000)), file.path).toBe(true);
    }
    expect(await collectBytes(opened.read(index.files[0]?.id ?? '', 1e9, 10, neverAborted), 10)).toHaveLength(0);
    const read = (): unknown => opened.read('a'.repeat(26), 0, 1, neverAborted);
    expect(read).toThrow(expect.objectContaining({ code: 'HANDOVER_FILE_NOT_FOUND' }));
    expect(opened.file('a'.repeat(26))).toBeNull();
  });

  it('stays out of the catalogue, is proven by verify --level full, and is found from the bucket alone', async () => {
    const { platform } = on;
    const fresh = await platform.reopen({ catalogFile: 'bare.sqlite' });
    const rebuilt = await rebuildFromVault(fresh.vault, fresh.catalog, { signal: neverAborted });
    expect(rebuilt).toMatchObject({ snapshots: 3, problemCount: 0 });
    const packages = (await listPackages(fresh.vault, tenant, neverAborted)).map((one) => one.built?.root);
    expect(packages).toEqual([index.root]);
    const seen: string[] = [];
    for await (const one of fresh.vault.manifests({ tenant }, neverAborted)) {
      if ('manifest' in one) seen.push(one.manifest.kind);
    }
    expect(seen.filter((kind) => kind === 'package')).toHaveLength(2);
    const request = { level: 'full', by: 'test', signal: neverAborted } as const;
    expect(await verifySnapshots({ ...fresh.deps }, request)).toMatchObject({ checked: 5, failed: 0, findings: [] });
    await fresh.close();
  });

  it('leaves nothing in the spool', async () => {
    expect(await readdir(join(on.platform.root, 'handover'))).toEqual([]);
  });
});
