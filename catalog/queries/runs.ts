import type { Kysely } from 'kysely';
import { z } from 'zod';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Run, RunOutcome, RunRepository } from '../catalog.ts';
import { count, exceptionList, ids, instant, jsonColumn, kindColumn, parseRow } from '../rows.ts';
import type { Tables } from '../tables.ts';

const runRow: z.ZodType<Run> = z
  .object({
    id: ids.run,
    night: ids.night,
    startedAt: instant,
    endedAt: instant.nullable(),
    status: z.enum(['running', 'ok', 'partial', 'failed', 'aborted']),
    by: z.string(),
    trigger: z.enum(['scheduled', 'manual']),
  })
  .readonly();

const outcomeRow: z.ZodType<RunOutcome> = z
  .object({
    run: ids.run,
    tenant: ids.tenant,
    mailboxId: ids.mailbox,
    mailbox: z.string(),
    kind: kindColumn,
    snapshot: ids.snapshot.nullable(),
    status: z.enum(['ok', 'partial', 'failed']),
    sourceBytes: count,
    storedBytes: count,
    items: count,
    exceptions: jsonColumn(exceptionList),
    error: jsonColumn(z.object({ code: z.string(), message: z.string() }).readonly()).nullable(),
    startedAt: instant,
    endedAt: instant,
  })
  .readonly();

export function runRepository(db: Kysely<Tables>): RunRepository {
  const runs = () => db.selectFrom('runs').selectAll();
  const newestFirst = async (select: ReturnType<typeof runs>): Promise<readonly Run[]> => {
    const rows = await select.orderBy('startedMs', 'desc').orderBy('id', 'desc').execute();
    return rows.map((row) => parseRow('runs', runRow, row));
  };
  return {
    open: async ({ id, night, startedAt, by, trigger }) => {
      await db
        .insertInto('runs')
        .values({
          id,
          night,
          startedAt,
          startedMs: Date.parse(startedAt),
          endedAt: null,
          status: 'running',
          by,
          trigger,
        })
        .execute();
    },
    recordOutcome: async ({ run, tenant, mailboxId, kind, exceptions, error, ...facts }) => {
      const rest = {
        mailbox: facts.mailbox,
        snapshot: facts.snapshot,
        status: facts.status,
        sourceBytes: facts.sourceBytes,
        storedBytes: facts.storedBytes,
        items: facts.items,
        startedAt: facts.startedAt,
        endedAt: facts.endedAt,
        exceptions: canonicalJson(exceptions as unknown as JsonValue),
        error: error === null ? null : canonicalJson({ code: error.code, message: error.message }),
      };
      await db
        .insertInto('outcomes')
        .values({ run, tenant, mailboxId, kind, ...rest })
        .onConflict((conflict) => conflict.columns(['run', 'tenant', 'mailboxId', 'kind']).doUpdateSet(rest))
        .execute();
    },
    close: async (id, status, endedAt) => {
      await db
        .updateTable('runs')
        .set({ status, endedAt })
        .where('id', '=', id)
        .where('status', 'in', status === 'aborted' ? ['running'] : ['running', 'aborted'])
        .execute();
    },
    find: async (id) => {
      const row = await runs().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : parseRow('runs', runRow, row);
    },
    outcomes: async (id) => {
      const rows = await db
        .selectFrom('outcomes')
        .selectAll()
        .where('run', '=', id)
        .orderBy('tenant')
        .orderBy('mailbox')
        .orderBy('mailboxId')
        .orderBy('kind')
        .execute();
      return rows.map((row) => parseRow('outcomes', outcomeRow, row));
    },
    list: (limit) => newestFirst(runs().limit(limit)),
    unfinished: () => newestFirst(runs().where('status', '=', 'running')),
    ofNight: (night) => newestFirst(runs().where('night', '=', night)),
  };
}
