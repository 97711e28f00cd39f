import { type Kysely, sql } from 'kysely';
import { type Clock, canonicalJson, type JsonValue } from '../core/index.ts';
import { backupDatabase, type Database, migrate, openDatabase } from '../database/index.ts';
import type { Catalog, CatalogSession, SnapshotRepository } from './catalog.ts';
import { catalogError } from './errors.ts';
import { catalogFault } from './faults.ts';
import { inBatches } from './in-batches.ts';
import { catalogMigrations } from './migrations/index.ts';
import { countTenantRows, forgetTenant } from './queries/forget-tenant.ts';
import { leaseRepository } from './queries/leases.ts';
import { mailboxRepository } from './queries/mailboxes.ts';
import { metaRepository } from './queries/meta.ts';
import { runRepository } from './queries/runs.ts';
import { snapshotRepository } from './queries/snapshots.ts';
import { openStaging } from './queries/staging.ts';
import type { Tables } from './tables.ts';

/** `COFC`: what `pragma application_id` says of a catalogue. */
export const CATALOG_APPLICATION_ID = 0x43_4f_46_43;

export interface OpenCatalog {
  readonly path: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

function sessionOf(db: Kysely<Tables>, replaceAll: SnapshotRepository['replaceAll']): CatalogSession {
  return {
    runs: runRepository(db),
    snapshots: { ...snapshotRepository(db), replaceAll },
    mailboxes: mailboxRepository(db),
    meta: metaRepository(db),
  };
}

function replaceInside(db: Kysely<Tables>): SnapshotRepository['replaceAll'] {
  return async (snapshots) => {
    const { put } = snapshotRepository(db);
    await db.deleteFrom('snapshots').execute();
    let done = 0;
    for await (const snapshot of snapshots) {
      await put(snapshot);
      done++;
    }
    return done;
  };
}

function replaceOutside(database: Database<Tables>): SnapshotRepository['replaceAll'] {
  return async (snapshots) => {
    await using staging = await openStaging(database);
    let done = 0;
    for await (const batch of inBatches(snapshots, 200)) {
      done += (await staging.addSnapshots(batch)).filter(Boolean).length;
    }
    await staging.swap({ keepNewer: false, fencesAbove: 0 });
    return done;
  };
}

async function check(database: Database<Tables>, session: CatalogSession): Promise<void> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(database.query);
  const said = rows.map((row) => row.integrity_check);
  if (said.length !== 1 || said[0] !== 'ok') {
    throw catalogError('CATALOG_CORRUPT', `SQLite finds the catalogue damaged (${said.length} findings)`, {
      cause: new Error(said.slice(0, 10).join('\n')),
    });
  }
  await session.snapshots.list({});
  await session.mailboxes.list();
  for (const { id } of await session.runs.list(-1)) await session.runs.outcomes(id);
}

/**
 * Opens the catalogue at `path`, making the file and its folder where they are missing and bringing its schema up to date.
 * CATALOG_NEWER: a newer program changed it in a way this one would break. CATALOG_CORRUPT: damaged, or no catalogue.
 * CATALOG_UNAVAILABLE: no permission, no space, or other processes kept it busy for 30 s.
 */
export async function openCatalog({ path, clock, signal }: OpenCatalog): Promise<Catalog> {
  signal?.throwIfAborted();
  const wrapError = catalogFault(path);
  const database = await openDatabase<Tables>({ path, wrapError });
  try {
    signal?.throwIfAborted();
    const at = new Date(clock.now()).toISOString();
    const schema = await migrate(database, {
      migrations: catalogMigrations,
      applicationId: CATALOG_APPLICATION_ID,
      at,
    });
    if (schema.state === 'newer') {
      throw catalogError('CATALOG_NEWER', `${path} holds the step "${schema.migration}", which this program lacks`);
    }
    if (schema.state === 'foreign') throw catalogError('CATALOG_CORRUPT', `${path} is a database of something else`);
  } catch (error) {
    await database.close();
    throw error;
  }
  const session = sessionOf(database.query, replaceOutside(database));
  return {
    ...session,
    leases: leaseRepository(database, clock),
    transaction: (work) => database.transaction((db) => work(sessionOf(db, replaceInside(db)))),
    stage: () => openStaging(database),
    check: () => check(database, session),
    dump: async () => {
      const rows = await session.snapshots.list({});
      return rows.map((row) => `${canonicalJson(row as unknown as JsonValue)}\n`).join('');
    },
    countTenant: (tenant) => countTenantRows(database.query, tenant),
    forgetTenant: (tenant) => forgetTenant(database, tenant),
    backupTo: (target) => backupDatabase(database, target, wrapError),
    close: () => database.close(),
  };
}
