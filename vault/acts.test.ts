import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore, type ObjectStore } from '../connectors/objects/index.ts';
import { neverAborted, SimulatedClock } from '../core/index.ts';
import { createVault, openVault, type Vault } from './index.ts';
import { errorsOf, findings, gather, keysOf, MASTER, plainMemory, START, seededRandom } from './testing/fixture.ts';

const signal = neverAborted;
const clock = new SimulatedClock(START);

describe('acts', () => {
  let store: ObjectStore;
  let vault: Vault;
  const options = (seed: string) => ({ store, masterKey: MASTER, clock, random: seededRandom(seed), signal });
  const bodies = async (): Promise<readonly string[]> =>
    (await gather(vault.acts(signal))).map((one) =>
      'body' in one ? `${one.seq} ${Buffer.from(one.body).toString()}` : one.code,
    );

  beforeEach(async () => {
    store = plainMemory(clock);
    vault = await createVault(options('acts'));
  });

  it('come back in order, and the same bytes may be put again', async () => {
    for (const seq of [1, 2, 3, 2]) await vault.putAct(seq, Buffer.from(`act ${seq}`), signal);
    expect(await bodies()).toEqual(['1 act 1', '2 act 2', '3 act 3']);
    expect(await findings(vault, 'full')).toEqual([]);
    expect(await keysOf(store)).toHaveLength(7);
  });

  it('belong to the first process that stores their number, with or without versions in the store', async () => {
    for (const own of [store, memoryStore({ clock })]) {
      const make = own === store ? vault : await createVault({ ...options('v'), store: own });
      await make.putAct(1, Buffer.from('mine'), signal);
      const other = await openVault({ ...options('other'), store: own });
      await expect(other.putAct(1, Buffer.from('theirs'), signal)).rejects.toMatchObject({ code: 'VAULT_ACT_EXISTS' });
      const [act] = await gather(other.acts(signal));
      expect(act !== undefined && 'body' in act && Buffer.from(act.body).toString()).toBe('mine');
    }
  });

  it('have one winner when two processes store a number at the same time', async () => {
    const others = await Promise.all(['a', 'b', 'c'].map((seed) => openVault(options(seed))));
    const results = await Promise.allSettled(others.map((one, i) => one.putAct(1, Buffer.from(`act ${i}`), signal)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    expect(await bodies()).toEqual([`1 act ${winner}`]);
    expect(await findings(vault, 'full')).toEqual([]);
  });

  it('survive the loss of one of their two objects, and check tells it', async () => {
    for (const seq of [1, 2]) await vault.putAct(seq, Buffer.from(`act ${seq}`), signal);
    for (const key of (await keysOf(store)).filter((one) => /^(ledger|witness)\//.test(one))) {
      const bytes = Buffer.concat(await gather(store.get(key, { signal })));
      await store.remove(key, null, { signal });
      expect(await bodies()).toEqual(['1 act 1', '2 act 2']);
      expect(errorsOf(await findings(vault, 'full')).map(({ object }) => object)).toEqual([key]);
      await store.put(key, bytes, { signal });
    }
  });

  it('that are gone for good leave a hole that is told', async () => {
    for (const seq of [1, 2, 3]) await vault.putAct(seq, Buffer.from(`act ${seq}`), signal);
    for (const key of (await keysOf(store)).filter((one) => one.includes('/000000000002-'))) {
      await store.remove(key, null, { signal });
    }
    expect(await bodies()).toEqual(['1 act 1', 'VAULT_OBJECT_MISSING', '3 act 3']);
  });

  it('get the witness that a death denied them, when the next one is put', async () => {
    await vault.putAct(1, Buffer.from('act 1'), signal);
    const witness = (await keysOf(store)).find((key) => key.startsWith('witness/')) as string;
    await store.remove(witness, null, { signal });
    await vault.putAct(2, Buffer.from('act 2'), signal);
    expect(await findings(vault, 'full')).toEqual([]);
  });
});
