import type { Kysely } from 'kysely';
import type { Clock } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { LeaseGrant, Leases } from '../catalog.ts';
import { catalogError } from '../errors.ts';
import type { Tables } from '../tables.ts';

/** The fact in `meta` below which no fence is granted: the highest fence that a rebuild saw in the vault. */
const FLOOR = 'leases.floor';

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Fences are decimal text in the file and numbers outside: one that a number cannot hold exactly is refused, never rounded. */
function fenceNumber(fence: bigint): number {
  const value = Number(fence);
  if (Number.isSafeInteger(value)) return value;
  throw catalogError('CATALOG_CORRUPT', `the fence ${fence} is beyond what any Coffre grants`);
}

function readFence(text: string): bigint {
  if (/^\d{1,30}$/.test(text)) return BigInt(text);
  throw catalogError('CATALOG_CORRUPT', 'a fence in the catalogue is no number');
}

async function floorOf(db: Kysely<Tables>): Promise<bigint> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', FLOOR).executeTakeFirst();
  return row === undefined ? 0n : readFence(row.value);
}

/** Raises the floor inside a transaction of the caller; lower values change nothing. */
export async function raiseFloor(db: Kysely<Tables>, above: number): Promise<void> {
  if (BigInt(above) <= (await floorOf(db))) return;
  const value = String(BigInt(above));
  await db
    .insertInto('meta')
    .values({ name: FLOOR, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/**
 * States of a row: held (holder, expiry ahead) → expired (holder, expiry behind) → held by the next, or released (no holder).
 * The row outlives its holders, because its fence must. Every grant has a new fence, to the same holder too: a name may
 * belong to a process that was paused and to the one that replaced it.
 */
export function leaseRepository(database: Database<Tables>, clock: Clock): Leases {
  return {
    acquire: (resource, holder, ttlMs) =>
      database.transaction(async (db) => {
        const now = clock.now();
        const row = await db.selectFrom('leases').selectAll().where('resource', '=', resource).executeTakeFirst();
        if (row !== undefined && row.holder !== null && row.holder !== holder && row.expiresMs > now) {
          const expiresAt = instant(row.expiresMs);
          throw catalogError('LEASE_HELD', `${resource} is held by ${row.holder} until ${expiresAt}`, {
            facts: { resource, holder: row.holder, expiresAt },
          });
        }
        const last = row === undefined ? 0n : readFence(row.fence);
        const floor = await floorOf(db);
        const fence = (last > floor ? last : floor) + 1n;
        const granted = { holder, fence: String(fence), expiresMs: Math.ceil(now + ttlMs) };
        const grant = { resource, holder, fence: fenceNumber(fence), expiresAt: instant(granted.expiresMs) };
        await db
          .insertInto('leases')
          .values({ resource, ...granted })
          .onConflict((conflict) => conflict.column('resource').doUpdateSet(granted))
          .execute();
        return grant;
      }),
    renew: async (grant, ttlMs) => {
      const expiresMs = Math.ceil(clock.now() + ttlMs);
      const changed = await database.query
        .updateTable('leases')
        .set({ expiresMs })
        .where('resource', '=', grant.resource)
        .where('holder', '=', grant.holder)
        .where('fence', '=', String(grant.fence))
        .executeTakeFirst();
      if (changed.numUpdatedRows === 1n) return { ...grant, expiresAt: instant(expiresMs) };
      throw catalogError('LEASE_LOST', `${grant.resource} is no longer held under fence ${grant.fence}`, {
        facts: { resource: grant.resource, fence: grant.fence },
      });
    },
    release: async (grant) => {
      await database.query
        .updateTable('leases')
        .set({ holder: null, expiresMs: 0 })
        .where('resource', '=', grant.resource)
        .where('holder', '=', grant.holder)
        .where('fence', '=', String(grant.fence))
        .execute();
    },
    list: async () => {
      const rows = await database.query
        .selectFrom('leases')
        .selectAll()
        .where('expiresMs', '>', clock.now())
        .orderBy('resource')
        .execute();
      return rows.flatMap(({ resource, holder, fence, expiresMs }): readonly LeaseGrant[] =>
        holder === null
          ? []
          : [{ resource, holder, fence: fenceNumber(readFence(fence)), expiresAt: instant(expiresMs) }],
      );
    },
    raiseFences: (above) => database.transaction((db) => raiseFloor(db, above)),
  };
}
