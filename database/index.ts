/**
 * SQLite for the folders that keep rows: one file behind Kysely, on the package sqlite3.
 *
 * Promises: a transaction is all or nothing through SIGKILL and power cut (WAL, synchronous=FULL); several processes of one
 * host use a file at once and take turns (BEGIN IMMEDIATE, 30 s of patience); a schema is brought up to date once, whoever
 * comes first; a file of another kind or of a newer program is left untouched.
 *
 * Flow: `openDatabase` connects, `migrate` settles the schema, `query` runs single statements, `transaction` several.
 * Errors are sqlite3's own, passed through the caller's `wrapError`; `sqliteFault` classes them. No code of this folder
 * is printed, so it has none.
 *
 * It does not: share a file between hosts (network file systems break SQLite's locks), stream rows (one connection: read by
 * pages), interrupt a wait for another process's turn before its 30 s are over, or carry integers beyond 2^53 (sqlite3
 * rounds them silently: such columns are TEXT). Each waiting connection keeps one thread of Node's pool of four: a process
 * opens each file once.
 */
export { backupDatabase } from './backup-database.ts';
export { type MigrateOptions, type MigrateResult, type Migration, migrate } from './migrate.ts';
export { type Database, type OpenDatabase, openDatabase } from './open-database.ts';
export { BUSY_TIMEOUT_MS, type SqliteFault, sqliteFault } from './sqlite-connection.ts';
export type { WrapError } from './sqlite-driver.ts';
