import { PropertyContext } from '../ltp/property-context.ts';
import type { PstFolder } from '../model.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import type { NodeIndex } from './node-index.ts';
import { nodeId, nodeType, prop, typeOf } from './tags.ts';

/** More characters than Outlook allows by far; longer names are damage. */
const NAME_BYTES = 4096;

/** Outlook allows about 300 levels; without a limit the paths of a chain of folders grow with its square. */
const MAX_DEPTH = 500;

interface Place {
  readonly path: readonly string[];
  readonly ipmPath: readonly string[] | null;
}

/**
 * Every folder depth first, by the parent each node names, children in NID order. Folders that do not hang on the root, and parents that exist
 * only because items name them, are errors; in salvage mode they come last. Each folder comes once, whatever the links say.
 */
export async function* walkFolders(db: NodeDatabase, index: NodeIndex, signal: AbortSignal): AsyncGenerator<PstFolder> {
  const ipmRoot = await ipmSubtree(db, signal);
  const seen = new Set<number>();
  const from = async function* (start: number, place: Place): AsyncGenerator<PstFolder> {
    const stack: { nid: number; place: Place }[] = [{ nid: start, place }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (seen.has(top.nid)) continue;
      seen.add(top.nid);
      const folder = await readFolder(db, index, top.nid, top.place, ipmRoot, signal);
      yield folder;
      for (const child of index.childrenOf(top.nid).toReversed()) stack.push({ nid: child, place: folder });
    }
  };
  const outside: Place = { path: [], ipmPath: null };
  const known = new Set(index.folders.map((one) => one.nid));
  if (known.has(nodeId.rootFolder)) yield* from(nodeId.rootFolder, outside);
  else db.sink.error('PST_FOLDER', 'messaging', null, 'the root folder is missing');
  // First those whose parent is missing, then those that only hang on each other.
  for (const strays of [index.folders.filter((one) => !known.has(one.parent)), index.folders]) {
    for (const { nid, parent } of strays) {
      if (seen.has(nid)) continue;
      const why = known.has(parent) ? 'hangs on itself' : `names a parent 0x${parent.toString(16)} that does not exist`;
      db.sink.report({
        severity: 'error',
        code: 'PST_FOLDER',
        layer: 'messaging',
        offset: null,
        nid,
        message: `a folder ${why}`,
      });
      yield* from(nid, outside);
    }
  }
  for (const parent of index.parents) {
    if (known.has(parent)) continue;
    const message = `${index.itemsOf(parent).length} items name a folder 0x${parent.toString(16)} that does not exist`;
    db.sink.report({ severity: 'error', code: 'PST_FOLDER', layer: 'messaging', offset: null, nid: parent, message });
    const name = lostName(parent);
    yield describe(index, parent, name, { path: [name], ipmPath: null }, null);
  }
}

async function readFolder(
  db: NodeDatabase,
  index: NodeIndex,
  nid: number,
  parent: Place,
  ipmRoot: number | null,
  signal: AbortSignal,
): Promise<PstFolder> {
  const context = await db.sink.salvage<PropertyContext | null>(async () => {
    const node = await db.node(nid, signal);
    if (node === null)
      return db.sink.fail('PST_FOLDER', 'messaging', null, `folder 0x${nid.toString(16)} cannot be found`);
    return PropertyContext.open(db, node, signal);
  }, null);
  const stored = context === null ? null : await context.text(prop.displayName, signal, NAME_BYTES);
  const containerClass = context === null ? null : await context.text(prop.containerClass, signal, NAME_BYTES);
  const tooDeep = parent.path.length >= MAX_DEPTH;
  const above: Place = tooDeep ? { path: [], ipmPath: null } : parent;
  if (tooDeep) {
    const message = `folders are nested more than ${MAX_DEPTH} deep`;
    db.sink.report({ severity: 'error', code: 'PST_LIMIT', layer: 'messaging', offset: null, nid, message });
  }
  const name = stored ?? (nid === nodeId.rootFolder ? '' : lostName(nid));
  const path = nid === nodeId.rootFolder ? [] : [...above.path, name];
  const isIpmRoot = ipmRoot === null ? nid === nodeId.rootFolder : nid === ipmRoot;
  const ipmPath = isIpmRoot ? [] : above.ipmPath === null ? null : [...above.ipmPath, name];
  return describe(index, nid, name, { path, ipmPath }, containerClass);
}

function describe(index: NodeIndex, nid: number, name: string, place: Place, containerClass: string | null): PstFolder {
  let associated = 0;
  const nids = index.itemsOf(nid);
  for (const item of nids) if (typeOf(item) === nodeType.associated) associated++;
  return {
    nid,
    name,
    ...place,
    isSearchFolder: typeOf(nid) === nodeType.searchFolder,
    containerClass,
    items: nids.length - associated,
    associated,
  };
}

function lostName(nid: number): string {
  return `(folder 0x${nid.toString(16)})`;
}

/** The folder that PidTagIpmSubtreeEntryId names, or null where the store names none (an Exchange cache): then all lies inside. */
async function ipmSubtree(db: NodeDatabase, signal: AbortSignal): Promise<number | null> {
  return db.sink.salvage<number | null>(async () => {
    const node = await db.node(nodeId.store, signal);
    if (node === null) return db.sink.fail('PST_FOLDER', 'messaging', null, 'the message store node is missing');
    const entryId = await (await PropertyContext.open(db, node, signal)).binary(prop.ipmSubtree, signal, NAME_BYTES);
    return entryId === null || entryId.length < 24 ? null : entryId.readUInt32LE(20);
  }, null);
}
