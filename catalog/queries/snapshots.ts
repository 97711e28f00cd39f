import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Snapshot } from '../../domain/index.ts';
import type { SnapshotQuery, SnapshotRepository } from '../catalog.ts';
import { count, exceptionList, flag, ids, instant, jsonColumn, kindColumn, parseRow } from '../rows.ts';
import type { SnapshotRow, Tables } from '../tables.ts';

const counts = z
  .object({ folders: count, searchFolders: count, items: count, associated: count, attachments: count })
  .readonly();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const snapshotRow: z.ZodType<Snapshot> = z
  .object({
    id: ids.snapshot,
    tenant: ids.tenant,
    mailboxId: ids.mailbox,
    mailbox: z.string(),
    kind: kindColumn,
    run: ids.run,
    night: ids.night,
    createdAt: instant,
    status: z.enum(['ok', 'partial']),
    parts: jsonColumn(
      z.array(z.object({ name: z.string(), bytes: count, sha256, counts: counts.nullable() }).readonly()).readonly(),
    ),
    exceptions: jsonColumn(exceptionList),
    sourceBytes: count,
    storedBytes: count,
    sha256,
    counts: jsonColumn(counts),
    verdict: z.enum(['UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED']),
    verdictId: z.string().nullable(),
    reasons: jsonColumn(z.array(z.string()).readonly()),
    verified: jsonColumn(
      z.object({ level: z.enum(['structure', 'sample', 'full', 'rehearsal']), at: instant }).readonly(),
    ).nullable(),
    pinned: flag,
  })
  .readonly();

/** The row of a snapshot: the same snapshot gives the same row, whenever it is written. */
export function toSnapshotRow(snapshot: Snapshot): SnapshotRow {
  return {
    id: snapshot.id,
    tenant: snapshot.tenant,
    mailboxId: snapshot.mailboxId,
    mailbox: snapshot.mailbox,
    kind: snapshot.kind,
    run: snapshot.run,
    night: snapshot.night,
    createdAt: snapshot.createdAt,
    createdMs: Date.parse(snapshot.createdAt),
    status: snapshot.status,
    parts: canonicalJson(snapshot.parts as unknown as JsonValue),
    exceptions: canonicalJson(snapshot.exceptions as unknown as JsonValue),
    sourceBytes: snapshot.sourceBytes,
    storedBytes: snapshot.storedBytes,
    sha256: snapshot.sha256,
    counts: canonicalJson(snapshot.counts as unknown as JsonValue),
    verdict: snapshot.verdict,
    verdictId: snapshot.verdictId,
    reasons: canonicalJson(snapshot.reasons),
    verified: snapshot.verified === null ? null : canonicalJson(snapshot.verified),
    pinned: snapshot.pinned ? 1 : 0,
  };
}

export function fromSnapshotRow(row: unknown): Snapshot {
  return parseRow('snapshots', snapshotRow, row);
}

/** Shortest prefix that `find` takes: 30 bits, so that a slip of the pen does not name somebody else's snapshot. */
const MIN_PREFIX = 6;

function matching(db: Kysely<Tables>, query: SnapshotQuery) {
  let select = db.selectFrom('snapshots').selectAll();
  const { tenant, mailbox, night, status, verdict, kind } = query;
  if (tenant !== undefined) select = select.where('tenant', '=', tenant);
  if (mailbox !== undefined) {
    select = select.where((eb) =>
      eb.or([eb('mailboxId', '=', mailbox), sql<boolean>`${eb.ref('mailbox')} = ${mailbox} collate nocase`]),
    );
  }
  if (night !== undefined) select = select.where('night', '=', night);
  if (status !== undefined) select = select.where('status', '=', status);
  if (verdict !== undefined) select = select.where('verdict', '=', verdict);
  if (kind !== undefined) select = select.where('kind', '=', kind);
  return select;
}

export function snapshotRepository(db: Kysely<Tables>): Omit<SnapshotRepository, 'replaceAll'> {
  return {
    put: async (snapshot) => {
      const { id, ...rest } = toSnapshotRow(snapshot);
      await db
        .insertInto('snapshots')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    find: async (idOrPrefix) => {
      if (idOrPrefix.length < MIN_PREFIX || !/^[a-z2-7]+$/.test(idOrPrefix)) return null;
      const rows = await db
        .selectFrom('snapshots')
        .selectAll()
        .where('id', '>=', idOrPrefix)
        .where('id', '<', `${idOrPrefix}~`)
        .orderBy('id')
        .limit(2)
        .execute();
      if (rows.length === 2) return 'ambiguous';
      return rows[0] === undefined ? null : fromSnapshotRow(rows[0]);
    },
    list: async (query) => {
      const rows = await matching(db, query)
        .orderBy('tenant')
        .orderBy('mailbox')
        .orderBy('night')
        .orderBy('createdMs')
        .orderBy('id')
        .execute();
      return rows.map(fromSnapshotRow);
    },
    remove: async (id) => {
      await db.deleteFrom('snapshots').where('id', '=', id).execute();
    },
  };
}
