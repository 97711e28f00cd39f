import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { collectBytes, neverAborted, SimulatedClock } from '../core/index.ts';
import { listManifests, readManifest } from './history.ts';
import { type CommittedManifest, createVault, openVault, type Vault } from './index.ts';
import { Keyring } from './keyring.ts';
import { loadIndex } from './load-index.ts';
import { resolveStream } from './stream-reader.ts';
import {
  backUp,
  gather,
  MASTER,
  noise,
  openOne,
  plainMemory,
  START,
  scratch,
  seededRandom,
} from './testing/fixture.ts';

const clock = new SimulatedClock(START);
const options = (store: ObjectStore) => ({
  store,
  masterKey: MASTER,
  clock,
  random: seededRandom('tenants'),
  signal: neverAborted,
});

describe('tenants', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  let store: ObjectStore;
  let vault: Vault;
  let acme: CommittedManifest;
  let zeta: CommittedManifest;
  const content = noise(400_000, 1);

  beforeAll(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    vault = await createVault(options(store));
    const parts = [{ name: 'a.pst', content }];
    acme = await backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts });
    zeta = await backUp(vault, folder.path, { tenant: 'zeta', mailbox: 'ann', parts });
  });
  afterAll(() => folder.remove());

  async function copy(from: string, to: string): Promise<void> {
    const bytes = await collectBytes(store.get(from, { signal: neverAborted }), 2 ** 30);
    await store.put(to, bytes, { signal: neverAborted });
  }

  /** The keys of one tenant with the paths of the other. */
  async function mixed() {
    const keyring = new Keyring(store, MASTER.reveal(), seededRandom('x'));
    const [a] = await keyring.find('acme', 'ann', neverAborted);
    const [z] = await keyring.find('zeta', 'ann', neverAborted);
    if (a === undefined || z === undefined) throw new Error('both mailboxes exist');
    const context = {
      store,
      clock,
      random: seededRandom('y'),
      vaultId: vault.id,
      master: MASTER.reveal(),
      keyring,
      packBytes: 2 ** 20,
    };
    const { tenantRef, mailboxRef } = z;
    return { context, a, z, crossed: { ...a, tenantRef, mailboxRef } };
  }

  it('share no chunk id for the same content, nor any object', async () => {
    const { context, a, z } = await mixed();
    const ids = async (domain: typeof a, { manifest }: CommittedManifest): Promise<readonly string[]> => {
      const { index } = await loadIndex(context, domain, manifest, neverAborted);
      const stream = manifest.streams[0];
      if (stream === undefined) throw new Error('one stream');
      const resolved = await resolveStream({ store, domain, index }, stream, neverAborted);
      const lists = stream.recipe.map(({ id }) => id);
      return [...lists, ...Array.from(resolved.ends, (_, i) => resolved.ids.toString('hex', i * 32, i * 32 + 32))];
    };
    const [left, right] = [await ids(a, acme), await ids(z, zeta)];
    expect(left.length).toBeGreaterThan(1);
    expect(left.filter((id) => right.includes(id))).toEqual([]);
    expect(acme.manifest.packs[0]?.sha256).not.toBe(zeta.manifest.packs[0]?.sha256);
  });

  it('find nothing under the name of another', async () => {
    for (const [mailbox, snapshot] of [
      [{ tenant: 'acme', mailboxId: 'ann' }, zeta.manifest.id],
      [{ tenant: 'zeta', mailboxId: 'ann' }, acme.manifest.id],
      [{ tenant: 'acme', mailboxId: 'bob' }, acme.manifest.id],
      [{ tenant: 'nobody', mailboxId: 'ann' }, acme.manifest.id],
      [{ tenant: 'acme', mailboxId: 'ann' }, '../../zeta'],
    ] as const) {
      await expect(vault.open(mailbox, snapshot, neverAborted)).rejects.toMatchObject({
        code: 'VAULT_SNAPSHOT_NOT_FOUND',
      });
    }
    const note = {
      kind: 'pin',
      snapshot: zeta.manifest.id,
      at: '2026-11-23T00:00:00Z',
      by: 'x',
      on: true,
      reason: 'r',
    } as const;
    await expect(
      vault.putNote({ tenant: 'acme', mailboxId: 'ann' }, note, { signal: neverAborted }),
    ).rejects.toMatchObject({ code: 'VAULT_SNAPSHOT_NOT_FOUND' });
    await expect(
      vault.removeSnapshot({ tenant: 'acme', mailboxId: 'ann' }, zeta.manifest.id, neverAborted),
    ).rejects.toMatchObject({ code: 'VAULT_CHANGED' });
  });

  it('cannot open each other’s manifests, segments and packs, keys at hand or not', async () => {
    const { context, z, crossed } = await mixed();
    const [named] = await listManifests(context, z, neverAborted);
    if (named === undefined) throw new Error('one manifest');
    await expect(readManifest(context, crossed, named, neverAborted)).rejects.toMatchObject({
      code: 'VAULT_MANIFEST_CORRUPT',
    });
    const { index, problems } = await loadIndex(context, crossed, zeta.manifest, neverAborted);
    expect(problems).toHaveLength(1);
    expect(index.size).toBe(0);
    const right = await loadIndex(context, z, zeta.manifest, neverAborted);
    const stream = zeta.manifest.streams[0];
    if (stream === undefined) throw new Error('one stream');
    await expect(
      resolveStream({ store, domain: crossed, index: right.index }, stream, neverAborted),
    ).rejects.toMatchObject({ code: 'VAULT_OBJECT_CORRUPT' });
  });

  it('cannot take over objects or keys copied under another’s prefix', async () => {
    const { z } = await mixed();
    const manifest = acme.key.replace(/snapshots\/[^/]+\/[^/]+/, `snapshots/${z.tenantRef}/${z.mailboxRef}`);
    await copy(acme.key, manifest);
    const mailboxKey = `keys/${z.tenantRef}/${acme.manifest.mailboxRef}-1`;
    await copy(`keys/${acme.manifest.tenantRef}/${acme.manifest.mailboxRef}-1`, mailboxKey);
    const tenantKey = `keys/${z.tenantRef}/tenant-2`;
    await copy(`keys/${acme.manifest.tenantRef}/tenant-1`, tenantKey);
    const other = await openVault(options(store));
    await expect(
      other.open({ tenant: 'zeta', mailboxId: 'ann' }, acme.manifest.id, neverAborted),
    ).rejects.toMatchObject({
      code: 'VAULT_MANIFEST_CORRUPT',
    });
    const listed = await gather(other.manifests({ tenant: 'zeta' }, neverAborted));
    expect(listed.map((one) => ('code' in one ? one.code : one.manifest.id)).sort()).toEqual(
      ['VAULT_MANIFEST_CORRUPT', zeta.manifest.id].sort(),
    );
    for (const key of [manifest, mailboxKey, tenantKey]) await store.remove(key, null, { signal: neverAborted });
    expect((await openOne(other, zeta)).committed.manifest.id).toBe(zeta.manifest.id);
  });

  it('are not given a second set of keys while a key that may be theirs is damaged', async () => {
    const key = `keys/${acme.manifest.tenantRef}/tenant-1`;
    const bytes = await collectBytes(store.get(key, { signal: neverAborted }), 2 ** 20);
    await store.remove(key, null, { signal: neverAborted });
    const other = await openVault(options(store));
    const parts = [{ name: 'a.pst', content }];
    await expect(backUp(other, folder.path, { tenant: 'acme', mailbox: 'ann', parts })).rejects.toMatchObject({
      code: 'VAULT_KEY_MISSING',
    });
    await store.put(key, bytes, { signal: neverAborted });
    const again = await openVault(options(store));
    const night = await backUp(again, folder.path, { tenant: 'acme', mailbox: 'ann', parts });
    expect(night.manifest.mailboxRef).toBe(acme.manifest.mailboxRef);
  });

  it('met for the first time by several processes at once keep every mailbox readable', async () => {
    const own = plainMemory(clock);
    await createVault({ ...options(own), random: seededRandom('race') });
    let arrived = 0;
    const all = Promise.withResolvers<void>();
    const put = own.put.bind(own);
    own.put = async (key, body, how) => {
      if (key.endsWith('/tenant-1') && ++arrived === 3) all.resolve();
      if (key.endsWith('/tenant-1')) await all.promise;
      return put(key, body, how);
    };
    const nights = await Promise.all(
      ['ann', 'bob', 'eve'].map(async (mailbox) => {
        const process = await openVault({ ...options(own), random: seededRandom(`race ${mailbox}`) });
        return backUp(process, folder.path, { tenant: 'new', mailbox, parts: [{ name: 'a.pst', content }] });
      }),
    );
    expect(new Set(nights.map(({ manifest }) => manifest.tenantRef)).size).toBe(3);
    const after = await openVault({ ...options(own), random: seededRandom('race after') });
    for (const night of nights) {
      expect((await openOne(after, night)).committed.sha256).toBe(night.sha256);
      const { id } = night.manifest.mailbox;
      const next = await backUp(after, folder.path, {
        tenant: 'new',
        mailbox: id,
        parts: [{ name: 'a.pst', content }],
      });
      expect(next.manifest.previous?.id).toBe(night.manifest.id);
    }
    expect(await gather(after.manifests({ tenant: 'new' }, neverAborted))).toHaveLength(6);
  });
});
