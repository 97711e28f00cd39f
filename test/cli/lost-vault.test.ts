/** What `verify` and its neighbours say where the vault as a whole is lost, or its key is another. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

let platform: CliPlatform;
let ids: readonly string[];
const parts = ['vault', 'state', 'master.key'];

beforeAll(async () => {
  platform = await cliPlatform();
  await platform.place('acme', 'ann', 'contacts.pst');
  await platform.place('beta', 'ann', 'submessage.pst');
  await platform.nextNight();
  ids = (await platform.json('snapshots')).document.snapshots.map((one: { id: string }) => one.id);
  for (const name of parts)
    await cp(join(platform.root, name), join(platform.root, `${name}-kept`), { recursive: true });
}, 60_000);
afterAll(() => platform.close());
beforeEach(async () => {
  for (const name of parts) {
    await rm(join(platform.root, name), { recursive: true, force: true });
    await cp(join(platform.root, `${name}-kept`), join(platform.root, name), { recursive: true });
  }
});

const lose: Readonly<Record<string, () => Promise<unknown>>> = {
  'every object is gone': async () => {
    await rm(platform.vaultDir, { recursive: true });
    await mkdir(platform.vaultDir);
  },
  'the master key is another': () => writeFile(join(platform.root, 'master.key'), `${'ab'.repeat(32)}\n`),
  'vault.json and all keys are gone': async () => {
    await rm(join(platform.vaultDir, 'vault.json'));
    await rm(join(platform.vaultDir, 'keys'), { recursive: true });
  },
};

test.each(Object.keys(lose))('%s: every snapshot that the catalogue knows is named', async (what) => {
  await lose[what]?.();
  const { code, document } = await platform.json('verify');
  expect(code).toBe(6);
  const named = new Set(document.findings.map((one: { snapshot: string | null }) => one.snapshot));
  for (const id of ids) expect(named).toContain(id);
  expect(document).toMatchObject({ checked: 2, failed: expect.any(Number) });
  const one = await platform.json('verify', ids[0] ?? '', '--level', 'full');
  expect(one).toMatchObject({ code: 6, document: { checked: 1 } });
  expect(one.document.findings.some((finding: { snapshot: string | null }) => finding.snapshot === ids[0])).toBe(true);
});

test.each(Object.keys(lose))('%s, and the state folder too: it is told all the same', async (what) => {
  await lose[what]?.();
  await rm(platform.stateDir, { recursive: true });
  const { code, document } = await platform.json('verify');
  expect(code).toBe(6);
  expect(document.findings[0]).toMatchObject({ severity: 'error', object: 'vault.json' });
  const named = new Set(document.findings.map((one: { snapshot: string | null }) => one.snapshot));
  if (what !== 'every object is gone') for (const id of ids) expect(named).toContain(id);
  for (const command of [['snapshots'], ['backup'], ['catalog', 'rebuild'], ['audit', 'list']]) {
    const other = await platform.json(...command);
    expect(other.document.error?.code, command.join(' ')).toMatch(/^VAULT_(NOT_FOUND|KEY_WRONG)$/);
  }
  // And once it is put right, nothing of the attempt is left.
  for (const name of ['vault', 'master.key']) {
    await rm(join(platform.root, name), { recursive: true });
    await cp(join(platform.root, `${name}-kept`), join(platform.root, name), { recursive: true });
  }
  expect((await platform.json('snapshots')).document.snapshots).toHaveLength(2);
});
