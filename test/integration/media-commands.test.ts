/** `coffre media` as a technician uses it: a package of a real vault on a loop device, by command, in both languages. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../config/index.ts';
import { createLogger, neverAborted, sha256Hex } from '../../core/index.ts';
import { createApp, tenantId } from '../../daemon/index.ts';
import { contractAct } from '../../ledger/index.ts';
import { buildPackage, createSpool, freezeInventory, type HandoverDeps, verifyPackage } from '../../pipelines/index.ts';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';
import { type LoopVolume, loopVolume, system } from '../harness/loop-volume.ts';
import { PROVIDER } from '../harness/packaged-platform.ts';
import { describeWith, succeeds } from './need.ts';

const there = process.platform === 'linux' && process.getuid?.() === 0 && succeeds('losetup', '--version');
const describeLoop = describeWith(there, 'needs root on Linux with loop devices (mount, losetup, mkfs.ext4)');
const signal = neverAborted;

/** A night of two mailboxes, and their package, verified and recorded as the preparation of a hand-over does. */
async function verifiedPackage(platform: CliPlatform): Promise<string> {
  await platform.place('acme', 'ann', 'submessage.pst');
  await platform.place('acme', 'bob', 'contacts.pst');
  await platform.nextNight();
  const loaded = await loadConfig({ path: platform.config, env: {}, cwd: platform.root });
  const log = createLogger({ level: 'error' });
  const app = await createApp({ loaded, clock: platform.calendar, log, actor: 'claire' }, signal);
  try {
    const [ledger, vault, tenant] = [await app.ledger(), await app.vault(), tenantId('acme')];
    const spool = createSpool(join(platform.root, 'handover'));
    const deps: HandoverDeps = { ...(await app.backupDeps()), ledger, spool };
    const freeze = {
      tenant,
      contractId: 'C-1',
      round: 1,
      source: 'folder',
      items: null,
      by: 'claire',
      signal,
    } as const;
    const { packageId } = await freezeInventory(deps, freeze);
    const acknowledgement = 'a trial on a test bench';
    const build = { tenant, packageId, provider: PROVIDER, actor: 'claire', acknowledgement, signal };
    await buildPackage(deps, build);
    const { clock, onProgress } = app;
    const found = await verifyPackage({ vault, clock, onProgress }, { tenant, packageId, signal });
    const { root, items, exit, unexplained } = found;
    expect({ exit, unexplained }).toEqual({ exit: 0, unexplained: 0 });
    const body = { type: 'package.verified', packageId, root, items, exit, unexplained } as const;
    const actor = { id: 'claire', role: 'technician' } as const;
    await ledger.append(contractAct({ id: 'verified-1', actor, tenant, proofs: [], body }), signal);
    return packageId;
  } finally {
    await app.close();
  }
}

