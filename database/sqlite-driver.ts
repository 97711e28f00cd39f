import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CompiledQuery,
  type DatabaseConnection,
  DeleteQueryNode,
  type Driver,
  InsertQueryNode,
  type QueryResult,
  UpdateQueryNode,
} from 'kysely';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Makes an error of the folder that uses the database out of sqlite3's. */
export type WrapError = (error: unknown) => unknown;

/** A statement that changes rows and returns none: its count is wanted, not its rows. */
function changesOnly({ query }: CompiledQuery): boolean {
  return (
    (InsertQueryNode.is(query) || UpdateQueryNode.is(query) || DeleteQueryNode.is(query)) &&
    query.returning === undefined
  );
}

/**
 * Kysely's driver over one connection and a mutex: whoever has acquired it runs alone until it releases.
 * Transactions are BEGIN IMMEDIATE, so that two processes never deadlock by upgrading a read. States of the connection:
 * idle → held → in transaction → (failed) → held → idle. In `failed` every statement repeats the first error until the
 * rollback: SQLite undoes some failed transactions by itself, and what followed would be written outside any.
 */
export class SqliteDriver implements Driver {
  readonly #file: SqliteConnection;
  readonly #wrap: WrapError;
  readonly #holder = new AsyncLocalStorage<{ open: boolean }>();
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;
  #inTransaction = false;
  #failure: { readonly error: unknown } | null = null;
  /** Set when a transaction could neither end nor be undone: nothing written afterwards could be trusted. */
  #broken: { readonly error: unknown } | null = null;

  constructor(file: SqliteConnection, wrap: WrapError) {
    this.#file = file;
    this.#wrap = wrap;
  }

  /**
   * Runs `work` as the inside of a transaction: acquiring the connection there a second time would wait for itself,
   * so it is refused at once.
   */
  guard<T>(work: () => Promise<T>): Promise<T> {
    const scope = { open: true };
    return this.#holder.run(scope, async () => {
      try {
        return await work();
      } finally {
        scope.open = false;
      }
    });
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#holder.getStore()?.open === true) {
      throw new Error('a transaction is open here: use its session, not the database outside it');
    }
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    this.#release = resolve;
    return {
      executeQuery: (query) => this.#execute(query),
      streamQuery: () => {
        throw new Error('streaming would hold the only connection: read by pages');
      },
    };
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  async beginTransaction(): Promise<void> {
    await this.#statement('begin immediate');
    this.#inTransaction = true;
    this.#failure = null;
  }

  async commitTransaction(): Promise<void> {
    if (this.#failure !== null) throw this.#failure.error;
    await this.#statement('commit');
    this.#inTransaction = false;
  }

  async rollbackTransaction(): Promise<void> {
    this.#inTransaction = false;
    this.#failure = null;
    try {
      await this.#file.run('rollback', []);
    } catch {
      // SQLite may have undone it already; only if a new one can begin is that so
      try {
        await this.#file.run('begin', []);
        await this.#file.run('rollback', []);
      } catch (error) {
        this.#broken = { error: this.#wrap(error) };
      }
    }
  }

  async destroy(): Promise<void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    this.#broken = { error: new Error('the database is closed') };
    resolve();
    await this.#file.close();
  }

  async #statement(sql: string): Promise<void> {
    if (this.#broken !== null) throw this.#broken.error;
    try {
      await this.#file.run(sql, []);
    } catch (error) {
      throw this.#wrap(error);
    }
  }

  async #execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const stop = this.#broken ?? this.#failure;
    if (stop !== null) throw stop.error;
    try {
      if (changesOnly(query)) {
        return { numAffectedRows: BigInt(await this.#file.run(query.sql, query.parameters)), rows: [] };
      }
      return { rows: (await this.#file.all(query.sql, query.parameters)) as R[] };
    } catch (error) {
      const wrapped = this.#wrap(error);
      if (this.#inTransaction) this.#failure = { error: wrapped };
      throw wrapped;
    }
  }
}
