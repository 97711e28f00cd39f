/** What a restore costs: shown before, accepted as a ceiling, recorded after. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ContractPlatform, contractPlatform } from '../harness/contract-platform.ts';

let platform: ContractPlatform;
let snapshot: string;
const restore = (to: string, ...args: string[]) => platform.json('restore', snapshot, '--to', `pst:${to}.pst`, ...args);
const types = async (): Promise<string[]> =>
  (await platform.json('audit', 'list')).document.events.map((one: { type: string }) => one.type);

beforeAll(async () => {
  platform = await contractPlatform();
  snapshot = (await platform.json('snapshots')).document.snapshots[0].id;
}, 60_000);
afterAll(() => platform.close());

test('without a signed contract nothing is charged, and no act says so', async () => {
  const { code, document } = await restore('none');
  expect(code).toBe(0);
  expect(document.charge).toMatchObject({ amountCents: 0, verdict: 'no-contract' });
  expect(await types()).toEqual(['restore.done']);
});

test('a price that nobody accepted stops the restore before it begins', async () => {
  await platform.json(
    ...['contract', 'event', 'acme', 'contract.signed', '--text', 'contract.pdf', '--subscribed', '2024-07-01'],
    ...['--proof', 'signed-pdf:contract.pdf'],
  );
  const dry = (await restore('dry', '--dry-run')).document;
  expect(dry.charge).toMatchObject({ computedCents: 4_500, verdict: 'not-accepted', currency: 'EUR' });
  for (const args of [[], ['--accept-charge', '4499']]) {
    const { code, document } = await restore('refused', ...args);
    expect([code, document.error.code]).toEqual([4, 'RESTORE_CHARGE_NOT_ACCEPTED']);
    expect(document.error.hint).toContain('--accept-charge 4500');
  }
  expect((await types()).filter((one) => one.startsWith('restore.'))).toEqual(['restore.done']);
});

test('accepted, it is quoted, accepted, done and charged, and an invoice line follows', async () => {
  const { code, document } = await restore('charged', '--accept-charge', '4500', '--minutes', '20');
  expect(code).toBe(0);
  expect(document.charge).toMatchObject({ amountCents: 4_500, verdict: 'charge' });
  expect((await types()).slice(-4)).toEqual(['restore.quoted', 'restore.accepted', 'restore.done', 'restore.charged']);
  const { lines } = (await platform.json('contract', 'show', 'acme')).document;
  expect(lines).toMatchObject([{ kind: 'restore', amountCents: 4_500, status: 'ready' }]);
});

test('a cause that is not the client’s costs nothing, and says why', async () => {
  const { code, document } = await restore('provider', '--cause', 'provider');
  expect(code).toBe(0);
  expect(document.charge).toMatchObject({
    amountCents: 0,
    verdict: 'free',
    why: expect.stringContaining('not the client'),
  });
  const shown = await platform.coffre(
    '--lang',
    'fr',
    'restore',
    snapshot,
    '--to',
    'pst:fr.pst',
    '--cause',
    'rehearsal',
  );
  expect(shown.stdout).toContain('prix : 0,00');
});
