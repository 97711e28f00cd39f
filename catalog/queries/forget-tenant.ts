import { type Kysely, sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import type { TenantId } from '../../domain/index.ts';
import type { Tables } from '../tables.ts';

/** What a lease on a mailbox of this tenant is called starts so. */
const leasePrefix = (tenant: TenantId): string => `mailbox:${tenant}/`;

const filterOf = (tenant: TenantId): string => `%${JSON.stringify({ tenant }).slice(1, -1)}%`;

/** Rows that name a tenant: snapshots, mailboxes, outcomes of runs, filters of runs, leases on its mailboxes. */
export async function countTenantRows(db: Kysely<Tables>, tenant: TenantId): Promise<number> {
  let rows = 0;
  for (const table of ['snapshots', 'mailboxes', 'outcomes'] as const) {
    const found = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('tenant', '=', tenant)
      .executeTakeFirstOrThrow();
    rows += Number(found.n);
  }
  const filters = await db
    .selectFrom('meta')
    .select('name')
    .where('name', 'like', 'run-filter/%')
    .where('value', 'like', filterOf(tenant))
    .execute();
  const leases = await db
    .selectFrom('leases')
    .select('resource')
    .where(sql<boolean>`substr(resource, 1, ${leasePrefix(tenant).length}) = ${leasePrefix(tenant)}`)
    .execute();
  return rows + filters.length + leases.length;
}

/**
 * Removes them in one transaction with `secure_delete`, so that freed places are overwritten, then rewrites the file and
 * cuts the write-ahead log: what was in it is no longer in the file's bytes. Blocks that the file system moved are beyond it.
 */
export async function forgetTenant(database: Database<Tables>, tenant: TenantId): Promise<void> {
  const { query } = database;
  await sql`pragma secure_delete = on`.execute(query);
  await database.transaction(async (db) => {
    for (const table of ['snapshots', 'mailboxes', 'outcomes'] as const) {
      await db.deleteFrom(table).where('tenant', '=', tenant).execute();
    }
    await db
      .deleteFrom('meta')
      .where('name', 'like', 'run-filter/%')
      .where('value', 'like', filterOf(tenant))
      .execute();
    await db
      .deleteFrom('leases')
      .where(sql<boolean>`substr(resource, 1, ${leasePrefix(tenant).length}) = ${leasePrefix(tenant)}`)
      .execute();
  });
  await sql`vacuum`.execute(query);
  await sql`pragma wal_checkpoint(truncate)`.execute(query);
}
