/** The evidence when somebody was at it: in the local file, in the vault, in both. */
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../database/index.ts';
import { type CliPlatform, cliPlatform } from '../harness/cli-platform.ts';

interface Tables {
  readonly events: { readonly seq: number; readonly document: string };
}

let platform: CliPlatform;
const folders = ['vault', 'state'];

beforeAll(async () => {
  platform = await cliPlatform({ tenants: ['acme'] });
  await platform.place('acme', 'ann', 'contacts.pst');
  await platform.nextNight();
  const { snapshots } = (await platform.json('snapshots')).document;
  for (const name of ['one', 'two', 'three']) {
    expect((await platform.json('restore', snapshots[0].id, '--to', `pst:${name}.pst`)).code).toBe(0);
  }
  for (const name of folders) {
    await cp(join(platform.root, name), join(platform.root, `${name}-kept`), { recursive: true });
  }
}, 60_000);
afterAll(() => platform.close());
beforeEach(async () => {
  for (const name of folders) {
    await rm(join(platform.root, name), { recursive: true });
    await cp(join(platform.root, `${name}-kept`), join(platform.root, name), { recursive: true });
  }
});

/** Objects of event `seq` in the vault: the act, then its witness. */
async function objectsOf(seq: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (const type of ['ledger', 'witness']) {
    const names = await readdir(join(platform.vaultDir, type));
    found.push(
      ...names.filter((one) => Number(one.slice(0, 12)) === seq).map((one) => join(platform.vaultDir, type, one)),
    );
  }
  expect(found).toHaveLength(2);
  return found;
}

async function withLocal(work: (database: Database<Tables>) => Promise<unknown>): Promise<void> {
  const path = join(platform.stateDir, 'ledger.sqlite');
  const database = await openDatabase<Tables>({ path, wrapError: (error) => error });
  // Whoever writes to the file can do without its guards.
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`.execute(
    database.query,
  );
  for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(database.query);
  await work(database);
  await database.close();
}

const spoil = async (path: string): Promise<void> => {
  const bytes = await readFile(path);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await rm(path);
  await writeFile(path, bytes);
};

test('an untouched ledger is proven, act by act', async () => {
  expect(await platform.json('audit', 'verify')).toEqual({
    code: 0,
    document: { checked: 3, failed: 0, findings: [] },
  });
});

test.each([1, 2, 3])('an act edited in the local file is told with its number (%i)', async (seq) => {
  await withLocal((database) =>
    sql`update events set document = replace(document, 'claire', 'robert') where seq = ${seq}`.execute(database.query),
  );
  const { code, document } = await platform.json('audit', 'verify');
  expect(code).toBe(6);
  expect(document.findings).toContainEqual(expect.objectContaining({ severity: 'error', code: 'edited', seq }));
  expect(document.failed).toBeGreaterThan(0);
  expect(await platform.json('audit', 'list')).toMatchObject({
    code: 6,
    document: { error: { code: 'LEDGER_BROKEN' } },
  });
});

test('an act removed from the local file is told', async () => {
  await withLocal((database) => database.query.deleteFrom('events').where('seq', '=', 2).execute());
  const { code, document } = await platform.json('audit', 'verify');
  expect(code).toBe(6);
  expect(document.findings).toContainEqual(expect.objectContaining({ code: 'removed', seq: 2 }));
});

test.each([
  ['changed', spoil],
  ['removed', (path: string) => rm(path)],
])('an act %s in the vault in both places is told, with the local file and without it', async (_how, damage) => {
  for (const path of await objectsOf(2)) await damage(path);
  const { code, document } = await platform.json('audit', 'verify');
  expect(code).toBe(6);
  expect(document.findings).toContainEqual(
    expect.objectContaining({ severity: 'error', code: 'vault-damaged', seq: 2 }),
  );
  await rm(platform.stateDir, { recursive: true });
  expect((await platform.json('audit', 'verify')).code).toBe(6);
});

test.each([0, 1])(
  'an act lost in one of its two places is read from the other, and verify tells (%i)',
  async (which) => {
    await rm((await objectsOf(2))[which] ?? '');
    const listed = await platform.json('audit', 'list');
    await rm(platform.stateDir, { recursive: true });
    expect(await platform.json('audit', 'list')).toEqual(listed);
    const { code, document } = await platform.json('verify');
    expect(code).toBe(6);
    expect(document).toMatchObject({ failed: 1, findings: [{ severity: 'error', snapshot: null }] });
  },
);
