import { PropertyContext } from '../ltp/property-context.ts';
import { plainSubject } from '../messaging/subject.ts';
import { nodeType, prop, typeOf } from '../messaging/tags.ts';
import type { PstFolder } from '../model.ts';
import { parseReferenceBlock } from '../ndb/data-tree.ts';
import { blockKey, isInternal } from '../ndb/layout.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { parseSubnodeBlock } from '../ndb/subnodes.ts';
import type { BlockTable } from './block-table.ts';
import { folderName } from './check-folder.ts';
import type { TreeWalk } from './check-trees.ts';

/** Subnode trees deeper than this are not followed. */
const MAX_DEPTH = 100;

/**
 * Which nodes damage touches: those that use a damaged block, and those whose entry, or whose blocks' entries, stand on a damaged page.
 * An error for each, with its folder and, where it can still be read, its subject.
 */
export async function nameVictims(
  db: NodeDatabase,
  walk: TreeWalk,
  folders: ReadonlyMap<number, PstFolder>,
  signal: AbortSignal,
): Promise<void> {
  const { blocks, doubtfulNodes } = walk;
  for await (const node of db.allNodes(signal)) {
    const depth = { left: MAX_DEPTH };
    const hit =
      doubtfulNodes.has(node.nid) ||
      (await usesBadBlock(db, blocks, node.bidData, depth, signal)) ||
      (await usesBadBlock(db, blocks, node.bidSub, depth, signal));
    if (hit) await report(db, node, folders, signal);
  }
}

async function usesBadBlock(
  db: NodeDatabase,
  blocks: BlockTable,
  bid: number,
  depth: { left: number },
  signal: AbortSignal,
): Promise<boolean> {
  const key = blockKey(bid);
  if (key === 0) return false;
  const order = blocks.find(key);
  if (order < 0 || blocks.isDoubtful(order)) return true;
  if (!isInternal(key) || depth.left === 0) return false;
  const data = await db.sink.salvage<Buffer | null>(() => db.block(key, signal), null);
  if (data === null) return true;
  const below = [
    ...(parseReferenceBlock(data, db.header.layout)?.bids ?? []),
    ...(parseSubnodeBlock(data, db.header.layout)?.entries.flatMap((one) => [one.bidData, one.bidSub]) ?? []),
    ...(parseSubnodeBlock(data, db.header.layout)?.children.map((one) => one.bid) ?? []),
  ];
  depth.left--;
  let hit = false;
  for (const one of below) hit ||= await usesBadBlock(db, blocks, one, depth, signal);
  depth.left++;
  return hit;
}

async function report(
  db: NodeDatabase,
  node: NodeRef,
  folders: ReadonlyMap<number, PstFolder>,
  signal: AbortSignal,
): Promise<void> {
  const type = typeOf(node.nid);
  const isItem = type === nodeType.message || type === nodeType.associated;
  const folder = folders.get(isItem ? node.parent : ((node.nid & ~0x1f) | nodeType.folder) >>> 0);
  const stored = isItem
    ? await db.sink.salvage<string | null>(
        async () => (await PropertyContext.open(db, node, signal)).text(prop.subject, signal, 65_536),
        null,
      )
    : null;
  db.sink.report({
    severity: 'error',
    code: isItem ? 'PST_ITEM' : 'PST_FOLDER',
    layer: 'messaging',
    offset: null,
    nid: node.nid,
    message: isItem
      ? 'an item is hit by a damaged page or block'
      : 'a folder or table is hit by a damaged page or block',
    ...(folder === undefined ? {} : { folder: folderName(folder) }),
    ...(stored === null ? {} : { subject: plainSubject(stored) }),
  });
}
