import { parseBlockRef } from '../ndb/block.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { BlockTable } from './block-table.ts';

/** Nodes on damaged pages that are named one by one; a file with more is lost anyway. */
const MOST_DOUBTFUL = 10_000;

/** What walking both B-trees leaves for the next checks. */
export interface TreeWalk {
  readonly blocks: BlockTable;
  /** Offsets of all pages of both trees, ascending. */
  readonly pages: Float64Array;
  /** False where not even the root of the node tree can be read: nothing is known of folders and items. */
  readonly hasNodes: boolean;
  /** Nodes whose entry stands on a damaged page that could be read all the same. */
  readonly doubtfulNodes: ReadonlySet<number>;
}

/** Level 2: every page of both trees; what is wrong becomes findings of the database's sink. */
export async function checkTrees(db: NodeDatabase, signal: AbortSignal): Promise<TreeWalk> {
  const { header, sink } = db;
  const pages: number[] = [];
  const doubtfulNodes = new Set<number>();
  let damage = sink.damageSeen;
  for await (const page of db.nodes.leaves(signal, (seen) => pages.push(seen.ib))) {
    const isDoubtful = sink.damageSeen > damage;
    for (let index = 0; index < page.count; index++) {
      const { nid } = db.nodeAt(page, index);
      if (nid > 0xffff_ffff) sink.error('PST_PAGE', 'node', page.ib, 'a node id is longer than 32 bits');
      else if (isDoubtful && doubtfulNodes.size < MOST_DOUBTFUL) doubtfulNodes.add(nid);
    }
    damage = sink.damageSeen;
  }
  const hasNodes = pages.length > 0;
  const blocks = new BlockTable();
  for await (const page of db.blocks.leaves(signal, (seen) => pages.push(seen.ib))) {
    for (let index = 0; index < page.count; index++) {
      const ref = parseBlockRef(page.bytes, index * page.entryBytes, header.layout);
      if (ref.bid >= header.bidNextBlock) {
        sink.warn(
          'PST_HEADER',
          'header',
          page.ib,
          `block ${ref.bid} is not below the header's next id ${header.bidNextBlock}`,
        );
      }
      blocks.add(ref);
      if (sink.damageSeen > damage) blocks.markDoubtful(blocks.count - 1);
    }
    damage = sink.damageSeen;
  }
  return { blocks, pages: Float64Array.from(pages).sort(), hasNodes, doubtfulNodes };
}
