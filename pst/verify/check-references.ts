import { parseReferenceBlock, type ReferenceBlock } from '../ndb/data-tree.ts';
import { blockKey, isInternal } from '../ndb/layout.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { parseSubnodeBlock } from '../ndb/subnodes.ts';
import type { BlockTable } from './block-table.ts';

/**
 * Level 5: every reference of every node and reference block leads to a block of the right kind, totals add up, middle blocks are full (errors);
 * reference counts agree and every block is referred to (warnings). Linear: `add` is given each sound reference block once, by the
 * pass that reads all blocks, then `finish` looks at the nodes.
 */
export class ReferenceCheck {
  readonly #db: NodeDatabase;
  readonly #blocks: BlockTable;
  readonly #counted: Uint32Array;
  /** Order numbers of XXBLOCKs, which need the totals of their XBLOCKs first; one stands for up to 8 GB of file. */
  readonly #nested: number[] = [];
  /** Bytes below each XBLOCK, by order number; one XBLOCK stands for up to 8 MB of file. */
  readonly #totals = new Map<number, number>();

  constructor(db: NodeDatabase, blocks: BlockTable) {
    this.#db = db;
    this.#blocks = blocks;
    this.#counted = new Uint32Array(blocks.count);
  }

  /** Counts what one internal block refers to. */
  add(order: number, data: Buffer): void {
    const { layout } = this.#db.header;
    const { ib, bid } = this.#blocks.ref(order);
    const references = parseReferenceBlock(data, layout);
    if (references !== null) {
      if (references.level === 2) this.#nested.push(order);
      else this.#checkData(order, references);
      return;
    }
    const subnodes = parseSubnodeBlock(data, layout);
    if (subnodes === null) {
      this.#db.sink.error('PST_BLOCK', 'block', ib, `reference block ${bid} is of no known kind or not in order`);
      return;
    }
    for (const entry of subnodes.entries) {
      this.#count(entry.bidData, ib, 'any');
      if (blockKey(entry.bidSub) !== 0) this.#count(entry.bidSub, ib, 'internal');
    }
    for (const child of subnodes.children) this.#count(child.bid, ib, 'internal');
  }

  /** To be called when every block was seen. */
  async finish(signal: AbortSignal): Promise<void> {
    const { sink, header } = this.#db;
    for (const order of this.#nested) {
      const read = () => this.#db.blockUncached(this.#blocks.bid(order), signal);
      const data = await sink.salvage<Buffer | null>(read, null);
      const block = data === null ? null : parseReferenceBlock(data, header.layout);
      if (block !== null) this.#checkNested(order, block);
    }
    for await (const node of this.#db.allNodes(signal)) this.#checkNode(node.nid, node.bidData, node.bidSub);
    this.#compareCounts();
  }

  #checkData(order: number, block: ReferenceBlock): void {
    const { layout } = this.#db.header;
    const ref = this.#blocks.ref(order);
    let total = 0;
    let known = true;
    block.bids.forEach((bid, index) => {
      const target = this.#count(bid, ref.ib, 'external');
      if (target < 0) known = false;
      else {
        const bytes = this.#blocks.bytes(target);
        total += bytes;
        if (index < block.bids.length - 1 && bytes !== layout.blockDataMax) {
          this.#error(ref.ib, `block ${bid} in the middle of a data tree is not full (${bytes} bytes)`);
        }
      }
    });
    if (known && total !== block.total)
      this.#error(ref.ib, `data tree ${ref.bid} holds ${total} bytes and claims ${block.total}`);
    this.#totals.set(order, total);
  }

  #checkNested(order: number, block: ReferenceBlock): void {
    const ref = this.#blocks.ref(order);
    let total = 0;
    let known = true;
    for (const bid of block.bids) {
      const target = this.#count(bid, ref.ib, 'internal');
      const below = target < 0 ? undefined : this.#totals.get(target);
      if (below === undefined) {
        known = false;
        if (target >= 0 && !this.#blocks.isBad(target))
          this.#error(ref.ib, `block ${bid} below an XXBLOCK is no XBLOCK`);
      } else total += below;
    }
    if (known && total !== block.total)
      this.#error(ref.ib, `data tree ${ref.bid} holds ${total} bytes and claims ${block.total}`);
  }

  #checkNode(nid: number, bidData: number, bidSub: number): void {
    const before = this.#db.sink.scope;
    this.#db.sink.scope = { nid };
    if (blockKey(bidData) !== 0) this.#count(bidData, null, 'any');
    if (blockKey(bidSub) !== 0) this.#count(bidSub, null, 'internal');
    this.#db.sink.scope = before;
  }

  /** Order number of the block referred to, -1 where it does not exist or is of the wrong kind. */
  #count(bid: number, from: number | null, kind: 'any' | 'internal' | 'external'): number {
    const key = blockKey(bid);
    if (key === 0 && kind === 'any') return -1;
    const order = this.#blocks.find(key);
    if (order < 0) {
      this.#error(from, `block ${key} is referred to and does not exist`);
      return -1;
    }
    this.#counted[order] = (this.#counted[order] ?? 0) + 1;
    if (kind !== 'any' && isInternal(key) !== (kind === 'internal')) {
      this.#error(from, `block ${key} is referred to as what it is not (${kind})`);
      return -1;
    }
    return order;
  }

  #error(offset: number | null, message: string): void {
    this.#db.sink.error('PST_REFERENCE', 'node', offset, message);
  }

  #compareCounts(): void {
    let wrong = 0;
    let wrongAt: number | null = null;
    let unused = 0;
    let unusedAt: number | null = null;
    for (let order = 0; order < this.#blocks.count; order++) {
      const counted = this.#counted[order] ?? 0;
      const ref = this.#blocks.ref(order);
      if (counted === 0) {
        unused++;
        unusedAt ??= ref.ib;
      } else if (ref.refCount !== counted + 1) {
        wrong++;
        wrongAt ??= ref.ib;
      }
    }
    const { sink } = this.#db;
    if (unused > 0) sink.warn('PST_REFERENCE', 'node', unusedAt, `nothing refers to ${unused} blocks`);
    if (wrong > 0) sink.warn('PST_REFERENCE', 'node', wrongAt, `the reference counts of ${wrong} blocks are wrong`);
  }
}
