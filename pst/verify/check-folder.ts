import { PropertyContext } from '../ltp/property-context.ts';
import { TableContext } from '../ltp/table-context.ts';
import type { NodeIndex } from '../messaging/node-index.ts';
import { nodeType, prop, siblingNode, typeOf } from '../messaging/tags.ts';
import type { PstFolder } from '../model.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { checkProperties, checkTable } from './check-values.ts';

/** How deep a folder is checked: `tables` only compares row ids with nodes, `full` reads every property and cell. */
export type FolderDepth = 'tables' | 'full';

/**
 * Levels 6 and 7 for a normal folder: its three tables name what the node tree holds, in both directions, and its counters agree. A row
 * whose node is missing is an item or folder that damage hides: an error with the row's subject or name where it can be read.
 */
export async function checkFolder(
  db: NodeDatabase,
  index: NodeIndex,
  folder: PstFolder,
  depth: FolderDepth,
  signal: AbortSignal,
): Promise<void> {
  const { sink } = db;
  sink.scope = { nid: folder.nid, folder: folderName(folder) };
  try {
    const children = Uint32Array.from(index.childrenOf(folder.nid));
    const items = index.itemsOf(folder.nid);
    const rows = {
      folders: await checkRows(db, folder, nodeType.hierarchyTable, children, depth, signal),
      items: await checkRows(
        db,
        folder,
        nodeType.contentsTable,
        items.filter((nid) => typeOf(nid) === nodeType.message),
        depth,
        signal,
      ),
      associated: await checkRows(
        db,
        folder,
        nodeType.associatedTable,
        items.filter((nid) => typeOf(nid) === nodeType.associated),
        depth,
        signal,
      ),
    };
    await sink.salvage(() => checkCounters(db, folder.nid, rows, depth, signal), undefined);
  } finally {
    sink.scope = {};
  }
}

export function folderName(folder: PstFolder): string {
  return `/${folder.path.join('/')}`;
}

/** Compares the rows of one table with the nodes; answers how many rows there are, null where the table cannot be read. */
async function checkRows(
  db: NodeDatabase,
  folder: PstFolder,
  type: number,
  expected: Uint32Array,
  depth: FolderDepth,
  signal: AbortSignal,
): Promise<number | null> {
  const { sink } = db;
  return sink.salvage<number | null>(async () => {
    const node = await db.node(siblingNode(folder.nid, type), signal);
    if (node === null) {
      const severity = expected.length > 0 ? 'error' : 'warning';
      const message = `a folder lacks its table of type 0x${type.toString(16)}`;
      sink.report({ severity, code: 'PST_TABLE', layer: 'messaging', offset: null, message });
      return null;
    }
    const table = await TableContext.open(db, node, signal);
    if (depth === 'full') await checkTable(table, signal);
    const known = new Set(expected);
    const missing = new Set<number>();
    for (const nid of table.rowIds()) if (!known.delete(nid)) missing.add(nid);
    if (missing.size > 0) await nameMissing(db, table, missing, signal);
    for (const nid of known) {
      const message = 'an item or folder is not listed in the table of its folder';
      sink.report({ severity: 'error', code: 'PST_TABLE', layer: 'messaging', offset: null, nid, message });
    }
    return table.rowCount;
  }, null);
}

/** A row without a node of this folder: what it names is lost, or lies in another folder. */
async function nameMissing(
  db: NodeDatabase,
  table: TableContext,
  missing: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<void> {
  for await (const row of table.rows(signal)) {
    if (!missing.has(row.id)) continue;
    const subject =
      (await table.textCell(row, prop.subject, signal)) ?? (await table.textCell(row, prop.displayName, signal));
    const message = 'a folder lists an item or folder that the node tree does not hold under it';
    db.sink.report({
      severity: 'error',
      code: 'PST_ITEM',
      layer: 'messaging',
      offset: null,
      nid: row.id,
      message,
      ...(subject === null ? {} : { subject }),
    });
  }
}

async function checkCounters(
  db: NodeDatabase,
  nid: number,
  rows: { readonly folders: number | null; readonly items: number | null },
  depth: FolderDepth,
  signal: AbortSignal,
): Promise<void> {
  const { sink } = db;
  const node = await db.node(nid, signal);
  if (node === null) return;
  const context = await PropertyContext.open(db, node, signal);
  if (depth === 'tables') return;
  await checkProperties(context, signal);
  const count = await context.integer(prop.contentCount, signal);
  if (rows.items !== null && count !== null && count !== rows.items) {
    sink.warn('PST_FOLDER', 'messaging', null, `a folder counts ${count} items and lists ${rows.items}`);
  }
  const subfolders = await context.value(prop.hasSubfolders, signal);
  if (rows.folders !== null && typeof subfolders === 'boolean' && subfolders !== rows.folders > 0) {
    sink.warn('PST_FOLDER', 'messaging', null, 'the subfolder flag of a folder does not fit its subfolders');
  }
}
