import { nodeId, nodeType, prop, siblingNode } from '../../messaging/tags.ts';
import { pstWriterError } from '../errors.ts';
import { type PreparedProperty, prepareProperties, prepareProperty, takeWhole } from '../ltp/prepare-properties.ts';
import { PropertyWriter } from '../ltp/property-writer.ts';
import { type EncodedRow, encodeRow } from '../ltp/row.ts';
import { writeTable } from '../ltp/table-writer.ts';
import type { PstPropertyBag } from '../model.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import type { EmptyTables } from './empty-tables.ts';
import { cellOf } from './item-properties.ts';
import { storeNode } from './node-ids.ts';
import type { RowSpill } from './row-spill.ts';
import { templates } from './templates.ts';

const UNREAD = 0x3603;

interface Folder {
  readonly nid: number;
  readonly parent: number;
  readonly children: number[];
  properties: Map<number, PreparedProperty>;
  unread: number;
}

/** The folders of a file while it grows: what they are, and how many items they hold. Written at the end, when all is known. */
export class Folders {
  readonly #folders = new Map<number, Folder>();

  /** Throws PSTWRITER_INPUT for a parent that does not exist and for a folder without a name. */
  add(nid: number, parent: number, properties: PstPropertyBag): void {
    const prepared = named(properties);
    if (nid !== parent) this.#get(parent).children.push(nid);
    this.#folders.set(nid, { nid, parent, children: [], properties: prepared, unread: 0 });
  }

  /** Replaces what a folder is described by. */
  describe(nid: number, properties: PstPropertyBag): void {
    this.#get(nid).properties = named(properties);
  }

  countUnread(nid: number): void {
    this.#get(nid).unread++;
  }

  /** Throws PSTWRITER_INPUT where there is no such folder for items. */
  check(nid: number): void {
    this.#get(nid);
  }

  get count(): number {
    return this.#folders.size;
  }

  /** Writes every folder with its three tables, in the order of their nodes. */
  async write(
    to: {
      readonly db: DatabaseWriter;
      readonly empty: EmptyTables;
      readonly rows: RowSpill;
      readonly nextRowVersion: () => number;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { db, empty, rows } = to;
    const rowTags = templates.hierarchy.columns.map(({ tag }) => tag >>> 16);
    const all = [...this.#folders.values()].sort((a, b) => a.nid - b.nid);
    for (const folder of all) {
      await takeWhole(folder.properties, rowTags);
      setFixed(folder, rows.count(siblingNode(folder.nid, nodeType.contentsTable)));
    }
    for (const folder of all) {
      signal.throwIfAborted();
      const tables: [
        number,
        'hierarchy' | 'contents' | 'associated',
        Iterable<EncodedRow> | AsyncIterable<EncodedRow>,
      ][] = [[nodeType.hierarchyTable, 'hierarchy', this.#childRows(folder, to.nextRowVersion)]];
      for (const [type, name] of [
        [nodeType.contentsTable, 'contents'],
        [nodeType.associatedTable, 'associated'],
      ] as const) {
        tables.push([
          type,
          name,
          rows.count(siblingNode(folder.nid, type)) > 0 ? rows.rows(siblingNode(folder.nid, type)) : [],
        ]);
      }
      for (const [type, name, tableRows] of tables) {
        const nid = siblingNode(folder.nid, type);
        if (Array.isArray(tableRows) && tableRows.length === 0) {
          await db.node({ nid, bidData: (await empty.take(name, signal)).bid, bidSub: 0, parent: 0 });
          continue;
        }
        const { bidData, bidSub } = await writeTable(db, templates[name], tableRows, signal);
        await db.node({ nid, bidData, bidSub, parent: 0 });
      }
      const writer = new PropertyWriter(db);
      await writer.fill(folder.properties.values(), signal);
      await db.node({ nid: folder.nid, ...(await writer.finish([], signal)), parent: folder.parent });
    }
  }

  #childRows(folder: Folder, nextRowVersion: () => number): EncodedRow[] {
    const children = folder.children
      .map((nid) => this.#get(nid).properties)
      .map((properties, index) => {
        return { nid: folder.children[index] ?? 0, properties };
      });
    // The search folder hangs on the root and is no folder for items.
    if (folder.nid === nodeId.rootFolder) {
      children.push({ nid: storeNode.searchFolder, properties: prepareProperties(searchFolderProperties) });
    }
    children.sort((a, b) => a.nid - b.nid);
    return children.map(({ nid, properties }) =>
      encodeRow(templates.hierarchy, nid, nextRowVersion(), (tag) => cellOf(properties, tag)),
    );
  }

  #get(nid: number): Folder {
    const folder = this.#folders.get(nid);
    if (folder === undefined) {
      throw pstWriterError('PSTWRITER_INPUT', `there is no folder 0x${nid.toString(16)} in the new file`);
    }
    return folder;
  }
}

/** What the specification gives the search folder that every store has ([MS-PST] 2.7.3.7). */
export const searchFolderProperties: PstPropertyBag = [
  { tag: 0x3001_001f, value: 'SPAM Search Folder 2' },
  { tag: 0x3602_0003, value: 0 },
  { tag: 0x3603_0003, value: 0 },
  { tag: 0x360a_000b, value: false },
];

function named(properties: PstPropertyBag): Map<number, PreparedProperty> {
  const prepared = prepareProperties(properties);
  if (prepared.get(prop.displayName)?.type === 0x1f) return prepared;
  throw pstWriterError('PSTWRITER_INPUT', 'a folder has no name (0x3001001F)');
}

/** Counters are the writer's: whatever was given, they say what is there. */
function setFixed({ nid, properties, children, unread }: Folder, items: number): void {
  const hasChildren = children.length > 0 || nid === nodeId.rootFolder;
  for (const one of [
    prepareProperty(prop.contentCount * 0x10000 + 3, items),
    prepareProperty(UNREAD * 0x10000 + 3, unread),
    prepareProperty(prop.hasSubfolders * 0x10000 + 0xb, hasChildren),
  ]) {
    properties.set(one.id, one);
  }
}
