import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore, type ObjectStore } from '../connectors/objects/index.ts';
import { collectBytes, neverAborted, noProgress, SimulatedClock } from '../core/index.ts';
import { type CommittedManifest, createVault, openVault, openVaultForCheck, type Vault } from './index.ts';
import { mailboxOf, parseNoteName, parseOrderedName } from './names.ts';
import {
  backUp,
  errorsOf,
  findings,
  gather,
  keysOf,
  MASTER,
  noise,
  openOne,
  plainMemory,
  readPart,
  START,
  scratch,
  seededRandom,
  writeExpectedNotes,
} from './testing/fixture.ts';

const clock = new SimulatedClock(START);
const options = (store: ObjectStore) => ({
  store,
  masterKey: MASTER,
  clock,
  random: seededRandom('check'),
  packBytes: 8 * 1024,
  signal: neverAborted,
});
const at = '2026-11-23T02:00:00.000Z';

/** Two tenants, three mailboxes, five snapshots of which one is dropped, notes of every kind, three acts. */
async function fill(vault: Vault, folder: string): Promise<{ dropped: string; kept: readonly CommittedManifest[] }> {
  const part = (name: string, seed: number, bytes = 3000) => ({ name, content: noise(bytes, seed) });
  const one = await backUp(vault, folder, { tenant: 'acme', mailbox: 'ann', parts: [part('a.pst', 1)], fence: 1 });
  const two = await backUp(vault, folder, {
    tenant: 'acme',
    mailbox: 'ann',
    parts: [part('a.pst', 1), part('b.pst', 2)],
    facts: Buffer.from('facts'),
    fence: 2,
  });
  const three = await backUp(vault, folder, { tenant: 'acme', mailbox: 'ann', parts: [part('b.pst', 2)], fence: 3 });
  const bob = await backUp(vault, folder, { tenant: 'acme', mailbox: 'bob', parts: [part('a.pst', 1)], fence: 4 });
  const zoe = await backUp(vault, folder, { tenant: 'zeta', mailbox: 'ann', parts: [part('a.pst', 1)], fence: 5 });
  for (const committed of [one, two, three, bob, zoe]) await writeExpectedNotes(vault, committed);
  const ann = { tenant: 'acme', mailboxId: 'ann' };
  const common = { at, by: 'claire' };
  const signal = neverAborted;
  await vault.putNote(ann, { kind: 'pin', snapshot: two.manifest.id, ...common, on: true, reason: 'law' }, { signal });
  await vault.putNote(ann, { kind: 'drop', snapshot: one.manifest.id, ...common, reasons: ['old'] }, { signal });
  await vault.removeSnapshot(ann, one.manifest.id, signal);
  for (const seq of [1, 2, 3]) await vault.putAct(seq, Buffer.from(`act ${seq}`), signal);
  return { dropped: one.manifest.id, kept: [two, three, bob, zoe] };
}

async function read(store: ObjectStore, key: string): Promise<Buffer> {
  return collectBytes(store.get(key, { signal: neverAborted }), 2 ** 30);
}

async function replace(store: ObjectStore, key: string, bytes: Uint8Array | null): Promise<void> {
  await store.remove(key, null, { signal: neverAborted });
  if (bytes !== null) await store.put(key, bytes, { signal: neverAborted });
}

