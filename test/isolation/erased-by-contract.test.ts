/** An erasure under a real contract in the ledger: what allows it, what stops it halfway, and its end after the last lock. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { contractAuthority, type EraseDeps, eraseTenant, planErasure, readContract } from '../../pipelines/index.ts';
import { livedContract } from '../harness/ended-contract.ts';
import { type ErasablePlatform, erasablePlatform, lootOf } from '../harness/erasable-platform.ts';

const signal = neverAborted;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let here: ErasablePlatform;
let contract: ReturnType<typeof livedContract>;
let deps: EraseDeps;
/** The last instant that a daemon would know of. */
let seen: number | null;
const request = () => ({ tenant: here.acme, operator: 'claire', signal });
const kind = async (): Promise<string> => (await readContract(here.ledger, 'acme')).state.lifecycle.kind;

beforeEach(async () => {
  here = await erasablePlatform({ nights: 1 });
  const { clock } = here.platform;
  seen = null;
  const authority = contractAuthority(
    { ledger: here.ledger, clock, random: randomBytes, lastSeenAt: async () => seen },
    here.acme,
  );
  deps = { ...here.deps, authority };
  contract = livedContract(here.ledger, clock, 'acme');
  await contract.end();
  await contract.instruct();
  await contract.approve((await planErasure(deps, here.acme, signal)).plan.sha256);
});
afterEach(() => here.close());

const hold = { holdId: 'h1', reason: 'requisition', until: null } as const;

test('a hold set after the approval stops it before the first destruction, and its release by two persons lets it go on', async () => {
  const before = (await lootOf(here.platform.store)).filter(({ key }) => !/^(ledger|witness)\//.test(key)).length;
  await contract.record('approver', { type: 'hold.set', ...hold });
  const refused = { code: 'ERASURE_REFUSED', facts: { rules: 'L12.hold' } };
  await expect(eraseTenant(deps, request())).rejects.toMatchObject(refused);
  expect((await lootOf(here.platform.store)).filter(({ key }) => !/^(ledger|witness)\//.test(key)).length).toBe(before);
  const act = { type: 'hold.released', holdId: 'h1' } as const;
  await contract.record('technician', { type: 'act.proposed', proposalId: 'release', act });
  await contract.record('approver', { type: 'act.approved', proposalId: 'release' });
  expect((await eraseTenant(deps, request())).complete).toBe(true);
  expect(await kind()).toBe('closed');
});

test('a hold set between the two questions is seen by the second', async () => {
  const { authority } = deps;
  let asked = 0;
  const slow = {
    ...authority,
    refusals: async (plan: Parameters<typeof authority.refusals>[0]) => {
      const reasons = await authority.refusals(plan);
      if (++asked === 1) await contract.record('approver', { type: 'hold.set', ...hold });
      return reasons;
    },
  };
  await expect(eraseTenant({ ...deps, authority: slow }, request())).rejects.toMatchObject({ code: 'ERASURE_REFUSED' });
  expect(asked).toBe(2);
  expect((await here.platform.vault.planErasure('acme', signal)).marks).toEqual([]);
  expect(await kind()).toBe('erasing');
});

test('a hold set while it runs stops it behind the keys, and what is left goes once the hold is released', async () => {
  const dying: EraseDeps = {
    ...deps,
    onStep: async (step, moment) => {
      if (step === 'keys-destroyed' && moment === 'after') throw new Error('killed');
    },
  };
  await expect(eraseTenant(dying, request())).rejects.toThrow('killed');
  await contract.record('approver', { type: 'hold.set', ...hold });
  await expect(eraseTenant(deps, request())).rejects.toMatchObject({ code: 'ERASURE_REFUSED' });
  expect((await here.platform.vault.planErasure('acme', signal)).snapshots.length).toBe(1);
  const act = { type: 'hold.released', holdId: 'h1' } as const;
  await contract.record('technician', { type: 'act.proposed', proposalId: 'release', act });
  await contract.record('approver', { type: 'act.approved', proposalId: 'release' });
  expect((await eraseTenant(deps, request())).complete).toBe(true);
});

test('after the last lock the contract closes with certificate 2, on the day after it and with a clock that somebody saw', async () => {
  const { clock, store, vault } = here.platform;
  for await (const one of vault.manifests({ tenant: 'acme' }, signal)) {
    if ('manifest' in one)
      await store.extendLock(one.key, one.versionId, new Date(clock.now() + 9 * DAY_MS), { signal });
  }
  expect(await eraseTenant(deps, request())).toMatchObject({ complete: false, certificate: { number: 1 } });
  expect(await kind()).toBe('erased');
  await expect(eraseTenant(deps, request())).rejects.toMatchObject({ facts: { rules: 'L14.lock' } });

  // The lock ended this morning, its day has not; nobody has seen the clock move.
  clock.advance(9 * DAY_MS + 1_000);
  await expect(eraseTenant(deps, request())).rejects.toMatchObject({ facts: { rules: 'clock.jump L14.lock' } });
  clock.advance(DAY_MS);
  await expect(eraseTenant(deps, request())).rejects.toMatchObject({ facts: { rules: 'clock.jump' } });
  seen = clock.now() - 26 * HOUR_MS;
  await expect(eraseTenant(deps, request())).rejects.toMatchObject({ facts: { rules: 'clock.jump' } });
  expect((await here.platform.vault.planErasure('acme', signal)).snapshots.length).toBe(1);
  seen = clock.now() - HOUR_MS;
  const second = await eraseTenant(deps, request());
  expect(second).toMatchObject({ complete: true, open: [], certificate: { number: 2, locked: [] } });
  expect(await kind()).toBe('closed');
  const acts = await here.ledger.events({ tenant: 'acme' });
  expect(acts.slice(-2).map(({ type }) => type)).toEqual(['clock.witnessed', 'last-lock.expired']);
  expect(JSON.stringify(acts.at(-1)?.body)).toContain(second.certificateSha256);
});

test('carried out days after its approval without a daemon, it leaves the closing to a person', async () => {
  here.platform.clock.advance(3 * DAY_MS);
  const first = await eraseTenant(deps, request());
  expect(first).toMatchObject({ complete: true, open: [{ rule: 'clock.jump' }] });
  expect(await kind()).toBe('erased');
  await contract.record('approver', { type: 'clock.acknowledged', reason: 'the clock is right' });
  const again = await eraseTenant(deps, request());
  expect(again).toMatchObject({ complete: true, open: [], certificateSha256: first.certificateSha256 });
  expect(await kind()).toBe('closed');
});

test('a contract in force is refused with all that is missing', async () => {
  const other = await erasablePlatform({ nights: 1 });
  try {
    const { clock } = other.platform;
    const authority = contractAuthority(
      { ledger: other.ledger, clock, random: randomBytes, lastSeenAt: async () => null },
      other.acme,
    );
    const rules = 'L12.approved L12.delay L12.instruction';
    await expect(eraseTenant({ ...other.deps, authority }, request())).rejects.toMatchObject({ facts: { rules } });
  } finally {
    await other.close();
  }
});
