import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ObjectStore, openFilesystemStore } from '../connectors/objects/index.ts';
import { neverAborted, Secret, SimulatedClock, sha256Hex } from '../core/index.ts';
import { createVault, openVault, type Vault } from './index.ts';
import {
  backUp,
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

const SAMPLES = join(import.meta.dirname, '../test/fixtures/pst');

describe('a vault', () => {
  let store: ObjectStore;
  let vault: Vault;
  let folder: Awaited<ReturnType<typeof scratch>>;
  const clock = new SimulatedClock(START);
  const options = (seed: string) => ({
    store,
    masterKey: MASTER,
    clock,
    random: seededRandom(seed),
    signal: neverAborted,
  });

  beforeEach(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    vault = await createVault(options('vault'));
  });
  afterEach(() => folder.remove());

  it('gives every sample PST back byte for byte, and knows it the second night', async () => {
    const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.pst'));
    expect(names.length).toBeGreaterThan(20);
    const parts = await Promise.all(
      names.map(async (name) => ({ name, content: await readFile(join(SAMPLES, name)) })),
    );
    const mailbox = { tenant: 'acme', mailbox: 'ann', parts, facts: Buffer.from('facts') };
    const first = await backUp(vault, folder.path, mailbox);
    await writeExpectedNotes(vault, first);
    const reader = await openOne(await openVault(options('other process')), first);
    for (const { name, content } of parts) expect(sha256Hex(await readPart(reader, name))).toBe(sha256Hex(content));
    expect((await readPart(reader, 'facts/items')).toString()).toBe('facts');
    const second = await backUp(vault, folder.path, { ...mailbox, fence: 2 });
    await writeExpectedNotes(vault, second);
    expect(second.manifest.stored).toMatchObject({ newBytes: 0, newChunks: 0 });
    expect(second.manifest.previous).toEqual({ id: first.manifest.id, seq: 1, sha256: first.sha256 });
    expect(await findings(vault, 'structure')).toEqual([]);
    expect(await findings(vault, 'full')).toEqual([]);
  });

  it('keeps an empty part and one that needs many list chunks and packs', async () => {
    const big = noise(12 * 1024 * 1024, 9);
    const small = await createVault({
      ...options('small packs'),
      store: plainMemory(clock),
      packBytes: 2 * 1024 * 1024,
    });
    const parts = [
      { name: 'empty.pst', content: new Uint8Array(0) },
      { name: 'big.pst', content: big },
    ];
    const committed = await backUp(small, folder.path, { tenant: 'acme', mailbox: 'ann', parts });
    expect(committed.manifest.packs.length).toBeGreaterThan(5);
    for (const pack of committed.manifest.packs) expect(pack.bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
    const reader = await openOne(small, committed);
    expect(await readPart(reader, 'empty.pst')).toHaveLength(0);
    expect(sha256Hex(await readPart(reader, 'big.pst'))).toBe(sha256Hex(big));
  });

  it('reads any range of a part as if it were the file', async () => {
    const content = noise(5_000_000, 3);
    const committed = await backUp(vault, folder.path, {
      tenant: 'acme',
      mailbox: 'ann',
      parts: [{ name: 'a.pst', content }],
    });
    const reader = await openOne(vault, committed);
    const offset = fc.nat(content.byteLength + 1000);
    await fc.assert(
      fc.asyncProperty(offset, fc.oneof(fc.nat(10), fc.nat(2_000_000)), async (from, length) => {
        const read = await reader.read('a.pst', from, length, neverAborted);
        expect(Buffer.compare(read, content.subarray(from, from + length))).toBe(0);
      }),
      { numRuns: 60 },
    );
    await expect(reader.read('b.pst', 0, 1, neverAborted)).rejects.toMatchObject({ code: 'VAULT_PART_NOT_FOUND' });
    await expect(reader.read('a.pst', -1, 1, neverAborted)).rejects.toThrow(RangeError);
  });

  it('stores little for a file that changed in one place', async () => {
    const content = noise(8_000_000, 4);
    const mailbox = { tenant: 'acme', mailbox: 'ann' };
    const first = await backUp(vault, folder.path, { ...mailbox, parts: [{ name: 'a.pst', content }] });
    const changed = Buffer.concat([content.subarray(0, 3_000_000), Buffer.from('new'), content.subarray(3_000_000)]);
    const second = await backUp(vault, folder.path, { ...mailbox, parts: [{ name: 'a.pst', content: changed }] });
    expect(first.manifest.stored.newBytes).toBeGreaterThan(7_900_000);
    expect(second.manifest.stored.newBytes).toBeLessThan(2_300_000);
    expect(sha256Hex(await readPart(await openOne(vault, second), 'a.pst'))).toBe(sha256Hex(changed));
  });

  it('writes the same bytes for the same randomness', async () => {
    const objects = async (): Promise<readonly string[]> => {
      const own = plainMemory(clock);
      const same = await createVault({ ...options('same'), store: own });
      const parts = [{ name: 'a.pst', content: noise(300_000, 5) }];
      await writeExpectedNotes(same, await backUp(same, folder.path, { tenant: 'acme', mailbox: 'ann', parts }));
      const keys = await keysOf(own);
      return Promise.all(
        keys.map(async (key) => {
          const bytes = Buffer.concat(await gather(own.get(key, { signal: neverAborted })));
          return `${key} ${sha256Hex(bytes)}`;
        }),
      );
    };
    expect(await objects()).toEqual(await objects());
  });

  it('is the same on a store of files', async () => {
    const files = await openFilesystemStore({ path: join(folder.path, 'store'), clock });
    try {
      const own = await createVault({ ...options('files'), store: files });
      const parts = [{ name: 'a.pst', content: noise(300_000, 8) }];
      const night = { tenant: 'acme', mailbox: 'ann', parts };
      const first = await backUp(own, folder.path, night);
      await writeExpectedNotes(own, first);
      await own.putAct(1, Buffer.from('act'), neverAborted);
      const again = await openVault({ ...options('files again'), store: files });
      const second = await backUp(again, folder.path, { ...night, fence: 2 });
      await writeExpectedNotes(again, second);
      expect(await readPart(await openOne(again, second), 'a.pst')).toEqual(parts[0]?.content);
      expect(await findings(again, 'full')).toEqual([]);
      const ann = { tenant: 'acme', mailboxId: 'ann' };
      const at = '2026-11-24T00:00:00Z';
      const drop = { kind: 'drop', snapshot: first.manifest.id, at, by: 'coffre', reasons: ['old'] } as const;
      await again.putNote(ann, drop, { signal: neverAborted });
      await again.removeSnapshot(ann, first.manifest.id, neverAborted);
      expect(await findings(again, 'full')).toEqual([]);
    } finally {
      await files.close();
    }
  });

  it('tells a wrong master key, an absent vault and an existing one apart', async () => {
    const wrong = new Secret<Uint8Array>(new Uint8Array(32));
    await expect(openVault({ ...options('x'), masterKey: wrong })).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
    const short = new Secret<Uint8Array>(new Uint8Array(31));
    await expect(openVault({ ...options('x'), masterKey: short })).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
    await expect(createVault(options('x'))).rejects.toMatchObject({ code: 'VAULT_EXISTS' });
    const empty = { ...options('x'), store: plainMemory(clock) };
    await expect(openVault(empty)).rejects.toMatchObject({ code: 'VAULT_NOT_FOUND' });
  });

  it('gives manifests in the order of tenant, mailbox and seq, and the highest fence', async () => {
    const parts = [{ name: 'a.pst', content: noise(1000, 6) }];
    for (const [fence, tenant, mailbox] of [
      [1, 'zeta', 'ann'],
      [2, 'acme', 'bob'],
      [3, 'acme', 'ann'],
      [7, 'acme', 'ann'],
    ] as const) {
      await backUp(vault, folder.path, { tenant, mailbox, parts, fence });
    }
    const listed = async (filter: { tenant?: string; mailboxId?: string }): Promise<readonly string[]> =>
      (await gather(vault.manifests(filter, neverAborted))).map((one) =>
        'manifest' in one ? `${one.manifest.tenant} ${one.manifest.mailbox.id} ${one.manifest.seq}` : one.code,
      );
    expect(await listed({})).toEqual(['acme ann 1', 'acme ann 2', 'acme bob 1', 'zeta ann 1']);
    expect(await listed({ tenant: 'acme', mailboxId: 'ann' })).toEqual(['acme ann 1', 'acme ann 2']);
    expect(await listed({ tenant: 'zeta' })).toEqual(['zeta ann 1']);
    expect(await listed({ tenant: 'nobody' })).toEqual([]);
    expect(await vault.highestFence(neverAborted)).toBe(7);
  });
});