describe('check', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  let store: ObjectStore;
  let keys: readonly string[];
  let kept: readonly CommittedManifest[];
  const original = new Map<string, Buffer>();

  beforeAll(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    ({ kept } = await fill(await createVault(options(store)), folder.path));
    keys = await keysOf(store);
    for (const key of keys) original.set(key, await read(store, key));
  });
  afterAll(() => folder.remove());

  /** The snapshots that cannot be proven without this object; empty where none depends on it. */
  function hitBy(key: string): readonly string[] {
    const ids = (wanted: (one: CommittedManifest) => boolean): readonly string[] =>
      kept.filter(wanted).map(({ manifest }) => manifest.id);
    const [type = '', ref = ''] = key.split('/');
    if (key === 'vault.json') return ids(() => true);
    if (type === 'keys') {
      const mailbox = /\/([a-z2-7]{16})-1$/.exec(key)?.[1];
      return ids(({ manifest }) =>
        mailbox === undefined ? manifest.tenantRef === ref : manifest.mailboxRef === mailbox,
      );
    }
    if (type === 'packs') return ids(({ manifest }) => manifest.packs.some((pack) => pack.key === key));
    if (type === 'index') return ids(({ manifest }) => manifest.segments.some((segment) => segment.key === key));
    if (type === 'snapshots') return [parseOrderedName(key)?.id ?? ''];
    if (type === 'notes') return [parseNoteName(key)?.snapshot ?? ''];
    return [];
  }

  async function expectFound(what: string, level: 'structure' | 'full', hit: readonly string[]): Promise<void> {
    const errors = errorsOf(await findings(await openVaultForCheck(options(store)), level));
    expect(errors.length, `${what}: nothing found`).toBeGreaterThan(0);
    for (const id of hit)
      expect(
        errors.map(({ snapshot }) => snapshot),
        what,
      ).toContain(id);
  }

  it('finds nothing in a vault that nobody touched, at either level', async () => {
    expect(new Set(keys.map((key) => key.split('/')[0]))).toEqual(
      new Set(['vault.json', 'keys', 'packs', 'index', 'snapshots', 'notes', 'ledger', 'witness']),
    );
    for (const level of ['structure', 'full'] as const) {
      expect(await findings(await openVault(options(store)), level)).toEqual([]);
    }
  });

  it('finds every object removed, emptied or cut by one byte, and names each snapshot hit', async () => {
    for (const [key, bytes] of original) {
      const damages: readonly (readonly [string, Uint8Array | null])[] = [
        ['removed', null],
        ['emptied', new Uint8Array(0)],
        ['cut', bytes.subarray(0, -1)],
        ['lengthened', Buffer.concat([bytes, Buffer.from([0])])],
      ];
      for (const [how, damaged] of damages) {
        await replace(store, key, damaged);
        await expectFound(`${key} ${how}`, 'structure', hitBy(key));
        if (how === 'removed') await expectFound(`${key} ${how}`, 'full', hitBy(key));
        await replace(store, key, bytes);
      }
    }
  }, 120_000);

  it('finds one byte changed anywhere in any object, and names each snapshot hit', async () => {
    const random = seededRandom('positions');
    for (const [key, bytes] of original) {
      const picked = Array.from({ length: 6 }, () => Buffer.from(random(4)).readUInt32LE(0) % bytes.byteLength);
      const fixed = [0, 8, 20, 50, 63, 64, bytes.byteLength - 40, bytes.byteLength - 1];
      for (const position of new Set([...fixed, ...picked])) {
        const damaged = Buffer.from(bytes);
        damaged[position] = (damaged[position] ?? 0) ^ (1 << (position % 8));
        await replace(store, key, damaged);
        await expectFound(`${key} byte ${position}`, 'full', hitBy(key));
      }
      await replace(store, key, bytes);
    }
  }, 240_000);

  it('finds every two objects of a kind that were swapped, across mailboxes and tenants as well', async () => {
    const kindOf = (key: string): string =>
      key.startsWith('keys/') ? `keys ${key.includes('/tenant-')}` : (key.split('/')[0] ?? '');
    for (const [i, left] of keys.entries()) {
      const others = keys.slice(i + 1).filter((key) => kindOf(key) === kindOf(left));
      for (const right of others) {
        await replace(store, left, original.get(right) as Buffer);
        await replace(store, right, original.get(left) as Buffer);
        await expectFound(`${left} and ${right} swapped`, 'structure', [...hitBy(left), ...hitBy(right)]);
        await replace(store, left, original.get(left) as Buffer);
        await replace(store, right, original.get(right) as Buffer);
      }
    }
  }, 240_000);

  it('checks only the snapshots asked for, and says which of them do not exist', async () => {
    const pack = kept[2]?.manifest.packs[0]?.key as string;
    await replace(store, pack, null);
    const vault = await openVault(options(store));
    const other = kept[0]?.manifest.id as string;
    expect(await findings(vault, 'full', [other])).toEqual([]);
    const missing = 'a'.repeat(26);
    expect(errorsOf(await findings(vault, 'full', [missing])).map(({ code, snapshot }) => [code, snapshot])).toEqual([
      ['VAULT_SNAPSHOT_NOT_FOUND', missing],
    ]);
    await replace(store, pack, original.get(pack) as Buffer);
  });

  it('opens for checking whatever vault.json has become, and refuses to write then', async () => {
    await replace(store, 'vault.json', Buffer.from('{"format":0}'));
    await expect(openVault(options(store))).rejects.toMatchObject({ code: 'VAULT_OBJECT_CORRUPT' });
    const vault = await openVaultForCheck(options(store));
    const begin = backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts: [] });
    await expect(begin).rejects.toMatchObject({ code: 'VAULT_NOT_FOUND' });
    expect(await readPart(await openOne(vault, kept[0] as CommittedManifest), 'a.pst')).toEqual(noise(3000, 1));
    await replace(store, 'vault.json', original.get('vault.json') as Buffer);
  });

  it('lists the manifests below a lost key as unreadable instead of leaving them out', async () => {
    const key = keys.find((one) => one.startsWith('keys/') && !one.includes('/tenant-')) as string;
    const path = mailboxOf(`${key.replace(/-1$/, '/')}`);
    await replace(store, key, null);
    const vault = await openVault(options(store));
    const listed = await gather(vault.manifests({}, neverAborted));
    const bad = listed.filter((one) => 'code' in one);
    expect(listed).toHaveLength(kept.length);
    expect(bad.length).toBeGreaterThan(0);
    for (const one of bad) {
      expect(one.code).toBe('VAULT_KEY_MISSING');
      expect(one.key).toContain(path?.mailboxRef);
    }
    await replace(store, key, original.get(key) as Buffer);
  });

  it('ends with the store’s own error when the store cannot be reached', async () => {
    const down = Object.assign(Object.create(store) as ObjectStore, {
      get: () => {
        throw new Error('unreachable');
      },
      capabilities: () => store.capabilities(),
      list: store.list.bind(store),
    });
    const vault = await openVault(options(store));
    await vault.close();
    await expect(openVaultForCheck(options(down))).rejects.toThrow('unreachable');
  });
});

