import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Transaction } from 'kysely';
import { connectSqlite } from './sqlite-connection.ts';
import { SqliteDriver, type WrapError } from './sqlite-driver.ts';

/** A database file of one folder's tables. */
export interface Database<Tables> {
  /** For single statements; each is a transaction of its own. */
  readonly query: Kysely<Tables>;
  /** BEGIN IMMEDIATE … COMMIT: all or nothing; other processes wait, and so does every other use of this object. Not re-entrant. */
  transaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Waits for the statement at work, then closes the file. Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenDatabase {
  readonly path: string;
  /** Called with every error of SQLite or the file system; returns what is thrown instead. */
  readonly wrapError: WrapError;
}

/** SQLite's, but turns are the driver's affair: Kysely's own mutex stays locked for ever once `acquireConnection` throws. */
class TurnTakingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Opens the file, making it and its folder where they are missing. The schema is `migrate`'s affair. */
export async function openDatabase<Tables>({ path, wrapError }: OpenDatabase): Promise<Database<Tables>> {
  const file = await connectSqlite(path).catch((error: unknown) => {
    throw wrapError(error);
  });
  const driver = new SqliteDriver(file, wrapError);
  const query = new Kysely<Tables>({
    dialect: {
      createDriver: () => driver,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new TurnTakingAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  });
  let closing: Promise<void> | undefined;
  return {
    query,
    transaction: (work) => query.transaction().execute((transaction) => driver.guard(() => work(transaction))),
    close: () => {
      closing ??= driver.destroy();
      return closing;
    },
  };
}
