import type { PstCounts } from '../counts.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { countAttachments } from './count-attachments.ts';
import { nodeType, typeOf } from './tags.ts';

/** Counts from the node B-tree and the subnode trees of items; no table or counter of the file is believed. */
export async function countNodes(db: NodeDatabase, signal: AbortSignal): Promise<PstCounts> {
  const counts = { folders: 0, searchFolders: 0, items: 0, associated: 0, attachments: 0 };
  for await (const node of db.allNodes(signal)) {
    const type = typeOf(node.nid);
    if (type === nodeType.folder) counts.folders++;
    else if (type === nodeType.searchFolder) counts.searchFolders++;
    else if (type === nodeType.message) counts.items++;
    else if (type === nodeType.associated) counts.associated++;
    if (node.bidSub !== 0) counts.attachments += await countAttachments(db, node, signal);
  }
  return counts;
}
