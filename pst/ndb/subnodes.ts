import { blockKey, type Layout, readId } from './layout.ts';
import type { NodeDatabase, NodeRef } from './node-database.ts';
import { workCost } from './work-limit.ts';

/** The parsed form of an SLBLOCK (`entries`) or an SIBLOCK (`children`) ([MS-PST] 2.2.2.8.3.3). */
export interface SubnodeBlock {
  readonly entries: readonly NodeRef[];
  readonly children: readonly { readonly nid: number; readonly bid: number }[];
}

/** Parses an SLBLOCK or SIBLOCK, or answers null where it is none or its NIDs do not ascend. */
export function parseSubnodeBlock(data: Buffer, layout: Layout): SubnodeBlock | null {
  if (data.length < layout.subnodeHeaderBytes || data[0] !== 2 || (data[1] ?? 2) > 1) return null;
  const isLeaf = data[1] === 0;
  const count = data.readUInt16LE(2);
  const width = layout.wide ? 8 : 4;
  const entryBytes = isLeaf ? 3 * width : 2 * width;
  if (layout.subnodeHeaderBytes + count * entryBytes > data.length) return null;
  const entries: NodeRef[] = [];
  const children: { nid: number; bid: number }[] = [];
  let previous = -1;
  for (let index = 0; index < count; index++) {
    const at = layout.subnodeHeaderBytes + index * entryBytes;
    // The upper half of a subnode's key is unused and not always zero.
    const nid = data.readUInt32LE(at);
    if (nid <= previous) return null;
    previous = nid;
    const bid = readId(data, at + width, layout);
    if (isLeaf) entries.push({ nid, bidData: bid, bidSub: readId(data, at + 2 * width, layout), parent: 0 });
    else children.push({ nid, bid });
  }
  return { entries, children };
}

async function readSubnodeBlock(db: NodeDatabase, bid: number, signal: AbortSignal): Promise<SubnodeBlock> {
  db.limit.spend(workCost.subnodes);
  const parsed = parseSubnodeBlock(await db.internalBlock(bid, signal), db.header.layout);
  return parsed ?? db.sink.fail('PST_BLOCK', 'block', null, `block ${bid} is no sound SLBLOCK or SIBLOCK`);
}

/** The subnode `nid` of the tree at `bidSub` (0: no subnodes), or null. */
export async function findSubnode(
  db: NodeDatabase,
  bidSub: number,
  nid: number,
  signal: AbortSignal,
): Promise<NodeRef | null> {
  if (blockKey(bidSub) === 0) return null;
  const top = await readSubnodeBlock(db, bidSub, signal);
  const child = top.children.findLast((one) => one.nid <= nid);
  const leaf = child === undefined ? top : await readLeaf(db, child.bid, signal);
  return leaf.entries.find((one) => one.nid === nid) ?? null;
}

/** Every subnode of the tree at `bidSub`, in NID order; only this level, not subnodes of subnodes. */
export async function* subnodes(db: NodeDatabase, bidSub: number, signal: AbortSignal): AsyncGenerator<NodeRef> {
  if (blockKey(bidSub) === 0) return;
  const top = await db.sink.salvage<SubnodeBlock | null>(() => readSubnodeBlock(db, bidSub, signal), null);
  if (top === null) return;
  yield* top.entries;
  for (const child of top.children) {
    const leaf = await db.sink.salvage<SubnodeBlock | null>(() => readLeaf(db, child.bid, signal), null);
    if (leaf !== null) yield* leaf.entries;
  }
}

async function readLeaf(db: NodeDatabase, bid: number, signal: AbortSignal): Promise<SubnodeBlock> {
  const leaf = await readSubnodeBlock(db, bid, signal);
  if (leaf.children.length > 0)
    db.sink.fail('PST_REFERENCE', 'node', null, `block ${bid} is nested too deep in its subnode tree`);
  return leaf;
}
