import { sql } from 'kysely';
import { canonicalJson, type JsonValue } from '../../core/index.ts';
import type { Database } from '../../database/index.ts';
import type { Snapshot } from '../../domain/index.ts';
import type { SnapshotStaging, StagedManifest } from '../catalog.ts';
import type { Tables } from '../tables.ts';
import { raiseFloor } from './leases.ts';
import { fromSnapshotRow, toSnapshotRow } from './snapshots.ts';

/** Manifests read back at a time. More costs memory (a few kB each), fewer a statement each. */
const PAGE = 200;

interface StagedRow {
  readonly position: number;
  readonly tenant: string;
  readonly mailboxId: string;
  readonly seq: number;
  readonly fence: number;
  readonly key: string;
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
    tenant text, mailboxId text, seq integer, fence integer, key text, document text
  )`.execute(db);
  await sql`create table ${notes} (snapshot text, document text)`.execute(db);
  await sql`create index ${name('notesBySnapshot')} on ${sql.id(`notes${number}`)} (snapshot)`.execute(db);

  return {
    addManifest: async ({ tenant, mailboxId, seq, fence, key, bare }) => {
      const document = canonicalJson(toSnapshotRow(bare) as unknown as JsonValue);
      await sql`insert into ${manifests} values (${tenant}, ${mailboxId}, ${seq}, ${fence}, ${key}, ${document})`.execute(
        db,
      );
    },
    addNote: async (note) => {
      await sql`insert into ${notes} values (${note.note.snapshot}, ${JSON.stringify(note)})`.execute(db);
    },
    async *manifests() {
      await sql`create table ${ordered} as select row_number() over (
        order by tenant, mailboxId, seq, fence desc, key) as position, * from ${manifests}`.execute(db);
      for (let position = 0; ; position += PAGE) {
        const { rows } = await sql<StagedRow>`select * from ${ordered}
          where position > ${position} and position <= ${position + PAGE} order by position`.execute(db);
        for (const row of rows) yield toStaged(row);
        if (rows.length < PAGE) break;
      }
      await sql`drop table ${ordered}`.execute(db);
    },
    notesAbout: async (snapshot) => {
      const { rows } = await sql<{ document: string }>`select document from ${notes}
        where snapshot = ${snapshot} order by document`.execute(db);
      // written by addNote above, in this process, into a table nobody else sees
      return rows.map(({ document }) => JSON.parse(document));
    },
    addSnapshot: async (snapshot) => {
      const columns = Object.entries(toSnapshotRow(snapshot));
      const { rows } = await sql`insert into ${staged} (${sql.join(columns.map(([column]) => sql.ref(column)))})
        values (${sql.join(columns.map(([, value]) => value))}) on conflict do nothing returning id`.execute(db);
      return rows.length === 1;
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

function toStaged({ document, ...place }: StagedRow): StagedManifest {
  const { tenant, mailboxId, seq, fence, key } = place;
  const bare: Snapshot = fromSnapshotRow(JSON.parse(document));
  return { tenant, mailboxId, seq, fence, key, bare };
}
