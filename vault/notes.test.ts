import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { type CommittedManifest, createVault, type Note, openVault, type StoredNote, type Vault } from './index.ts';
import {
  backUp,
  errorsOf,
  findings,
  gather,
  keysOf,
  MASTER,
  noise,
  plainMemory,
  START,
  scratch,
  seededRandom,
  writeExpectedNotes,
} from './testing/fixture.ts';

const signal = neverAborted;
const ann = { tenant: 'acme', mailboxId: 'ann' };

describe('notes', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  let store: ObjectStore;
  let vault: Vault;
  let committed: CommittedManifest;
  const clock = new SimulatedClock(START);
  const options = (seed: string) => ({ store, masterKey: MASTER, clock, random: seededRandom(seed), signal });
  const parts = [{ name: 'a.pst', content: noise(2000, 1) }];

  beforeEach(async () => {
    folder = await scratch();
    store = plainMemory(clock);
    vault = await createVault(options('notes'));
    committed = await backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts });
    await writeExpectedNotes(vault, committed);
  });
  afterEach(() => folder.remove());

  const pin = (on: boolean): Note => {
    return {
      kind: 'pin',
      snapshot: committed.manifest.id,
      at: '2026-11-23T10:00:00Z',
      by: 'claire',
      on,
      reason: 'law',
    };
  };
  const drop = (): Note => {
    return {
      kind: 'drop',
      snapshot: committed.manifest.id,
      at: '2026-11-23T10:00:00Z',
      by: 'coffre',
      reasons: ['old'],
    };
  };
  const stored = async (): Promise<readonly StoredNote[]> =>
    (await gather((await openVault(options('reader'))).notes({}, signal))).filter((one) => 'note' in one);

  it('come back as they were stored, with whose they are', async () => {
    const put = await vault.putNote(ann, pin(true), { signal });
    expect(put).toMatchObject({ tenant: 'acme', mailboxId: 'ann', note: pin(true) });
    const found = await stored();
    expect(found.map(({ note }) => note.kind).sort()).toEqual(['pin', 'verdict', 'verification']);
    expect(found).toContainEqual(put);
    expect(await gather(vault.notes({ tenant: 'zeta' }, signal))).toEqual([]);
    expect(await findings(vault, 'full')).toEqual([]);
  });

  it('under a reserved key are stored once, however often and with whatever they are put', async () => {
    const [reserved] = committed.manifest.expectedNotes;
    if (reserved === undefined) throw new Error('two keys are reserved');
    const first = (await stored()).find(({ key }) => key === reserved.key);
    const note: Note = {
      kind: 'verdict',
      snapshot: committed.manifest.id,
      at: '2026-11-24T00:00:00Z',
      by: 'later',
      rank: 'machine',
      verdict: 'SUSPECT',
      reasons: [],
      scanner: 's',
    };
    expect(await vault.putNote(ann, note, { reservedKey: reserved.key, signal })).toEqual(first);
    const other = { ...pin(true) };
    await expect(vault.putNote(ann, other, { reservedKey: reserved.key, signal })).rejects.toThrow(TypeError);
  });

  it('stay in force when one of their two objects is lost', async () => {
    const put = await vault.putNote(ann, pin(true), { signal });
    await store.remove(put.key, null, { signal });
    expect((await stored()).map(({ note }) => note)).toContainEqual(pin(true));
    const listed = await gather((await openVault(options('x'))).notes({}, signal));
    expect(listed.filter((one) => 'code' in one).map((one) => ('code' in one ? one.code : ''))).toEqual([
      'VAULT_OBJECT_MISSING',
    ]);
  });

  it('get the witness that a death denied them, when the next run begins', async () => {
    const put = await vault.putNote(ann, pin(true), { signal });
    const witness = (await keysOf(store)).find((key) => key.includes('/witness-') && key.endsWith(put.id)) as string;
    await store.remove(witness, null, { signal });
    expect(errorsOf(await findings(vault, 'structure')).map(({ object }) => object)).toEqual([witness]);
    await writeExpectedNotes(
      vault,
      await backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts, fence: 2 }),
    );
    expect(await findings(vault, 'structure')).toEqual([]);
  });

  it('about a dropped snapshot allow its removal, and keep it explained', async () => {
    await expect(vault.removeSnapshot(ann, committed.manifest.id, signal)).rejects.toMatchObject({
      code: 'VAULT_CHANGED',
    });
    const next = await backUp(vault, folder.path, { tenant: 'acme', mailbox: 'ann', parts, fence: 2 });
    await writeExpectedNotes(vault, next);
    await vault.putNote(ann, pin(true), { signal });
    await vault.putNote(ann, drop(), { signal });
    await vault.removeSnapshot(ann, committed.manifest.id, signal);
    await vault.removeSnapshot(ann, committed.manifest.id, signal);
    expect(await findings(vault, 'full')).toEqual([]);
    const left = (await stored()).filter(({ note }) => note.snapshot === committed.manifest.id);
    expect(left.map(({ note }) => note.kind)).toEqual(['drop']);
    const listed = await gather(vault.manifests({}, signal));
    expect(listed.map((one) => ('manifest' in one ? one.manifest.id : one.code))).toEqual([next.manifest.id]);
  });

  it('tell the loss of the newest manifest, which no other manifest names', async () => {
    await store.remove(committed.key, null, { signal });
    const hit = errorsOf(await findings(vault, 'structure'));
    expect(new Set(hit.map(({ snapshot }) => snapshot))).toEqual(new Set([committed.manifest.id]));
  });
});
