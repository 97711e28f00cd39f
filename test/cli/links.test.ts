import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let on: CliPlatform;
beforeEach(async () => {
  on = await cliPlatform({
    tenants: ['acme', 'beta'],
    more: 'people: [{ name: odile, role: auditor }, { name: petit, role: technician, tenants: [beta] }]',
  });
});
afterEach(() => on.close());

const make = (person: string) =>
  on.json('--as', person, 'links', 'create', '--tenant', 'acme', '--to', 'anne@acme.example', '--scope', 'view');

test('links are made and ended by who works for the tenant, never by an auditor', async () => {
  expect((await make('odile')).code).toBe(4);
  expect((await make('petit')).code).toBe(4);
  const made = await make('claire');
  expect(made.code).toBe(0);
  const { id } = made.document.link;
  expect((await on.json('--as', 'odile', 'links', 'revoke', id)).code).toBe(4);
  expect((await on.json('--as', 'petit', 'links', 'revoke', id)).code).toBe(4);
  expect((await on.json('--as', 'claire', 'links', 'revoke', id)).code).toBe(0);
});
