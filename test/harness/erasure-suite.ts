import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCatalog } from '../../catalog/index.ts';
import { memoryStore, type ObjectStore } from '../../connectors/objects/index.ts';
import {
  CodedError,
  canonicalJson,
  type JsonValue,
  neverAborted,
  noProgress,
  noSteps,
  sha256Hex,
} from '../../core/index.ts';
import type { Refusal, Snapshot } from '../../domain/index.ts';
import { openLedger } from '../../ledger/index.ts';
import { eraseTenant, planErasure, rebuildFromVault, restoreSnapshot, verifySnapshots } from '../../pipelines/index.ts';
import {
  type CommittedManifest,
  makeKit,
  openVault,
  openVaultForCheck,
  parseKit,
  type Vault,
} from '../../vault/index.ts';
import { type ErasablePlatform, erasablePlatform, filesBelow, leaveFiles, lootOf } from './erasable-platform.ts';
import { FIXTURES } from './small-platform.ts';
import { everyKey, type Loot, opens } from './try-every-key.ts';

const signal = neverAborted;

/** For stores of this machine. */
const PATIENCE_MS = 120_000;

/** A store to erase on, and what a stranger with more rights can do there. */
export interface ErasableStore {
  readonly store: ObjectStore;
  /** Writes a delete marker; null where there are no versions. */
  readonly hide: ((key: string) => Promise<void>) | null;
  /** A date a little ahead by the store's own clock, and a wait until it is over; null where nothing can be locked. */
  readonly lock: { soon(): Date; reach(until: Date): Promise<void> } | null;
  readonly dispose: () => Promise<void>;
}

interface Case {
  readonly erasable: ErasableStore;
  readonly here: ErasablePlatform;
}

