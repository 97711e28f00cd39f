import type { Generated, Kysely } from 'kysely';
import { ledgerError } from './errors.ts';
import { decodeEvent } from './event.ts';
import type { LedgerEvent } from './ledger.ts';

export interface EventRow {
  readonly seq: number;
  /** Canonical JSON of the whole event. */
  readonly document: string;
}

/** A local file that was found shorter than the vault by more than a crash explains, and was completed from it. */
export interface RepairRow {
  readonly id: Generated<number>;
  readonly at: string;
  readonly localHead: number;
  readonly vaultHead: number;
}

export interface Tables {
  readonly events: EventRow;
  readonly repairs: RepairRow;
}

/** Rows read at a time; an event is at most 64 KiB, so a page is at most 16 MiB. */
const PAGE = 256;

const rows = (db: Kysely<Tables>) =>
  db.selectFrom('events').where('seq', '>=', 1).where('seq', '<=', Number.MAX_SAFE_INTEGER);

/** Number of the last row, 0 when there is none; says nothing about what stands in it. */
export async function lastSeq(db: Kysely<Tables>): Promise<number> {
  const row = await rows(db).select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Rows with numbers that no event has (below 1, or beyond what a number holds exactly): somebody else wrote them. */
export async function strayRows(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('events')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where((eb) => eb.or([eb('seq', '<', 1), eb('seq', '>', Number.MAX_SAFE_INTEGER)]))
    .executeTakeFirstOrThrow();
  return count;
}

/** The last event, null when there is none; LEDGER_BROKEN when it is damaged. */
export async function headEvent(db: Kysely<Tables>): Promise<LedgerEvent | null> {
  const row = await rows(db).selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  if (row === undefined) return null;
  const decoded = decodeEvent(row.document);
  if ('event' in decoded && decoded.event.seq === row.seq) return decoded.event;
  throw brokenAt(row.seq, 'event' in decoded ? 'another event stands in its place' : decoded.problem);
}

export function brokenAt(seq: number, what: string): Error {
  return ledgerError('LEDGER_BROKEN', `event ${seq} of the ledger is damaged: ${what}`, { facts: { seq } });
}

export async function insertEvent(db: Kysely<Tables>, row: EventRow): Promise<void> {
  await db.insertInto('events').values(row).execute();
}

/** The rows up to `last` in order, by pages; the file may grow meanwhile. */
export async function* localRows(db: Kysely<Tables>, last: number): AsyncGenerator<EventRow> {
  for (let after = 0; ; ) {
    const page = await rows(db)
      .selectAll()
      .where('seq', '>', after)
      .where('seq', '<=', last)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    yield* page;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return;
    after = end.seq;
  }
}
