import { parseReferenceBlock, type ReferenceBlock } from '../ndb/data-tree.ts';
import { blockKey, isInternal } from '../ndb/layout.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { parseSubnodeBlock } from '../ndb/subnodes.ts';
import type { BlockTable } from './block-table.ts';

/**
 * Level 5: every reference of every node and reference block leads to a block of the right kind, totals add up, middle blocks are full (errors);
 * reference counts agree and every block is referred to (warnings). Linear: each reference block is parsed once.
 */
export async function checkReferences(db: NodeDatabase, blocks: BlockTable, signal: AbortSignal): Promise<void> {
  await new ReferenceCheck(db, blocks).run(signal);
}

class ReferenceCheck {
  readonly #db: NodeDatabase;
  readonly #blocks: BlockTable;
  readonly #counted: Uint32Array;
  /** Bytes below each XBLOCK, by order number; one XBLOCK stands for up to 8 MB of file. */
  readonly #totals = new Map<number, number>();

  constructor(db: NodeDatabase, blocks: BlockTable) {
    this.#db = db;
    this.#blocks = blocks;
    this.#counted = new Uint32Array(blocks.count);
  }

  async run(signal: AbortSignal): Promise<void> {
    const nested: { order: number; block: ReferenceBlock }[] = [];
    for (let order = 0; order < this.#blocks.count; order++) {
      if (!isInternal(this.#blocks.bid(order)) || this.#blocks.isBad(order)) continue;
      const block = await this.#parse(order, signal);
      if (block !== null) nested.push({ order, block });
    }
    for (const { order, block } of nested) this.#checkNested(order, block);
    for await (const node of this.#db.allNodes(signal)) this.#checkNode(node.nid, node.bidData, node.bidSub);
    this.#compareCounts();
  }

  /** Counts what one reference block refers to; answers an XXBLOCK, which needs the XBLOCKs' totals first. */
  async #parse(order: number, signal: AbortSignal): Promise<ReferenceBlock | null> {
    const { layout } = this.#db.header;
    const ref = this.#blocks.ref(order);
    const data = await this.#db.sink.salvage<Buffer | null>(() => this.#db.blockUncached(ref.bid, signal), null);
    if (data === null) return null;
    const references = parseReferenceBlock(data, layout);
    if (references !== null) {
      if (references.level === 2) return references;
      this.#checkData(order, references);
      return null;
    }
    const subnodes = parseSubnodeBlock(data, layout);
    if (subnodes === null) {
      this.#db.sink.error(
        'PST_BLOCK',
        'block',
        ref.ib,
        `reference block ${ref.bid} is of no known kind or not in order`,
      );
      return null;
    }
    for (const entry of subnodes.entries) {
      this.#count(entry.bidData, ref.ib, 'any');
      if (blockKey(entry.bidSub) !== 0) this.#count(entry.bidSub, ref.ib, 'internal');
    }
    for (const child of subnodes.children) this.#count(child.bid, ref.ib, 'internal');
    return null;
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
