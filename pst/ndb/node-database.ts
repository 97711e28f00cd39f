import type { ByteSource } from '../byte-source.ts';
import type { FindingSink } from '../finding-sink.ts';
import { type BlockRef, blockData, blockPlaceProblem, checkBlock, parseBlockRef } from './block.ts';
import { BTree } from './btree.ts';
import type { BTreePage } from './btree-page.ts';
import { type Header, readHeader } from './header.ts';
import { blockExtent, blockKey, isInternal, readId } from './layout.ts';
import { WindowSource } from './window-source.ts';
import { WorkLimit, workCost } from './work-limit.ts';

/** An entry of the node B-tree ([MS-PST] 2.2.2.7.7.4), or of a subnode tree, whose entries name no parent (0). */
export interface NodeRef {
  readonly nid: number;
  /** 0: no data. */
  readonly bidData: number;
  /** 0: no subnodes. */
  readonly bidSub: number;
  readonly parent: number;
}

/** Decoded blocks kept: 4 MB of the heaps and reference blocks read last; data streams go past it. */
const CACHE_BYTES = 4 * 2 ** 20;

/**
 * The NDB layer of one file: nodes by NID, blocks by BID, every checksum checked on the way, everything decoded.
 * Strict mode throws at the first damage; salvage mode throws (`isDamage`) only where there is nothing to give, the finding being recorded.
 */
export class NodeDatabase {
  readonly header: Header;
  readonly sink: FindingSink;
  readonly source: WindowSource;
  readonly limit: WorkLimit;
  readonly nodes: BTree;
  readonly blocks: BTree;
  readonly #cache = new Map<number, Buffer>();
  #cached = 0;

  private constructor(source: WindowSource, header: Header, sink: FindingSink) {
    this.source = source;
    this.header = header;
    this.sink = sink;
    this.limit = new WorkLimit(source.size);
    const common = { source, layout: header.layout, sink, limit: this.limit };
    this.nodes = new BTree({ ...common, kind: 'node', root: header.nodeRoot });
    this.blocks = new BTree({ ...common, kind: 'block', root: header.blockRoot });
  }

  /** Reads the header; throws as `readHeader` does. */
  static async open(source: ByteSource, sink: FindingSink, signal: AbortSignal): Promise<NodeDatabase> {
    const windows = new WindowSource(source);
    return new NodeDatabase(windows, await readHeader(windows, sink, signal), sink);
  }

  async node(nid: number, signal: AbortSignal): Promise<NodeRef | null> {
    const hit = await this.nodes.find(nid, signal);
    return hit === null ? null : this.nodeAt(hit.page, hit.index);
  }

  /** Entry `index` of a leaf page of the node tree. */
  nodeAt(page: BTreePage, index: number): NodeRef {
    const { layout } = this.header;
    const width = layout.wide ? 8 : 4;
    const at = index * page.entryBytes;
    return {
      nid: readId(page.bytes, at, layout),
      bidData: readId(page.bytes, at + width, layout),
      bidSub: readId(page.bytes, at + 2 * width, layout),
      parent: page.bytes.readUInt32LE(at + 3 * width),
    };
  }

  /** Every node in NID order. */
  async *allNodes(signal: AbortSignal): AsyncGenerator<NodeRef> {
    for await (const page of this.nodes.leaves(signal)) {
      for (let index = 0; index < page.count; index++) {
        const node = this.nodeAt(page, index);
        if (node.nid > 0xffff_ffff) this.sink.error('PST_PAGE', 'node', page.ib, 'a node id is longer than 32 bits');
        else yield node;
      }
    }
  }

  /** The entry of a block; throws PST_REFERENCE when the block tree does not know it. */
  async blockRef(bid: number, signal: AbortSignal): Promise<BlockRef> {
    const key = blockKey(bid);
    const hit = key > Number.MAX_SAFE_INTEGER ? null : await this.blocks.find(key, signal);
    if (hit === null)
      return this.sink.fail('PST_REFERENCE', 'node', null, `block ${bid} is referred to and does not exist`);
    return parseBlockRef(hit.page.bytes, hit.index * hit.page.entryBytes, this.header.layout);
  }

  /** The decoded data of a block, through the cache. Do not write to it. */
  async block(bid: number, signal: AbortSignal): Promise<Buffer> {
    const key = blockKey(bid);
    const known = this.#cache.get(key);
    if (known !== undefined) {
      this.limit.spend(workCost.cached);
      this.#cache.delete(key);
      this.#cache.set(key, known);
      return known;
    }
    const before = this.sink.damageSeen;
    const data = Buffer.from(await this.blockUncached(bid, signal));
    // A damaged block is read again, so that each reader of it learns of the damage.
    if (!this.#cache.has(key) && this.sink.damageSeen === before) {
      this.#cache.set(key, data);
      this.#cached += data.length;
    }
    for (const [oldest, bytes] of this.#cache) {
      if (this.#cached <= CACHE_BYTES) break;
      this.#cache.delete(oldest);
      this.#cached -= bytes.length;
    }
    return data;
  }

  /** The decoded data of a block; for streams, which read every block once. Do not write to it. */
  async blockUncached(bid: number, signal: AbortSignal): Promise<Buffer> {
    const ref = await this.blockRef(bid, signal);
    const { layout, encoding } = this.header;
    const problem = blockPlaceProblem(ref, this.source.size, layout);
    if (problem !== null) this.sink.fail('PST_BLOCK', 'block', ref.ib, `block ${ref.bid} ${problem}`);
    const length = blockExtent(ref.stored, layout);
    this.limit.spend(length + workCost.block);
    const extent = await this.source.read(ref.ib, length, signal);
    if (extent.length < length) this.sink.fail('PST_TRUNCATED', 'block', ref.ib, 'the file ends inside a block');
    const check = checkBlock(extent, ref, layout);
    if (check.foreign !== null) this.sink.fail('PST_BLOCK', 'block', ref.ib, check.foreign);
    if (check.badSignature) this.sink.error('PST_BLOCK', 'block', ref.ib, `block ${ref.bid} fails its signature`);
    if (check.badCrc) this.sink.error('PST_CRC', 'block', ref.ib, `block ${ref.bid} fails its checksum`);
    return blockData(extent, ref, encoding, this.sink);
  }

  /** An internal block (X, XX, SL, SI); throws PST_REFERENCE when the id names an external one. */
  async internalBlock(bid: number, signal: AbortSignal): Promise<Buffer> {
    if (!isInternal(bid))
      this.sink.fail('PST_REFERENCE', 'node', null, `block ${bid} holds data where references are expected`);
    return this.block(bid, signal);
  }
}
