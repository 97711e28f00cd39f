import { blockKey } from '../ndb/layout.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { subnodes } from '../ndb/subnodes.ts';
import { nodeType, typeOf } from './tags.ts';

/** Subnode trees nested deeper than this are refused: mail in mail takes two levels each, and Outlook stops long before 50. */
const MAX_DEPTH = 100;

/** Attachments (type 5) among the subnodes of a node, at every depth. Trees that contain themselves are errors. */
export async function countAttachments(db: NodeDatabase, node: NodeRef, signal: AbortSignal): Promise<number> {
  const above: number[] = [];
  const count = async (bidSub: number): Promise<number> => {
    const key = blockKey(bidSub);
    if (key === 0) return 0;
    if (above.includes(key)) {
      db.sink.error('PST_CYCLE', 'node', null, `subnode tree ${key} contains itself`);
      return 0;
    }
    if (above.length >= MAX_DEPTH) {
      db.sink.error('PST_LIMIT', 'node', null, `subnode trees are nested more than ${MAX_DEPTH} deep`);
      return 0;
    }
    above.push(key);
    let found = 0;
    for await (const subnode of subnodes(db, bidSub, signal)) {
      if (typeOf(subnode.nid) === nodeType.attachment) found++;
      if (subnode.bidSub !== 0) found += await count(subnode.bidSub);
    }
    above.pop();
    return found;
  };
  return count(node.bidSub);
}
