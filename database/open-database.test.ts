import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, migrate, openDatabase, sqliteFault } from './index.ts';

interface Tables {
  readonly items: { readonly id: number; readonly text: string };
}

let root: string;
let path: string;
let database: Database<Tables>;
const wrapError = (error: unknown): unknown => error;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffre-database-'));
  path = join(root, 'new', 'a.sqlite');
  database = await openDatabase({ path, wrapError });
  await sql`create table items (id integer primary key, text text not null) strict`.execute(database.query);
});

afterEach(async () => {
  await database.close();
  await rm(root, { recursive: true });
});

const texts = async (): Promise<readonly string[]> =>
  (await database.query.selectFrom('items').select('text').orderBy('id').execute()).map(({ text }) => text);

describe('an open database', () => {
  test('is durable, has foreign keys on, and is readable by its owner alone', async () => {
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(database.query);
      return Object.values(rows[0] ?? {})[0];
    };
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(30_000);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('counts what a statement changed and gives the rows of those that return some', async () => {
    const insert = database.query.insertInto('items').values([
      { id: 1, text: 'a' },
      { id: 2, text: 'b' },
    ]);
    expect(await insert.returning('id').execute()).toEqual([{ id: 1 }, { id: 2 }]);
    const update = await database.query.updateTable('items').set({ text: 'c' }).executeTakeFirst();
    expect(update.numUpdatedRows).toBe(2n);
    const none = await database.query.deleteFrom('items').where('id', '=', 9).executeTakeFirst();
    expect(none.numDeletedRows).toBe(0n);
  });

  test('keeps whole numbers up to 2^53 exactly', async () => {
    const ids = [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    for (const id of ids) await database.query.insertInto('items').values({ id, text: '' }).execute();
    expect((await database.query.selectFrom('items').select('id').execute()).map(({ id }) => id)).toEqual(ids);
  });
});

describe('a transaction', () => {
  test('that throws leaves nothing and lets the next one in', async () => {
    const failing = database.transaction(async (db) => {
      await db.insertInto('items').values({ id: 1, text: 'a' }).execute();
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await database.transaction((db) => db.insertInto('items').values({ id: 2, text: 'b' }).execute());
    expect(await texts()).toEqual(['b']);
  });

  test('whose statement failed cannot be committed, whatever its work caught', async () => {
    const work = database.transaction(async (db) => {
      await db.insertInto('items').values({ id: 1, text: 'a' }).execute();
      await sql`insert into nowhere values (1)`.execute(db).catch(() => undefined);
      await db
        .insertInto('items')
        .values({ id: 2, text: 'b' })
        .execute()
        .catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await texts()).toEqual([]);
  });

  test('that SQLite has undone by itself does not let the rest through', async () => {
    const work = database.transaction(async (db) => {
      await db.insertInto('items').values({ id: 1, text: 'a' }).execute();
      await sql`insert or rollback into items values (1, 'again')`.execute(db).catch(() => undefined);
      await db
        .insertInto('items')
        .values({ id: 3, text: 'outside' })
        .execute()
        .catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT' });
    await database.query.insertInto('items').values({ id: 4, text: 'after' }).execute();
    expect(await texts()).toEqual(['after']);
  });

  test('that runs out of disk leaves nothing, is classed as full, and works again once there is room', async () => {
    const limit = (pages: number) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(database.query);
    await limit(10);
    const work = database.transaction(async (db) => {
      for (let id = 1; id <= 100; id++) {
        await db
          .insertInto('items')
          .values({ id, text: 'x'.repeat(2_000) })
          .execute();
      }
    });
    expect(await work.then(() => 'none', sqliteFault)).toBe('full');
    expect(await texts()).toEqual([]);
    await limit(10_000);
    await database.query.insertInto('items').values({ id: 1, text: 'a' }).execute();
    expect(await texts()).toEqual(['a']);
  });

  test('keeps its turn while it waits for something else', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const order: string[] = [];
    const first = database.transaction(async (db) => {
      await promise;
      await db.insertInto('items').values({ id: 1, text: 'first' }).execute();
      order.push('first');
    });
    const second = database.query
      .insertInto('items')
      .values({ id: 2, text: 'second' })
      .execute()
      .then(() => order.push('second'));
    resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  test('refuses the database it stands on, and work started in it may use that afterwards', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const later: Promise<unknown>[] = [];
    await database.transaction(async () => {
      await expect(texts()).rejects.toThrow('use its session');
      later.push(promise.then(texts));
    });
    resolve();
    expect(await Promise.all(later)).toEqual([[]]);
  });
});

describe('a closed database', () => {
  test('waits for the work at hand, refuses more, and may be closed again', async () => {
    const insert = database.query.insertInto('items').values({ id: 1, text: 'a' }).execute();
    await Promise.all([insert, database.close(), database.close()]);
    await expect(texts()).rejects.toThrow('closed');
    database = await openDatabase({ path, wrapError });
    expect(await texts()).toEqual(['a']);
  });
});

describe('faults', () => {
  test('are classed: no database, no place, no statement, not ours', async () => {
    const faultOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'none', sqliteFault);
    expect(await faultOf(openDatabase({ path: root, wrapError }))).toBe('full');
    expect(await faultOf(sql`select nonsense`.execute(database.query))).toBe('other');
    expect(sqliteFault(new Error('x'))).toBeNull();
    expect(sqliteFault('SQLITE_BUSY')).toBeNull();
    expect(sqliteFault(Object.assign(new Error('x'), { code: 'SQLITE_BUSY' }))).toBe('busy');
    expect(sqliteFault(Object.assign(new Error('x'), { code: 'SQLITE_CORRUPT' }))).toBe('corrupt');
  });

  test('pass through the caller’s wrapper, at opening and afterwards', async () => {
    class Wrapped extends Error {}
    const wrap = (cause: unknown): unknown => new Wrapped('wrapped', { cause });
    await expect(openDatabase({ path: root, wrapError: wrap })).rejects.toBeInstanceOf(Wrapped);
    const other = await openDatabase({ path, wrapError: wrap });
    await expect(sql`select nonsense`.execute(other.query)).rejects.toBeInstanceOf(Wrapped);
    await other.close();
  });
});

describe('a schema', () => {
  const step = (number: number, breaking = false) => ({
    number,
    name: `step ${number}`,
    breaking,
    statements: [`create table t${number} (a)`],
  });
  const options = { applicationId: 7, at: '2027-01-01T00:00:00Z' };
  let fresh: Database<object>;

  beforeEach(async () => {
    fresh = await openDatabase({ path: join(root, 'b.sqlite'), wrapError });
  });
  afterEach(() => fresh.close());

  test('is brought up to date step by step, once', async () => {
    expect(await migrate(fresh, { ...options, migrations: [step(1)] })).toEqual({ state: 'ready', applied: [1] });
    const both = { ...options, migrations: [step(1), step(2), step(3)] };
    expect(await migrate(fresh, both)).toEqual({ state: 'ready', applied: [2, 3] });
    expect(await migrate(fresh, both)).toEqual({ state: 'ready', applied: [] });
  });

  test('with a step that fails is as it was before', async () => {
    const broken = { ...step(2), statements: ['create table t2 (a)', 'nonsense'] };
    await migrate(fresh, { ...options, migrations: [step(1)] });
    await expect(migrate(fresh, { ...options, migrations: [step(1), broken] })).rejects.toThrow();
    expect(await migrate(fresh, { ...options, migrations: [step(1), step(2)] })).toEqual({
      state: 'ready',
      applied: [2],
    });
  });

  test('of a newer program is refused only where it breaks', async () => {
    await migrate(fresh, { ...options, migrations: [step(1), step(2)] });
    expect(await migrate(fresh, { ...options, migrations: [step(1)] })).toEqual({ state: 'ready', applied: [] });
    await migrate(fresh, { ...options, migrations: [step(1), step(2), step(3, true)] });
    expect(await migrate(fresh, { ...options, migrations: [step(1)] })).toEqual({
      state: 'newer',
      migration: '3 step 3',
    });
  });

  test('of something else is left alone', async () => {
    expect(await migrate(database, { ...options, migrations: [step(1)] })).toEqual({
      state: 'foreign',
      applicationId: 0,
    });
    await migrate(fresh, { ...options, migrations: [step(1)] });
    const other = { ...options, applicationId: 8, migrations: [step(1)] };
    expect(await migrate(fresh, other)).toEqual({ state: 'foreign', applicationId: 7 });
  });
});
