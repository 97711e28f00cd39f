import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './open-database.ts';

/** One step of a schema, frozen once released: a test pins the statements of each. */
export interface Migration {
  /** 1, 2, 3… without gaps. */
  readonly number: number;
  readonly name: string;
  /** True when a program that does not know this step would read or write wrongly. */
  readonly breaking: boolean;
  readonly statements: readonly string[];
}

export interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** `pragma application_id` of this kind of file: a ledger is never taken for a catalogue. */
  readonly applicationId: number;
  /** ISO 8601; recorded with each step. */
  readonly at: string;
}

/**
 * `ready`: the schema is what `migrations` say, or newer in ways that do not break them. `newer`: the file holds a breaking step
 * this program does not know; nothing was touched. `foreign`: a database of something else; nothing was touched.
 */
export type MigrateResult =
  | { readonly state: 'ready'; readonly applied: readonly number[] }
  | { readonly state: 'newer'; readonly migration: string }
  | { readonly state: 'foreign'; readonly applicationId: number };

interface AppliedStep {
  readonly number: number;
  readonly name: string;
  readonly breaking: number;
}

async function appliedSteps(db: Kysely<unknown>): Promise<readonly AppliedStep[]> {
  const { rows } = await sql<AppliedStep>`select number, name, breaking from migrations order by number`.execute(db);
  return rows;
}

async function identify(db: Kysely<unknown>): Promise<{ readonly applicationId: number; readonly tables: number }> {
  const id = await sql<{ application_id: number }>`pragma application_id`.execute(db);
  const tables = await sql<{ tables: number }>`select count(*) as tables from sqlite_schema`.execute(db);
  return { applicationId: id.rows[0]?.application_id ?? 0, tables: tables.rows[0]?.tables ?? 0 };
}

type Plan =
  | { readonly state: 'newer'; readonly migration: string }
  | { readonly state: 'apply'; readonly missing: readonly Migration[] };

/** What is left to do, from what was done; a step this program does not know matters only when it is breaking. */
function plan(done: readonly AppliedStep[], migrations: readonly Migration[]): Plan {
  const known = new Set(migrations.map(({ number }) => number));
  const unknown = done.find(({ number, breaking }) => breaking === 1 && !known.has(number));
  if (unknown !== undefined) return { state: 'newer', migration: `${unknown.number} ${unknown.name}` };
  const there = new Set(done.map(({ number }) => number));
  return { state: 'apply', missing: migrations.filter(({ number }) => !there.has(number)) };
}

async function apply(db: Transaction<unknown>, options: MigrateOptions): Promise<MigrateResult> {
  const { applicationId, tables } = await identify(db);
  if (tables === 0) {
    await sql`pragma application_id = ${sql.lit(options.applicationId)}`.execute(db);
    await sql`create table migrations (
      number integer primary key, name text not null, breaking integer not null, appliedAt text not null
    ) strict`.execute(db);
  } else if (applicationId !== options.applicationId) return { state: 'foreign', applicationId };
  const next = plan(await appliedSteps(db), options.migrations);
  if (next.state === 'newer') return next;
  for (const { number, name, breaking, statements } of next.missing) {
    for (const statement of statements) await sql.raw(statement).execute(db);
    await sql`insert into migrations values (${number}, ${name}, ${breaking ? 1 : 0}, ${options.at})`.execute(db);
  }
  return { state: 'ready', applied: next.missing.map(({ number }) => number) };
}

/**
 * Brings the file's schema up to date in one transaction; twenty processes may do so at once, one applies and the others find
 * it done. A killed one leaves the old schema. Where nothing is to be done no lock is taken.
 */
export async function migrate<Tables>(database: Database<Tables>, options: MigrateOptions): Promise<MigrateResult> {
  const db = database.query as unknown as Kysely<unknown>;
  const { applicationId, tables } = await identify(db);
  if (tables > 0 && applicationId === options.applicationId) {
    const next = plan(await appliedSteps(db), options.migrations);
    if (next.state === 'newer') return next;
    if (next.missing.length === 0) return { state: 'ready', applied: [] };
  }
  return database.transaction((transaction) => apply(transaction as unknown as Transaction<unknown>, options));
}
