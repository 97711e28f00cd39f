import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SimulatedClock, sha256Hex } from '../core/index.ts';
import type { Migration } from '../database/index.ts';
import { startChild } from '../test/fakes/child.ts';
import { openCatalog } from './index.ts';
import { catalogMigrations } from './migrations/index.ts';

let root: string;
let path: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-migrations-'));
  path = join(root, 'catalog.sqlite');
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

const start = () => openCatalog({ path, clock: new SimulatedClock(Date.parse('2027-03-01T20:00:00Z')) });

function inFile<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const schemaOf = (database: DatabaseSync): string =>
  database
    .prepare('select sql from sqlite_schema where sql is not null order by type desc, name')
    .all()
    .map(
      ({ sql }) =>
        `${String(sql)
          .replace(/^ {6}(?=\S)/gm, '  ')
          .replace(/^ +\)/gm, ')')};\n`,
    )
    .join('\n');

test('the schema is the one in schema.sql; run the tests with -u to write it anew', async () => {
  await (await start()).close();
  await expect(inFile(schemaOf)).toMatchFileSnapshot('./schema.sql');
});

test('twenty processes that open a new file at once find one schema', async () => {
  const children = Array.from({ length: 20 }, () => startChild('catalog-child.ts', ['open', path]));
  await Promise.all(children.map((child) => child.line('ready')));
  for (const { process } of children) process.stdin?.write('go\n');
  expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0));
  const applied = inFile((database) => database.prepare('select number from migrations').all());
  expect(applied).toEqual(catalogMigrations.map(({ number }) => ({ number })));
  await (await start()).close();
}, 120_000);

describe('a file of a newer program', () => {
  const later = (breaking: 0 | 1): void => {
    inFile((database) => database.exec(`insert into migrations values (900, 'from the future', ${breaking}, '2030')`));
  };

  test('is refused where it would be broken, and left as it is', async () => {
    await (await start()).close();
    later(1);
    const before = inFile(schemaOf);
    await expect(start()).rejects.toMatchObject({
      code: 'CATALOG_NEWER',
      message: expect.stringContaining('900 from the future'),
    });
    expect(inFile(schemaOf)).toBe(before);
  });

  test('is used where it would not', async () => {
    await (await start()).close();
    later(0);
    const catalog = await start();
    await catalog.meta.set('a', 'b');
    await catalog.close();
  });
});

describe('migrations', () => {
  test('are numbered without gaps', () => {
    expect(catalogMigrations.map(({ number }) => number)).toEqual(catalogMigrations.map((_, index) => index + 1));
  });

  test('are frozen: a released one has the statements it was released with', () => {
    const fingerprint = ({ number, name, breaking, statements }: Migration): string =>
      `${number} ${name} ${breaking} ${sha256Hex(Buffer.from(JSON.stringify(statements))).slice(0, 16)}`;
    expect(catalogMigrations.map(fingerprint)).toMatchInlineSnapshot(`
      [
        "1 first tables true cefe302c76faafc1",
      ]
    `);
  });
});