describeLoop('coffre media', () => {
  let platform: CliPlatform;
  let packageId: string;
  let loop: LoopVolume;
  let serial: string;
  let label: string;
  let count = 0;

  beforeAll(async () => {
    platform = await cliPlatform({ tenants: ['acme'], more: 'people: [{ name: audrey, role: auditor }]' });
    packageId = await verifiedPackage(platform);
  }, 120_000);
  afterAll(() => platform.close());
  beforeEach(async () => {
    loop = await loopVolume(48);
    serial = (await system('blkid', '--probe', '-s', 'UUID', '-o', 'value', loop.device)).trim();
    label = `M${++count}`;
  });
  afterEach(() => loop.close());

  const media = (...args: readonly string[]) => platform.json('media', ...args);
  const write = (...more: readonly string[]) =>
    media('write', 'acme', '--to', loop.mountPoint, '--serial', serial, '--label', label, ...more);
  const decided = ['--unencrypted', '--reason', 'the client has no key yet'];
  const at = (...more: readonly string[]) => [label, '--at', loop.mountPoint, '--serial', serial, ...more];
  const status = async () => {
    const { document } = await media('list');
    return document.media.find((one: { readonly label: string }) => one.label === label)?.status;
  };

  test('takes a package from the vault to the client and the carrier back to the shelf', async () => {
    const written = await write(...decided);
    expect(written).toMatchObject({
      code: 0,
      document: {
        medium: { label, tenant: 'acme', packageId, serial, status: 'written', encrypted: false },
        readBack: 'direct',
        differences: [],
      },
    });
    expect(written.document.label).toMatch(/UNENCRYPTED$/);
    expect(written.document.label).not.toMatch(/acme/i);
    const root = join(loop.mountPoint, written.document.medium.folder);
    await system('sh', '-c', 'cd "$1" && sha256sum --check --strict --quiet SHA256SUMS', 'sh', root);
    for (const bag of (await readdir(root)).filter((one) => one.startsWith('coffre-'))) {
      await system(
        'sh',
        '-c',
        'cd "$1" && sha512sum --check --strict --quiet manifest-sha512.txt',
        'sh',
        join(root, bag),
      );
    }

    expect(await media('verify', ...at())).toMatchObject({ code: 4, document: { error: { code: 'MEDIA_WRITABLE' } } });
    expect(await media('verify', ...at('--remount'))).toMatchObject({
      code: 0,
      document: { checked: written.document.files, failed: 0, readBack: 'remounted', medium: { status: 'verified' } },
    });

    const pdf = join(platform.root, 'receipt.pdf');
    await writeFile(pdf, 'signed');
    const signed = ['--seal', 'S-1', '--on', '2026-11-22', '--by', 'Anne Client', '--pdf', 'receipt.pdf'];
    const received = await media('receipt', label, '--serial', serial, '--seal-intact', 'no', ...signed);
    const pdfSha256 = sha256Hex(Buffer.from('signed'));
    expect(received).toMatchObject({ code: 0, document: { medium: { status: 'received', receipt: { seal: 'S-1' } } } });
    const told = { sealIntact: false, receivedBy: 'Anne Client', receivedOn: '2026-11-22', pdfSha256 };
    expect(received.document.medium.receipt).toMatchObject(told);

    await loop.unmount();
    await loop.mount();
    expect(await media('wipe', ...at())).toMatchObject({
      code: 0,
      document: { notZero: [], medium: { status: 'wiped' } },
    });
    expect(await readdir(loop.mountPoint)).toEqual(['lost+found']);

    const { document } = await platform.json('audit', 'list', '--tenant', 'acme');
    const acts = document.events.filter(({ type }: { readonly type: string }) => type.startsWith('medium.'));
    expect(acts.map(({ type }: { readonly type: string }) => type)).toEqual(
      ['assigned', 'written', 'verified', 'received', 'wiped'].map((one) => `medium.${one}`),
    );
    for (const { actor } of acts) expect(actor).toBe('claire');
    expect(acts[0].body).toMatchObject({ encrypted: false, reason: 'the client has no key yet', packageId });
    expect(await platform.json('audit', 'verify')).toMatchObject({ code: 0 });
  });

  test('is refused without the decision that the carrier is not encrypted, and says what there is instead', async () => {
    const { code, document } = await write();
    expect(code).toBe(4);
    expect(document.error).toMatchObject({
      code: 'MEDIA_UNENCRYPTED',
      message: expect.stringContaining('not available yet'),
    });
    expect((await write('--unencrypted')).code).toBe(2);
    expect(await readdir(loop.mountPoint)).toEqual(['lost+found']);
    expect(await status()).toBeUndefined();
  });

  test('is refused on the system, on a plain folder, with another serial number, for an unknown package, to an auditor', async () => {
    const where = (path: string) =>
      media('write', packageId, '--to', path, '--serial', serial, '--label', label, ...decided);
    expect(await where('/')).toMatchObject({ code: 4, document: { error: { code: 'MEDIA_SYSTEM' } } });
    expect(await where(platform.root)).toMatchObject({ code: 4, document: { error: { code: 'MEDIA_NOT_MOUNTED' } } });
    const wrong = ['--to', loop.mountPoint, '--serial', 'X-1', '--label', label, ...decided];
    expect(await media('write', packageId, ...wrong)).toMatchObject({
      document: { error: { code: 'MEDIA_WRONG_SERIAL' } },
    });
    expect(await media('write', 'other', ...wrong)).toMatchObject({
      code: 4,
      document: { error: { code: 'MEDIA_UNVERIFIED' } },
    });
    expect(await write(...decided, '--as', 'audrey')).toMatchObject({
      code: 4,
      document: { error: { code: 'MEDIA_ROLE' } },
    });
    expect(await status()).toBeUndefined();
  });

  test('ends a verification with 6 and the names where the carrier is not what was written', async () => {
    const { document } = await write(...decided);
    const folder = join(loop.mountPoint, document.medium.folder);
    const bag = (await readdir(folder)).find((one) => one.includes('-mbx-')) ?? '';
    const pst = await readFile(join(folder, bag, 'data', 'mail.pst'));
    await loop.unmount();
    expect(await loop.flip(pst.subarray(20_000, 20_256))).toBe(true);
    await loop.mount('ro');
    const { code, document: found } = await media('verify', ...at());
    expect(code).toBe(6);
    expect(found).toMatchObject({ failed: 1, differences: [{ kind: 'different' }], medium: { status: 'failed' } });
    expect(found.differences[0].path).toContain('.pst');
    const again = await media('verify', ...at());
    expect(again).toMatchObject({ code: 4, document: { error: { code: 'MEDIA_STATE' } } });
  });

  test('speaks to people in French and in English', async () => {
    const told = await platform.coffre(
      '--lang',
      'fr',
      'media',
      'write',
      'acme',
      '--to',
      loop.mountPoint,
      '--serial',
      serial,
      '--label',
      label,
      ...decided,
    );
    expect(told.code).toBe(0);
    expect(told.stdout).toContain('relu sur l’appareil');
    const listed = await platform.coffre('--lang', 'en', 'media', 'list');
    expect(listed.stdout).toContain(label);
    expect(listed.stdout).toContain(loop.mountPoint);
    expect(listed.stdout).toContain(serial);
  });
});
