import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { memoryStore, type ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, Secret, SimulatedClock } from '../core/index.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { type Ledger, openLedger } from './index.ts';

let root: string;
let store: ObjectStore;
let vault: Vault;
const opened: Ledger[] = [];
const clock = new SimulatedClock(Date.parse('2027-03-01T20:00:00Z'));

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-ledger-vault-'));
  store = memoryStore({ clock });
  vault = await createVault({ store, masterKey: new Secret(Buffer.alloc(32, 7)), clock, signal: neverAborted });
});

afterEach(async () => {
  for (const ledger of opened.splice(0)) await ledger.close();
  await vault.close();
  await rm(root, { recursive: true });
});

async function open(name: string): Promise<Ledger> {
  const ledger = await openLedger({ path: join(root, name), store: vault, clock, signal: neverAborted });
  opened.push(ledger);
  return ledger;
}

const act = (actor: string) => ({ actor, type: 'test.done', tenant: 'acme', body: {} });

test('a ledger that is lost comes back whole from a real vault', async () => {
  const before = await open('a.sqlite');
  for (let number = 1; number <= 3; number++) await before.append(act('marie'), neverAborted);
  expect(await before.verify(neverAborted)).toEqual([]);
  const after = await open('b.sqlite');
  expect(await after.events()).toEqual(await before.events());
  expect(await after.verify(neverAborted)).toEqual([]);
});

test('two ledgers on one vault never acknowledge two acts under one number', async () => {
  const [one, two] = [await open('a.sqlite'), await open('b.sqlite')];
  const said: string[] = [];
  for (let round = 0; round < 3; round++) {
    for (const [actor, ledger] of [
      ['one', one],
      ['two', two],
      ['two', two],
    ] as const) {
      const { seq } = await ledger.append(act(actor), neverAborted);
      said.push(`${seq} ${actor}`);
    }
  }
  const there = (await two.events()).map(({ seq, actor }) => `${seq} ${actor}`);
  expect(there).toEqual(said);
});

/** Both objects of an act leave the bucket. */
async function lose(seq: number): Promise<void> {
  for (const prefix of ['ledger/', 'witness/']) {
    for await (const { key, versionId } of store.listVersions(prefix, { signal: neverAborted })) {
      if (key.includes(String(seq).padStart(12, '0'))) await store.remove(key, versionId, { signal: neverAborted });
    }
  }
}

test('a number that the vault lost is not given to another act when the local file is lost too', async () => {
  const before = await open('a.sqlite');
  for (let number = 1; number <= 3; number++) await before.append(act('marie'), neverAborted);
  await lose(2);
  const after = await open('b.sqlite');
  await expect(after.events()).rejects.toMatchObject({ code: 'LEDGER_BROKEN', facts: { seq: 2 } });
  await expect(after.append(act('pierre'), neverAborted)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  const there = [];
  for await (const { seq } of vault.acts(neverAborted)) there.push(seq);
  expect(there).toEqual([1, 2, 3]);
  expect((await after.verify(neverAborted)).map(({ code, seq }) => [code, seq])).toContainEqual(['vault-damaged', 2]);
  // Whoever still has the local file goes on.
  expect(await before.events()).toHaveLength(3);
});

test('an act of which the vault lost both objects is named', async () => {
  const ledger = await open('a.sqlite');
  for (let number = 1; number <= 3; number++) await ledger.append(act('marie'), neverAborted);
  await lose(2);
  expect((await ledger.verify(neverAborted)).map(({ code, seq }) => [code, seq])).toEqual([['vault-damaged', 2]]);
});
