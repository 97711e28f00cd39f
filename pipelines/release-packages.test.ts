import { afterEach, beforeEach, expect, test } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { type ContractState, foldContract, parisDay } from '../domain/index.ts';
import type { InventoryFreeze } from '../handover/index.ts';
import { contractAct } from '../ledger/index.ts';
import { type PackagedPlatform, packagedPlatform, tenant } from '../test/harness/packaged-platform.ts';
import { releaseStalePackages } from './release-packages.ts';

let on: PackagedPlatform;
beforeEach(async () => {
  on = await packagedPlatform();
  await on.save('jean', 'contacts.pst');
});
afterEach(() => on.close());

const none = foldContract(tenant, []);
const running = (requestedOn: ReturnType<typeof parisDay>): ContractState => ({
  ...none,
  handover: { ...none.handover, kind: 'frozen', requestedOn },
});

async function frozen(): Promise<InventoryFreeze> {
  const made = await on.freeze();
  const { frozenAt, items, userMailboxes, allMailboxes } = made;
  const body = { type: 'inventory.frozen', frozenAt, items, userMailboxes, allMailboxes, notCaptured: [] } as const;
  const act = contractAct({ id: made.packageId, actor: { id: 'x', role: 'technician' }, tenant, proofs: [], body });
  await on.ledger.append(act, neverAborted);
  return made;
}
const release = async (state: ContractState) => {
  on.platform.clock.advance(1_000);
  const acts = await on.ledger.events({ tenant });
  const deps = { ...on.deps, ledger: on.ledger };
  return releaseStalePackages(deps, { tenant, state, acts, by: 'coffre', signal: neverAborted });
};
const pinned = async () => (await on.platform.catalog.snapshots.list({})).map((one) => one.pinned);

test('what a cancelled hand-over kept is released, once, as an act', async () => {
  const { packageId } = await frozen();
  expect(await pinned()).toEqual([true]);
  expect(await release(none)).toEqual([packageId]);
  expect(await pinned()).toEqual([false]);
  const acts = (await on.ledger.events({ tenant })).length;
  expect(await release(none)).toEqual([]);
  expect(await on.ledger.events({ tenant })).toHaveLength(acts);
});

test('what the running hand-over names stays, and so does what an ended contract handed over', async () => {
  await frozen();
  const today = parisDay(on.platform.clock.now());
  expect(await release(running(today))).toEqual([]);
  const lifecycle = { kind: 'terminated', effectiveTermination: today } as ContractState['lifecycle'];
  expect(await release({ ...none, lifecycle })).toEqual([]);
  expect(await pinned()).toEqual([true]);
});

test('a rehearsal of an earlier day is put aside by the request of a later one, but for what the new package names too', async () => {
  const rehearsal = await frozen();
  on.platform.clock.advance(3 * 86_400_000);
  const today = parisDay(on.platform.clock.now());
  const real = await frozen();
  expect(real.parts[0]?.snapshot).toBe(rehearsal.parts[0]?.snapshot);
  expect(await release(running(today))).toEqual([rehearsal.packageId]);
  expect(await pinned()).toEqual([true]);
});
