/** `keys show|erase` as an operator uses it, with a real contract from signature to the end. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted, sha256Hex, systemClock } from '../../core/index.ts';
import { readMasterKey } from '../../daemon/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { openVault } from '../../vault/index.ts';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';
import { livedContract } from '../harness/ended-contract.ts';

let platform: CliPlatform;
beforeEach(async () => {
  platform = await cliPlatform();
  await platform.place('acme', 'ann', 'contacts.pst');
  await platform.place('beta', 'ann', 'msg-in-msg.pst');
  expect((await platform.nextNight()).code).toBe(0);
});
afterEach(() => platform.close());

/** Works on the contract of acme beside the commands, which open their own ledger. */
async function withContract<T>(work: (contract: ReturnType<typeof livedContract>) => Promise<T>): Promise<T> {
  const store = await openFilesystemStore({ path: platform.vaultDir, clock: systemClock });
  const masterKey = await readMasterKey(join(platform.root, 'master.key'));
  const vault = await openVault({ store, masterKey, clock: platform.calendar, signal: neverAborted });
  const path = join(platform.stateDir, 'ledger.sqlite');
  const ledger = await openLedger({ path, store: vault, clock: platform.calendar, signal: neverAborted });
  try {
    return await work(livedContract(ledger, platform.calendar, 'acme'));
  } finally {
    await ledger.close();
    await vault.close();
    await store.close();
  }
}

const snapshotsOf = async (tenant: string): Promise<number> =>
  (await platform.json('snapshots', '--tenant', tenant)).document.snapshots.length;

test('whose keys there are is shown, and no key with it', async () => {
  const { code, document } = await platform.json('keys', 'show');
  expect(code).toBe(0);
  expect(document.tenants).toMatchObject([
    { tenant: 'acme', mailboxes: 1 },
    { tenant: 'beta', mailboxes: 1 },
  ]);
  const master = (await readFile(join(platform.root, 'master.key'), 'utf8')).trim();
  expect(JSON.stringify(document)).not.toContain(master.slice(0, 16));
});

test('an erasure is refused with exit 4 and every reason until the contract allows it, and 5 where there is no such tenant', async () => {
  const { code, document } = await platform.json('keys', 'erase', 'acme');
  expect(code).toBe(4);
  expect(document.error.code).toBe('ERASURE_REFUSED');
  for (const rule of ['L12.approved', 'L12.delay', 'L12.instruction']) expect(document.error.message).toContain(rule);
  expect(document.error.hint).toContain('erase.approved proposed by one person and approved by another');
  expect((await platform.json('keys', 'erase', 'nobody')).code).toBe(5);
  expect((await platform.json('keys', 'erase', 'No such')).code).toBe(2);
  expect((await platform.json('verify', '--level', 'full')).code).toBe(0);
});

test('from the signed contract to the certificate: plan, approval by two, erasure, and what is left works', async () => {
  const ended = await withContract((contract) => contract.end());
  expect(ended.lifecycle.kind).toBe('erasable');
  const plan = (await platform.json('keys', 'erase', 'acme', '--dry-run')).document;
  expect(plan.refused.map(({ rule }: { rule: string }) => rule)).toEqual(['L12.approved', 'L12.instruction']);
  expect(await snapshotsOf('acme')).toBe(1);

  await withContract(async (contract) => {
    await contract.instruct();
    expect((await contract.approve('f'.repeat(64))).lifecycle.kind).toBe('erasing');
  });
  const other = await platform.json('keys', 'erase', 'acme');
  expect(other.code).toBe(4);
  expect(other.document.error.message).toMatch(/the plan has changed: ffffffffffff is approved/);
  expect((await platform.json('verify', '--level', 'full')).code).toBe(0);
});

test('an approved erasure is carried out, certified, and leaves the other tenant as it was', async () => {
  await withContract(async (contract) => {
    await contract.end();
    await contract.instruct();
  });
  const { plan } = (await platform.json('keys', 'erase', 'acme', '--dry-run')).document;
  await withContract((contract) => contract.approve(plan.sha256));
  expect((await platform.json('keys', 'erase', 'acme', '--dry-run')).document).toMatchObject({
    refused: [],
    plan: { sha256: plan.sha256 },
  });

  const { code, document } = await platform.json('keys', 'erase', 'acme', '--certificate', 'certificate.json');
  expect([code, document.error]).toEqual([0, undefined]);
  const { certificate, certificateSha256, complete } = document.erasure;
  expect(complete).toBe(true);
  expect(certificate).toMatchObject({
    number: 1,
    tenant: 'acme',
    operator: 'claire',
    requester: 'tess',
    approver: 'alain',
    instruction: { by: 'claire.martin@client.example', reference: 'letter 7' },
    planSha256: plan.sha256,
    verification: { result: 'passed' },
  });
  expect(sha256Hex(await readFile(join(platform.root, 'certificate.json')))).toBe(certificateSha256);

  const acts = (await platform.json('audit', 'list', '--tenant', 'acme')).document.events;
  expect(acts.slice(-3).map(({ type }: { type: string }) => type)).toEqual([
    'keys.destroyed',
    'versions.purged',
    'last-lock.expired',
  ]);
  expect(JSON.stringify(acts)).toContain(certificateSha256);
  expect((await platform.json('audit', 'verify')).document).toMatchObject({ failed: 0 });
  expect((await platform.json('verify', '--level', 'full')).document).toMatchObject({ checked: 1, failed: 0 });
  expect((await platform.json('catalog', 'rebuild')).code).toBe(0);
  expect([await snapshotsOf('acme'), await snapshotsOf('beta')]).toEqual([0, 1]);
  expect((await platform.json('keys', 'show')).document).toMatchObject({
    tenants: [{ tenant: 'beta' }],
    erased: [{ tenant: 'acme', by: 'claire' }],
  });
  const again = await platform.json('keys', 'erase', 'acme');
  expect([again.code, again.document.error.code]).toEqual([4, 'ERASURE_REFUSED']);
  // The mailbox is still in the source: a night must not begin it anew.
  platform.calendar.advance(86_400_000);
  await platform.json('backup');
  expect(await snapshotsOf('acme')).toBe(0);
  expect((await platform.json('keys', 'show')).document.tenants).toMatchObject([{ tenant: 'beta' }]);
});
