import { sql } from 'kysely';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { StoredNote } from '../../vault/index.ts';
import type { SnapshotStaging, StagedManifest } from '../catalog.ts';
import type { SnapshotRow, Tables } from '../tables.ts';
import { raiseFloor } from './leases.ts';
import { fromSnapshotRow, toSnapshotRow } from './snapshots.ts';

/** Manifests read back at a time. More cost memory (a few kB each and their notes), fewer a statement each. */
const PAGE = 200;

interface StagedRow {
  readonly position: number;
  readonly tenant: string;
  readonly mailboxId: string;
  readonly seq: number;
  readonly fence: number;
  readonly key: string;
  readonly id: string;
  readonly document: string;
}

interface StagedNoteRow {
  readonly snapshot: string;
  readonly document: string;
}

/** Each staging has tables of its own; the number names them. */
let counter = 0;

/**
 * Temporary tables of this connection: they lie in SQLite's own temporary file, need no lock on the catalogue, and vanish with
 * the process. `before` is the snapshots table as it was when the staging began, so that `swap` can tell what others changed since.
 */
export async function openStaging(database: Database<Tables>): Promise<SnapshotStaging> {
  const number = ++counter;
  const db = database.query;
  const name = (what: string) => sql.id('temp', `${what}${number}`);
  const [manifests, notes, ordered, staged, before] = [
    name('manifests'),
    name('notes'),
    name('ordered'),
    name('staged'),
    name('before'),
  ];
  await sql`create table ${before} as select * from snapshots`.execute(db);
  await sql`create table ${staged} as select * from snapshots limit 0`.execute(db);
  await sql`create unique index ${name('stagedById')} on ${sql.id(`staged${number}`)} (id)`.execute(db);
  await sql`create table ${manifests} (
    tenant text, mailboxId text, seq integer, fence integer, key text, id text, document text
  )`.execute(db);
  await sql`create table ${notes} (snapshot text, document text)`.execute(db);
  await sql`create index ${name('notesBySnapshot')} on ${sql.id(`notes${number}`)} (snapshot)`.execute(db);

  return {
    addManifests: async (batch) => {
      if (batch.length === 0) return;
      const rows = batch.map(({ tenant, mailboxId, seq, fence, key, bare }) => {
        const document = canonicalJson(toSnapshotRow(bare) as unknown as JsonValue);
        return sql`(${tenant}, ${mailboxId}, ${seq}, ${fence}, ${key}, ${bare.id}, ${document})`;
      });
      await sql`insert into ${manifests} values ${sql.join(rows)}`.execute(db);
    },
    addNotes: async (batch) => {
      if (batch.length === 0) return;
      const rows = batch.map((note) => sql`(${note.note.snapshot}, ${JSON.stringify(note)})`);
      await sql`insert into ${notes} values ${sql.join(rows)}`.execute(db);
    },
    async *manifests() {
      await sql`create table ${ordered} as select row_number() over (
        order by tenant, mailboxId, seq, fence desc, key) as position, * from ${manifests}`.execute(db);
      await sql`create unique index ${name('orderedByPosition')} on ${sql.id(`ordered${number}`)} (position)`.execute(
        db,
      );
      for (let position = 0; ; position += PAGE) {
        const page = sql`position > ${position} and position <= ${position + PAGE}`;
        const { rows } = await sql<StagedRow>`select * from ${ordered} where ${page} order by position`.execute(db);
        if (rows.length === 0) return;
        const about = await sql<StagedNoteRow>`select snapshot, document from ${notes}
          where snapshot in (select id from ${ordered} where ${page})`.execute(db);
        const bySnapshot = Map.groupBy(about.rows, ({ snapshot }) => snapshot);
        yield rows.map((row) => ({ ...toStaged(row), notes: (bySnapshot.get(row.id) ?? []).map(toNote) }));
      }
    },
    addSnapshots: async (batch) => {
      const rows = batch.map(toSnapshotRow);
      const [first] = rows;
      if (first === undefined) return [];
      const columns = Object.keys(first) as (keyof SnapshotRow)[];
      const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
      const inserted = await sql<{
        id: string;
      }>`insert into ${staged} (${sql.join(columns.map((column) => sql.ref(column)))})
        values ${sql.join(values)} on conflict do nothing returning id`.execute(db);
      const added = new Set(inserted.rows.map(({ id }) => id));
      return rows.map(({ id }) => added.delete(id));
    },
    swap: ({ keepNewer, fencesAbove }) =>
      database.transaction(async (transaction) => {
        const touched = keepNewer
          ? sql`select id from (select * from snapshots except select * from ${before})
              union select id from (select * from ${before} except select * from snapshots)`
          : sql`select null where false`;
        const kept = name('kept');
        await sql`create table ${kept} as ${touched}`.execute(transaction);
        await sql`delete from snapshots where id not in (select id from ${kept})`.execute(transaction);
        await sql`insert into snapshots select * from ${staged} where id not in (select id from ${kept})`.execute(
          transaction,
        );
        await sql`drop table ${kept}`.execute(transaction);
        await raiseFloor(transaction, fencesAbove);
      }),
    [Symbol.asyncDispose]: async () => {
      for (const table of [before, staged, manifests, notes, ordered]) {
        // where the file is closed or damaged SQLite has dropped them or will; the error that matters is the one before
        await sql`drop table if exists ${table}`.execute(db).catch(() => undefined);
      }
    },
  };
}

/** Written by addNotes, in this process, into a table that nobody else sees: it is what it was. */
function toNote({ document }: StagedNoteRow): StoredNote {
  return JSON.parse(document) as StoredNote;
}

function toStaged({ tenant, mailboxId, seq, fence, key, document }: StagedRow): StagedManifest {
  const bare = fromSnapshotRow(JSON.parse(document));
  return { tenant, mailboxId, seq, fence, key, bare };
}
