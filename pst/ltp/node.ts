import { DataTree } from '../ndb/data-tree.ts';
import { blockKey } from '../ndb/layout.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { findSubnode } from '../ndb/subnodes.ts';
import { Heap } from './heap.ts';

/** A node as the LTP layer uses it: a heap and the subnodes its large values lie in. */
export interface HeapNode {
  readonly db: NodeDatabase;
  readonly heap: Heap;
  readonly bidSub: number;
}

/** Opens the heap of a node or subnode; throws PST_HEAP where it has none. */
export async function openHeapNode(
  db: NodeDatabase,
  ref: { readonly bidData: number; readonly bidSub: number },
  signal: AbortSignal,
): Promise<HeapNode> {
  if (blockKey(ref.bidData) === 0)
    db.sink.fail('PST_HEAP', 'ltp', null, 'a node that must hold properties has no data');
  const data = await DataTree.open(db, ref.bidData, signal);
  return { db, heap: await Heap.open(db, data, signal), bidSub: ref.bidSub };
}

/** Where the value an HNID names lies: empty, in the heap, or in a subnode of its own. */
export type ValuePlace =
  | { readonly kind: 'empty' }
  | { readonly kind: 'heap'; readonly bytes: Buffer }
  | { readonly kind: 'subnode'; readonly data: DataTree };

/** Resolves an HNID ([MS-PST] 2.3.3.2); throws where it names nothing. */
export async function resolveValue(node: HeapNode, hnid: number, signal: AbortSignal): Promise<ValuePlace> {
  if (hnid === 0) return { kind: 'empty' };
  if ((hnid & 0x1f) === 0) return { kind: 'heap', bytes: await node.heap.item(hnid, signal) };
  const subnode = await findSubnode(node.db, node.bidSub, hnid, signal);
  if (subnode === null) {
    return node.db.sink.fail(
      'PST_REFERENCE',
      'ltp',
      null,
      `a value names subnode 0x${hnid.toString(16)}, which does not exist`,
    );
  }
  return { kind: 'subnode', data: await DataTree.open(node.db, subnode.bidData, signal) };
}

/** The bytes of the value an HNID names; throws PST_LIMIT above `limit`. */
export async function readValueBytes(
  node: HeapNode,
  hnid: number,
  limit: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const place = await resolveValue(node, hnid, signal);
  if (place.kind === 'empty') return Buffer.alloc(0);
  if (place.kind === 'heap') return place.bytes;
  return place.data.readAll(limit, signal);
}