describe('check on a store with versions', () => {
  it('reads below delete markers and second versions, and tells of them', async () => {
    const folder = await scratch();
    try {
      const store = memoryStore({ clock });
      const vault = await createVault(options(store));
      const committed = await backUp(vault, folder.path, {
        tenant: 'acme',
        mailbox: 'ann',
        parts: [{ name: 'a.pst', content: noise(3000, 1) }],
      });
      await writeExpectedNotes(vault, committed);
      expect(await findings(vault, 'full')).toEqual([]);
      store.hide(committed.key);
      store.hide(committed.manifest.packs[0]?.key as string);
      await store.put(committed.manifest.expectedNotes[0]?.key as string, Buffer.from('junk'), {
        signal: neverAborted,
      });
      const found = await findings(vault, 'full');
      expect(errorsOf(found)).toEqual([]);
      expect(new Set(found.map(({ code, snapshot }) => `${code} ${snapshot}`))).toEqual(
        new Set([`VAULT_CHANGED ${committed.manifest.id}`]),
      );
      expect(await readPart(await openOne(vault, committed), 'a.pst')).toEqual(noise(3000, 1));
      const request = { level: 'full' as const, onProgress: noProgress, signal: AbortSignal.abort(new Error('stop')) };
      await expect(gather(vault.check(request))).rejects.toThrow('stop');
    } finally {
      await folder.remove();
    }
  });
});
