import type { Kysely } from 'kysely';
import type { MetaRepository } from '../catalog.ts';
import type { Tables } from '../tables.ts';

export function metaRepository(db: Kysely<Tables>): MetaRepository {
  return {
    get: async (name) => {
      const row = await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value ?? null;
    },
    set: async (name, value) => {
      await db
        .insertInto('meta')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
  };
}
