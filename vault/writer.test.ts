import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, noProgress, noSteps, SimulatedClock, sha256Hex } from '../core/index.ts';
import { type CommittedManifest, createVault, openVault, type Vault } from './index.ts';
import {
  backUp,
  errorsOf,
  findings,
  gather,
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

const signal = neverAborted;

describe('a snapshot being written', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  let store: ObjectStore;
  let vault: Vault;
  const clock = new SimulatedClock(START);
  const parts = [{ name: 'a.pst', content: noise(900_000, 1) }];
  const ann = { tenant: 'acme', mailbox: 'ann', parts };
  const options = (seed: string) => ({
    store,
    masterKey: MASTER,
    clock,
    random: seededRandom(seed),
    packBytes: 400_000,
    signal,
  });
  let opened = 0;
  const reopened = (): Promise<Vault> => openVault(options(`again ${opened++}`));

  beforeEach(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    vault = await createVault(options('writer'));
  });
  afterEach(() => folder.remove());

  async function damage(key: string, change: (bytes: Buffer) => Buffer | null): Promise<void> {
    const bytes = Buffer.concat(await gather(store.get(key, { signal })));
    await store.remove(key, null, { signal });
    const changed = change(bytes);
    if (changed !== null) await store.put(key, changed, { signal });
  }

  async function expectReads(committed: CommittedManifest): Promise<void> {
    const reader = await openOne(await reopened(), committed);
    for (const { name, content } of parts) expect(sha256Hex(await readPart(reader, name))).toBe(sha256Hex(content));
  }

  it('goes through its durable steps in order, each announced before and after', async () => {
    const steps: string[] = [];
    const onStep = (step: string, moment: string): void => void steps.push(`${step} ${moment}`);
    await backUp(vault, folder.path, { ...ann, request: { onStep } });
    const around = (step: string): string[] => [`${step} before`, `${step} after`];
    const pack = ['pack-sealed', 'pack-put', 'pack-confirmed'].flatMap(around);
    const end = ['segment-put', 'manifest-put', 'manifest-confirmed'].flatMap(around);
    const packs = steps.filter((step) => step === 'pack-sealed before').length;
    expect(packs).toBeGreaterThan(1);
    const expected = [...Array.from({ length: packs }, () => pack).flat(), ...around('decoded'), ...end];
    expect(steps).toEqual(expected);
  });

  it('leaves nothing in the spool, neither after a commit nor after a discard', async () => {
    const spoolDir = join(folder.path);
    const path = join(spoolDir, 'a.pst');
    await writeFile(path, parts[0]?.content ?? '');
    const begin = () =>
      vault.begin({
        mailbox: { tenant: 'acme', id: 'ann', name: 'ann' },
        kind: 'primary',
        run: 'run',
        night: '2026-11-23',
        fence: 1,
        writer: 'test',
        spoolDir,
        stillHolds: () => true,
        onStep: (step, moment) => {
          if (step === 'pack-put' && moment === 'before') throw new Error('killed');
        },
        onProgress: noProgress,
        signal,
      });
    const writer = await begin();
    const part = { name: 'a.pst', path, bytes: 900_000, sha256: sha256Hex(parts[0]?.content ?? new Uint8Array()) };
    await expect(writer.addPart(part)).rejects.toThrow('killed');
    expect((await readdir(spoolDir)).some((name) => name.endsWith('.pack'))).toBe(true);
    await expect(writer.addPart(part)).rejects.toThrow('this snapshot is failed');
    await writer.discard();
    await writer.discard();
    expect(await readdir(spoolDir)).toEqual(['a.pst']);
    expect(await gather(vault.manifests({}, signal))).toEqual([]);
  });

  it('refuses a file that is not the one announced', async () => {
    const path = join(folder.path, 'x.pst');
    await writeFile(path, 'hello');
    for (const said of [
      { bytes: 6, sha256: sha256Hex(Buffer.from('hello')) },
      { bytes: 4, sha256: sha256Hex(Buffer.from('hell')) },
      { bytes: 5, sha256: sha256Hex(Buffer.from('jello')) },
    ]) {
      const writer = await vault.begin({
        mailbox: { tenant: 'acme', id: 'ann', name: 'ann' },
        kind: 'primary',
        run: 'run',
        night: '2026-11-23',
        fence: 1,
        writer: 'test',
        spoolDir: folder.path,
        stillHolds: () => true,
        onStep: noSteps,
        onProgress: noProgress,
        signal,
      });
      await expect(writer.addPart({ name: 'x.pst', path, ...said })).rejects.toMatchObject({
        code: 'VAULT_PART_MISMATCH',
      });
      await writer.discard();
    }
  });

  it('does not commit once its lease is lost, whenever that is', async () => {
    let asked = 0;
    for (const lostAt of [1, 2]) {
      asked = 0;
      const stillHolds = (): boolean => ++asked < lostAt;
      await expect(backUp(vault, folder.path, { ...ann, request: { stillHolds } })).rejects.toMatchObject({
        code: 'VAULT_STALE_WRITER',
      });
    }
    expect(await gather(vault.manifests({}, signal))).toEqual([]);
  });

  it('does not commit over a snapshot that somebody else committed meanwhile', async () => {
    const onStep = async (step: string, moment: string): Promise<void> => {
      if (step !== 'segment-put' || moment !== 'after') return;
      await backUp(await reopened(), folder.path, { ...ann, fence: 2 });
    };
    await expect(backUp(vault, folder.path, { ...ann, request: { onStep } })).rejects.toMatchObject({
      code: 'VAULT_STALE_WRITER',
    });
    await expect(backUp(await reopened(), folder.path, { ...ann, fence: 1 })).rejects.toMatchObject({
      code: 'VAULT_STALE_WRITER',
    });
  });

  it('makes the manifest of a stale writer void where its put came late all the same', async () => {
    let late: CommittedManifest | null = null;
    const onStep = async (step: string, moment: string): Promise<void> => {
      if (step === 'manifest-put' && moment === 'before')
        late = await backUp(await reopened(), folder.path, { ...ann, fence: 2 });
    };
    const stale = await backUp(vault, folder.path, { ...ann, request: { onStep } });
    const winner = late as CommittedManifest | null;
    if (winner === null) throw new Error('the other run committed');
    const other = await reopened();
    const listed = await gather(other.manifests({}, signal));
    expect(listed.map((one) => ('code' in one ? one.code : one.manifest.id))).toEqual([
      'VAULT_MANIFEST_VOID',
      winner.manifest.id,
    ]);
    await expect(openOne(other, stale)).rejects.toMatchObject({ code: 'VAULT_MANIFEST_VOID' });
    await expectReads(winner);
    const warned = (await findings(other, 'full')).filter(({ code }) => code === 'VAULT_MANIFEST_VOID');
    expect(warned.map(({ severity, snapshot }) => [severity, snapshot])).toEqual([['warning', stale.manifest.id]]);
    const next = await backUp(other, folder.path, { ...ann, fence: 3 });
    expect(next.manifest.previous?.id).toBe(winner.manifest.id);
  });

  for (const [what, change] of [
    ['removed', () => null],
    ['cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['changed', (bytes: Buffer) => Buffer.from(bytes).fill(1, 1000, 1010)],
  ] as const) {
    it(`stores again what a pack held that was ${what}, and forgets the pack`, async () => {
      const first = await backUp(vault, folder.path, ann);
      const bad = first.manifest.packs[0]?.key as string;
      await damage(bad, change);
      const second = await backUp(await reopened(), folder.path, { ...ann, fence: 2 });
      expect(second.manifest.stored.newBytes).toBeGreaterThan(0);
      expect(second.manifest.packs.map(({ key }) => key)).not.toContain(bad);
      await expectReads(second);
      const third = await backUp(await reopened(), folder.path, { ...ann, fence: 3 });
      expect(third.manifest.stored.newBytes).toBe(0);
      await expectReads(third);
      for (const committed of [first, second, third]) await writeExpectedNotes(vault, committed);
      const hit = errorsOf(await findings(vault, 'full')).map(({ snapshot }) => snapshot);
      expect(new Set(hit)).toEqual(new Set([first.manifest.id]));
    });
  }

  it('reads and writes on when an index segment is lost, and replaces it', async () => {
    const first = await backUp(vault, folder.path, ann);
    await damage(first.manifest.segments[0]?.key as string, () => null);
    await expectReads(first);
    const second = await backUp(await reopened(), folder.path, { ...ann, fence: 2 });
    expect(second.manifest.stored.newChunks).toBe(0);
    expect(second.manifest.segments.map(({ key }) => key)).not.toContain(first.manifest.segments[0]?.key);
    await expectReads(second);
    for (const committed of [first, second]) await writeExpectedNotes(vault, committed);
    const hit = errorsOf(await findings(vault, 'full')).map(({ snapshot }) => snapshot);
    expect(new Set(hit)).toEqual(new Set([first.manifest.id]));
  });

  it('starts on a manifest that does not open with a higher number, and does not name it', async () => {
    const first = await backUp(vault, folder.path, ann);
    const second = await backUp(vault, folder.path, { ...ann, fence: 2 });
    await damage(second.key, (bytes) => bytes.subarray(0, 100));
    const third = await backUp(await reopened(), folder.path, { ...ann, fence: 3 });
    expect(third.manifest.seq).toBe(3);
    expect(third.manifest.known.map(({ id }) => id)).toEqual([first.manifest.id]);
    await expectReads(third);
  });

  it('replaces many small segments by one', async () => {
    let last: CommittedManifest | null = null;
    for (let fence = 1; fence <= 12; fence++) {
      last = await backUp(vault, folder.path, {
        ...ann,
        fence,
        parts: [{ name: 'a.pst', content: noise(1000, fence + 5) }],
      });
      expect(last.manifest.segments.length).toBeLessThanOrEqual(8);
    }
    expect(last?.manifest.known).toHaveLength(11);
    expect(errorsOf(await findings(vault, 'full')).filter(({ object }) => !object?.startsWith('notes/'))).toEqual([]);
  });

  it('stops where it is when the signal aborts', async () => {
    const controller = new AbortController();
    const request = { signal: controller.signal, onProgress: () => controller.abort(new Error('stop')) };
    await expect(backUp(vault, folder.path, { ...ann, request })).rejects.toThrow('stop');
    expect(await gather(vault.manifests({}, signal))).toEqual([]);
  });
});