/** What an erasure promises, on any store. */
export function erasureSuite(name: string, make: () => Promise<ErasableStore>, timeoutMs = PATIENCE_MS): void {
  const within = async (work: (one: Case) => Promise<void>): Promise<void> => {
    const erasable = await make();
    const here = await erasablePlatform({ store: erasable.store });
    try {
      await work({ erasable, here });
    } finally {
      await here.close();
      await erasable.dispose();
    }
  };
  const request = (here: ErasablePlatform) => ({ tenant: here.acme, operator: 'claire', signal });

  describe(`erasing a tenant on ${name}`, { timeout: timeoutMs }, () => {
    test('before it everything restores; after it nothing of the tenant opens with whatever can be had, and the other restores byte for byte', () =>
      within(async ({ erasable: { store, hide }, here }) => {
        const { platform, stateDir, ledger } = here;
        await leaveFiles(stateDir);
        const snapshots = await platform.catalog.snapshots.list({});
        expect(snapshots.length).toBe(4);
        for (const one of snapshots) expect(await restored(here, platform.vault, one)).toBe(true);
        const acme = snapshots.filter((one) => one.tenant === here.acme);
        const manifest = await firstManifest(platform.vault);
        const ref = manifest.manifest.tenantRef;
        if (hide !== null) await hide(manifest.key);

        // What somebody may have taken before: the whole bucket, the state folder, the catalogue, a printed kit.
        const kit = makeKit({ vaultId: platform.vault.id, masterKey: platform.masterKey, store: 'here' });
        const before = await lootOf(store);
        const files = [...(await filesBelow(stateDir)), await readFile(join(platform.root, 'catalog.sqlite'))];
        const master = parseKit(kit).reveal();
        const own = before.filter(({ key }) => key.includes(ref) && !key.startsWith('keys/'));
        const others = before.filter(({ key }) => !key.includes(ref) && /^(packs|index|snapshots|notes)\//.test(key));
        expect(own.length).toBeGreaterThan(9);
        const complete = everyKey(master, before);
        expect(unopened(complete, own)).toEqual([]);
        const secrets = complete.slice(
          everyKey(
            master,
            before.filter(({ key }) => !key.startsWith('keys/')),
          ).length,
        );
        expect(secrets.length).toBe(10);
        for (const text of files) for (const key of secrets) expect(holds(text, key)).toBe(false);

        const { certificate, complete: done } = await eraseTenant(here.deps, request(here));
        expect(done).toBe(true);
        expect(certificate.verification.result).toBe('passed');
        // The restore that was cut off is young by the calendar: it may be another tenant's, and is told instead.
        const left = certificate.copies.filter(({ after }) => after.versions > 0);
        expect(left.map(({ kind, after }) => [kind, after.objects])).toEqual([['restores', 1]]);
        expect(certificate.statement.en).toMatch(
          /^1 file\(s\) that do not say whose they are, are left on this machine/,
        );

        // With all of that, the old copies of the key objects alone left out, and all that is in the bucket now.
        const withoutKeys = before.filter(({ key }) => !key.startsWith(`keys/${ref}/`));
        const loot = [...withoutKeys, ...(await lootOf(store))];
        const keys = everyKey(master, loot);
        expect(own.filter(({ bytes }) => opens(keys, bytes)).map(({ key }) => key)).toEqual([]);
        expect(unopened(keys, others)).toEqual([]);

        // The same through Coffre itself, without the mark that makes it look away.
        const bucket = memoryStore({ clock: platform.clock, versioning: false });
        for (const { key, bytes } of latest(withoutKeys)) await bucket.put(key, bytes, { signal });
        const robbed = await openVaultForCheck({
          store: bucket,
          masterKey: parseKit(kit),
          clock: platform.clock,
          signal,
        });
        for (const one of acme) await expect(restored(here, robbed, one)).rejects.toBeInstanceOf(CodedError);
        for await (const one of robbed.manifests({ tenant: here.acme }, signal)) expect('manifest' in one).toBe(false);

        for (const one of [platform.vault, await reopened(here)]) {
          for (const snapshot of acme) {
            await expect(restored(here, one, snapshot)).rejects.toMatchObject({ code: 'VAULT_SNAPSHOT_NOT_FOUND' });
          }
          for (const snapshot of snapshots.filter(({ tenant }) => tenant === here.beta)) {
            expect(await restored(here, one, snapshot)).toBe(true);
          }
        }
        await expectSound(here, 2);
        expect((await ledger.events({ tenant: 'acme' })).map(({ type }) => type)).toEqual([
          'test.done',
          ...restoresOf(acme),
          'keys.destroyed',
          'versions.purged',
          'last-lock.expired',
        ]);

        // Somebody puts a backup copy of a key back.
        const [key] = before.filter((one) => one.key.startsWith(`keys/${ref}/tenant-`));
        await store.put(key?.key ?? '', key?.bytes ?? Buffer.alloc(0), { signal });
        const told = await verifySnapshots(verifyDeps(here), { level: 'structure', by: 'claire', signal });
        expect(told.findings.filter(({ severity }) => severity === 'error')).toMatchObject([
          { code: 'VAULT_ERASED_KEY', object: key?.key },
        ]);
        expect(told.failed).toBe(1);
      }));

    test('the plan is the same each time, lists what is there, and changes with a new snapshot', () =>
      within(async ({ here, erasable: { store } }) => {
        const first = await planErasure(here.deps, here.acme, signal);
        here.platform.clock.advance(3_600_000);
        const again = await planErasure(await here.again(), here.acme, signal);
        expect(again.plan.sha256).toBe(first.plan.sha256);
        expect(first.plan.scope).toMatchObject({ tenant: 'acme', mailboxes: 1, snapshots: 2 });
        const [ref = ''] = first.plan.scope.tenantRefs;
        const direct = await lootOf(store);
        const listed = first.plan.copies.filter(({ where }) => where.includes(ref));
        expect(listed.reduce((sum, { count }) => sum + count.versions, 0)).toBe(
          direct.filter(({ key }) => key.includes(ref)).length,
        );
        const mailbox = await here.platform.mailbox('acme', 'ann');
        const { vault } = here.platform;
        const snapshots = await here.platform.catalog.snapshots.list({ tenant: here.acme });
        const note = {
          kind: 'verification',
          at: '2026-11-25T00:00:00.000Z',
          by: 'x',
          level: 'full',
          passed: true,
          findings: 0,
        } as const;
        const snapshot = snapshots[0]?.id ?? '';
        await vault.putNote({ tenant: 'acme', mailboxId: mailbox.id }, { ...note, snapshot }, { signal });
        expect((await planErasure(here.deps, here.acme, signal)).plan.sha256).toBe(first.plan.sha256);
        const drop = { kind: 'drop', at: '2026-11-25T00:00:00.000Z', by: 'x', reasons: ['x'], snapshot } as const;
        await vault.putNote({ tenant: 'acme', mailboxId: mailbox.id }, drop, { signal });
        await vault.removeSnapshot({ tenant: 'acme', mailboxId: mailbox.id }, snapshot, signal);
        expect((await planErasure(here.deps, here.acme, signal)).plan.sha256).not.toBe(first.plan.sha256);
      }));

    test.each([1, 2])('a rule that refuses at question %i keeps every object where it is', (question) =>
      within(async ({ here, erasable: { store } }) => {
        const before = (await lootOf(store)).map(({ key }) => key);
        here.refuse = (asked) => (asked === question ? [HOLD] : []);
        await expect(eraseTenant(here.deps, request(here))).rejects.toMatchObject({
          code: 'ERASURE_REFUSED',
          kind: 'refused',
          message: expect.stringContaining('held: h1 (L12.hold'),
          hint: expect.stringContaining('hold.released'),
        });
        expect((await lootOf(store)).map(({ key }) => key)).toEqual(before);
        expect(here.recorded).toEqual([]);
        here.refuse = () => [];
        expect((await eraseTenant(here.deps, request(here))).complete).toBe(true);
      }),
    );
  });
}

/** What is left under a lock: certificate 1 says exactly what the store says, certificate 2 only when it is gone. */
export function lockedErasureSuite(name: string, make: () => Promise<ErasableStore>, timeoutMs = PATIENCE_MS): void {
  describe(`versions that ${name} locks`, { timeout: timeoutMs }, () => {
    test('are listed in certificate 1 as the store shows them, hold certificate 2 back, and are gone with it', async () => {
      const { store, lock, hide, dispose } = await make();
      const here = await erasablePlatform({ store });
      if (lock === null) throw new Error('this store locks nothing');
      try {
        const manifest = await firstManifest(here.platform.vault);
        const { tenantRef } = manifest.manifest;
        const pack = manifest.manifest.packs[0];
        const until = lock.soon();
        await store.extendLock(pack?.key ?? '', pack?.versionId ?? null, until, { signal });
        await store.extendLock(manifest.key, manifest.versionId, until, { signal });
        if (hide !== null) await hide(manifest.key);
        const request = { tenant: here.acme, operator: 'claire', signal };
        const first = await eraseTenant(here.deps, request);
        expect(first.complete).toBe(false);

        const shown: string[] = [];
        for await (const { key, versionId, size } of store.listVersions('', { signal })) {
          if (!key.includes(tenantRef) || key.startsWith('erased/')) continue;
          const head = await store.head(key, { signal, versionId });
          shown.push(`${key} ${versionId} ${size} ${head.lock?.mode} ${head.lock?.until.toISOString()}`);
        }
        expect(shown.length).toBe(2);
        const said = first.certificate.locked.map(
          (one) => `${one.key} ${one.versionId} ${one.bytes} ${one.mode} ${one.retainUntil}`,
        );
        expect([...said].sort()).toEqual([...shown].sort());
        expect(first.certificate.next?.due).toBe(first.certificate.locked[0]?.retainUntil);
        expect(first.certificate.statement.en).toMatch(/^2 encrypted version/);
        expect(here.recorded).toEqual(['keys.destroyed', 'versions.purged']);
        await expectSound(here, 2);

        await expect(eraseTenant(here.deps, request)).rejects.toMatchObject({ code: 'ERASURE_WAITING' });
        expect(await here.platform.vault.certificate(tenantRef, 2, signal)).toBe(null);
        await lock.reach(until);
        const second = await eraseTenant(await here.again(), request);
        expect(second).toMatchObject({ complete: true, certificate: { number: 2, locked: [], next: null } });
        expect(second.plan).toEqual(first.plan);
        expect(second.certificate.instants.firstDestruction).toBe(first.certificate.instants.firstDestruction);
        expect(here.recorded).toEqual(['keys.destroyed', 'versions.purged', 'last-lock.expired']);
        const left = (await lootOf(store)).map(({ key }) => key).filter((key) => key.includes(tenantRef));
        expect(left.every((key) => key.startsWith('erased/'))).toBe(true);
        await expectSound(here, 2);
      } finally {
        await here.close();
        await dispose();
      }
    });
  });
}

const HOLD: Refusal = {
  rule: 'L12.hold',
  clause: 'R',
  message: { fr: 'conservation', en: 'held: h1' },
  unlockedBy: { fr: 'levée', en: 'hold.released, by two persons' },
};

const restoresOf = (snapshots: readonly Snapshot[]): readonly string[] => snapshots.map(() => 'restore.done');

function unopened(keys: readonly Uint8Array[], loot: Loot): readonly string[] {
  return loot.filter(({ bytes }) => !opens(keys, bytes)).map(({ key }) => key);
}

/** Whether a file holds this key, as it is or in a usual spelling. */
function holds(file: Buffer, key: Uint8Array): boolean {
  const bytes = Buffer.from(key);
  const text = file.toString('latin1');
  return [bytes.toString('latin1'), bytes.toString('base64'), bytes.toString('hex')].some((one) => text.includes(one));
}

/** One version a key: the last listed. */
function latest(loot: Loot): Loot {
  return [...new Map(loot.map((one) => [one.key, one])).values()];
}

async function firstManifest(vault: Vault): Promise<CommittedManifest> {
  for await (const one of vault.manifests({ tenant: 'acme' }, signal)) if ('manifest' in one) return one;
  throw new Error('no manifest of acme');
}

const reopened = (here: ErasablePlatform): Promise<Vault> => {
  const { store, masterKey, clock } = here.platform;
  return openVault({ store, masterKey, clock, signal });
};

/** Restores into a file and compares it with the fixture it came from. */
async function restored(here: ErasablePlatform, vault: Vault, snapshot: Snapshot): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'coffre-restored-'));
  try {
    const { platform, ledger } = here;
    const deps = { ...platform.deps, vault, ledger, onProgress: noProgress };
    const path = join(folder, 'out.pst');
    const target = { kind: 'pst', path } as const;
    await restoreSnapshot(deps, { snapshot, target, actor: 'claire', acknowledgement: 'test', signal });
    const bytes = await readFile(path);
    const names = ['contacts.pst', 'body-types.pst', 'msg-in-msg.pst', 'storage-66.pst'];
    const originals = await Promise.all(names.map((name) => readFile(join(FIXTURES, name))));
    return originals.some((one) => one.equals(bytes)) && sha256Hex(bytes) === snapshot.sha256;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function verifyDeps({ platform }: ErasablePlatform) {
  const { vault, catalog, clock } = platform;
  return { vault, catalog, clock, writer: 'test', onProgress: noProgress, onStep: noSteps };
}

/** After an erasure: the vault is proven, the catalogue can be made again, the ledger is whole in both places. */
async function expectSound(here: ErasablePlatform, snapshots: number): Promise<void> {
  const { platform, ledger } = here;
  const report = await verifySnapshots(verifyDeps(here), { level: 'full', by: 'claire', signal });
  expect(report.findings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
  expect(report).toMatchObject({ failed: 0, checked: snapshots });
  const folder = await mkdtemp(join(tmpdir(), 'coffre-sound-'));
  const catalog = await openCatalog({ path: join(folder, 'catalog.sqlite'), clock: platform.clock });
  const vault = await reopened(here);
  const copy = await openLedger({ path: join(folder, 'ledger.sqlite'), store: vault, clock: platform.clock, signal });
  try {
    expect(await rebuildFromVault(vault, catalog, { signal })).toMatchObject({ snapshots, problemCount: 0 });
    expect(await catalog.dump()).toBe(await platform.catalog.dump());
    expect(await ledger.verify(signal)).toEqual([]);
    expect(canonicalJson((await copy.events()) as unknown as JsonValue)).toBe(
      canonicalJson((await ledger.events()) as unknown as JsonValue),
    );
  } finally {
    await copy.close();
    await catalog.close();
    await vault.close();
    await rm(folder, { recursive: true, force: true });
  }
}
