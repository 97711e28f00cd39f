/** An auditor reads everything but mail, and changes nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let on: CliPlatform;
beforeAll(async () => {
  on = await cliPlatform({ tenants: ['acme'], more: 'people: [{ name: odile, role: auditor }]' });
  await on.place('acme', 'ann', 'contacts.pst');
  await on.nextNight();
});
afterAll(() => on.close());

test.each([
  ['restores no mail', ['restore', 'SNAPSHOT', '--to', 'pst:./mail.pst']],
  ['prepares no package', ['reversibility', 'prepare', 'acme']],
])('an auditor %s', async (_, args) => {
  const [{ id }] = (await on.json('snapshots')).document.snapshots;
  const answer = await on.json('--as', 'odile', ...args.map((one) => (one === 'SNAPSHOT' ? id : one)));
  expect([answer.code, answer.document.error?.code]).toEqual([4, 'ROLE_READS']);
});
