import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { KnownMailbox, MailboxRepository } from '../catalog.ts';
import { flag, ids, instant, jsonColumn, parseRow } from '../rows.ts';
import type { Tables } from '../tables.ts';

const mailboxRow: z.ZodType<KnownMailbox> = z
  .object({
    tenant: ids.tenant,
    id: ids.mailbox,
    name: z.string(),
    type: z.enum(['user', 'shared', 'room', 'equipment', 'linked', 'other']),
    source: ids.source,
    kinds: jsonColumn(z.array(z.enum(['primary', 'archive'])).readonly()),
    firstSeen: instant,
    lastSeen: instant,
    retired: flag,
  })
  .readonly();

export function mailboxRepository(db: Kysely<Tables>): MailboxRepository {
  return {
    see: async ({ tenant, id, name, type, source, kinds }, at) => {
      const facts = { name, type, source, kinds: JSON.stringify(kinds) };
      await db
        .insertInto('mailboxes')
        .values({ tenant, id, ...facts, firstSeen: at, lastSeen: at, retired: 0 })
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'id']).doUpdateSet({ ...facts, lastSeen: at, retired: 0 }),
        )
        .execute();
    },
    retire: async (tenant, id) => {
      await db.updateTable('mailboxes').set({ retired: 1 }).where('tenant', '=', tenant).where('id', '=', id).execute();
    },
    list: async (tenant) => {
      let select = db.selectFrom('mailboxes').selectAll();
      if (tenant !== undefined) select = select.where('tenant', '=', tenant);
      const rows = await select.orderBy('tenant').orderBy('name').orderBy('id').execute();
      return rows.map((row) => parseRow('mailboxes', mailboxRow, row));
    },
  };
}
