import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import sqlite3 from 'sqlite3';

/** SQLite's own wait for another process's transaction. Smaller: a night with many processes fails for want of patience. */
export const BUSY_TIMEOUT_MS = 30_000;

/** How often the switch to WAL is tried while twenty processes open a new file at once; each try waits for a writer first. */
const WAL_ATTEMPTS = 100;

export type SqlValue = string | number | null;

/** One connection to one file, as promises. Statements run one after another; the caller keeps turns (SqliteDriver). */
export interface SqliteConnection {
  /** Rows of the statement, none for one that returns none. Rejects with sqlite3's own error (`sqliteFault` classes it). */
  all(sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]>;
  /** Number of rows the statement changed. */
  run(sql: string, parameters: readonly unknown[]): Promise<number>;
  close(): Promise<void>;
}

function connect(path: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const mode = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_FULLMUTEX;
    const database = new sqlite3.Database(path, mode, (error) => (error === null ? resolve(database) : reject(error)));
  });
}

function promised(database: sqlite3.Database): SqliteConnection {
  return {
    all: (sql, parameters) =>
      new Promise((resolve, reject) => {
        database.all(sql, parameters, (error, rows: unknown[] | undefined) =>
          error === null ? resolve(rows ?? []) : reject(error),
        );
      }),
    run: (sql, parameters) =>
      new Promise((resolve, reject) => {
        database.run(sql, parameters, function (error) {
          if (error === null) resolve(this.changes);
          else reject(error);
        });
      }),
    close: () =>
      new Promise((resolve, reject) => {
        database.close((error) => (error === null ? resolve() : reject(error)));
      }),
  };
}

/** WAL wants the file to itself for a moment and does not always wait for it; a write turn does, so one is taken between tries. */
async function enableWal(connection: SqliteConnection): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.all('pragma journal_mode = wal', []);
      return;
    } catch (error) {
      if (sqliteFault(error) !== 'busy' || attempt >= WAL_ATTEMPTS) throw error;
      await connection.all('begin immediate', []);
      await connection.all('rollback', []);
    }
  }
}

/**
 * Opens or makes the file (readable by its owner alone: rows name mailboxes) in WAL with synchronous=FULL, so that what a
 * commit acknowledged survives a power cut, foreign keys on, and a busy timeout of BUSY_TIMEOUT_MS.
 */
export async function connectSqlite(path: string): Promise<SqliteConnection> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const made = await open(path, 'ax', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return null;
    throw error;
  });
  if (made !== null) {
    await made.close();
    await chmod(path, 0o600);
  }
  const database = await connect(path);
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  const connection = promised(database);
  try {
    await enableWal(connection);
    await connection.all('pragma synchronous = full', []);
    await connection.all('pragma foreign_keys = on', []);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return connection;
}

/**
 * What an error thrown by this folder means. `busy`: another process kept its turn too long · `full`: no space, no
 * permission, or a path that cannot be used · `corrupt`: the file is damaged or no database · `other`: SQLite refused the statement · null: not SQLite's.
 */
export type SqliteFault = 'busy' | 'full' | 'corrupt' | 'other';

const faults: ReadonlyMap<string, SqliteFault> = new Map([
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_PROTOCOL', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'full'],
  ['SQLITE_READONLY', 'full'],
  ['SQLITE_CANTOPEN', 'full'],
  ['SQLITE_PERM', 'full'],
  ['SQLITE_NOMEM', 'full'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  // what a system call says while the folder or the file is made
  ['EACCES', 'full'],
  ['EPERM', 'full'],
  ['EROFS', 'full'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EEXIST', 'full'],
  ['EISDIR', 'full'],
  ['ENOENT', 'full'],
  ['ENOTDIR', 'full'],
  ['EMFILE', 'full'],
  ['ENFILE', 'full'],
  ['EIO', 'full'],
]);

export function sqliteFault(error: unknown): SqliteFault | null {
  if (!(error instanceof Error)) return null;
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== 'string') return null;
  return faults.get(code) ?? (code.startsWith('SQLITE_') ? 'other' : null);
}
