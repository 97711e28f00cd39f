import { blockKey, isInternal, readId } from './layout.ts';
import type { NodeDatabase } from './node-database.ts';

/** The parsed form of an XBLOCK or XXBLOCK ([MS-PST] 2.2.2.8.3.2). */
export interface ReferenceBlock {
  /** 1: of data blocks; 2: of XBLOCKs. */
  readonly level: number;
  /** Bytes of all data below. */
  readonly total: number;
  readonly bids: readonly number[];
}

/** Parses an XBLOCK or XXBLOCK, or answers null where it is none. */
export function parseReferenceBlock(data: Buffer, layout: Parameters<typeof readId>[2]): ReferenceBlock | null {
  if (data.length < 8 || data[0] !== 1) return null;
  const level = data.readUInt8(1);
  const count = data.readUInt16LE(2);
  const width = layout.wide ? 8 : 4;
  if ((level !== 1 && level !== 2) || 8 + count * width > data.length) return null;
  const bids: number[] = [];
  for (let index = 0; index < count; index++) bids.push(readId(data, 8 + index * width, layout));
  return { level, total: data.readUInt32LE(4), bids };
}

/** The data of a node: a list of blocks, all but the last of them full. */
export class DataTree {
  readonly #db: NodeDatabase;
  /** BIDs of the data blocks: 8 bytes for 8 KB of data. */
  readonly #leaves: Float64Array;
  /** What the tree claims to hold; checked by `stream`. */
  readonly bytes: number;

  private constructor(db: NodeDatabase, leaves: Float64Array, bytes: number) {
    this.#db = db;
    this.#leaves = leaves;
    this.bytes = bytes;
  }

  get blockCount(): number {
    return this.#leaves.length;
  }

  /** Reads the reference blocks of the tree at `bid` (0: an empty tree). Throws where one is damaged: what it lists is unknown. */
  static async open(db: NodeDatabase, bid: number, signal: AbortSignal): Promise<DataTree> {
    if (blockKey(bid) === 0) return new DataTree(db, new Float64Array(0), 0);
    if (!isInternal(bid)) {
      const ref = await db.blockRef(bid, signal);
      return new DataTree(db, Float64Array.of(bid), ref.bytes);
    }
    const top = await readReferences(db, bid, signal);
    if (top.level === 1) return new DataTree(db, Float64Array.from(top.bids), top.total);
    const parts: ReferenceBlock[] = [];
    let count = 0;
    const most = Math.ceil(db.source.size / db.header.layout.blockAlign);
    for (const child of top.bids) {
      const part = await readReferences(db, child, signal);
      if (part.level !== 1)
        db.sink.fail('PST_REFERENCE', 'node', null, `block ${child} is nested too deep in its data tree`);
      parts.push(part);
      count += part.bids.length;
      if (count > most)
        db.sink.fail('PST_LIMIT', 'node', null, `data tree ${bid} lists more blocks than the file can hold`);
    }
    const leaves = new Float64Array(count);
    let at = 0;
    for (const part of parts) {
      leaves.set(part.bids, at);
      at += part.bids.length;
    }
    return new DataTree(db, leaves, top.total);
  }

  /** Decoded data of block `index`, through the cache. */
  async block(index: number, signal: AbortSignal): Promise<Buffer> {
    const bid = this.#leaves[index];
    if (bid === undefined)
      return this.#db.sink.fail('PST_HEAP', 'ltp', null, `block ${index} of ${this.blockCount} is asked for`);
    this.#refuseInternal(bid);
    return this.#db.block(bid, signal);
  }

  /** All data in order, one block at a time. Throws where a block is missing or foreign, in salvage mode too. */
  async *stream(signal: AbortSignal): AsyncGenerator<Buffer> {
    const { sink, header } = this.#db;
    const last = this.#leaves.length - 1;
    let done = 0;
    for (let index = 0; index <= last; index++) {
      const bid = this.#leaves[index] ?? 0;
      this.#refuseInternal(bid);
      const data = await this.#db.blockUncached(bid, signal);
      if (index < last && data.length !== header.layout.blockDataMax) {
        sink.error(
          'PST_BLOCK',
          'block',
          null,
          `block ${bid} in the middle of a data tree is not full (${data.length} bytes)`,
        );
      }
      done += data.length;
      yield data;
    }
    if (done !== this.bytes) {
      sink.error('PST_BLOCK', 'node', null, `a data tree holds ${done} bytes and claims ${this.bytes}`);
    }
  }

  /** Where the data lies in the file, block by block, as stored (still encoded). */
  async *extents(signal: AbortSignal): AsyncGenerator<{ readonly offset: number; readonly bytes: number }> {
    for (const bid of this.#leaves) {
      const ref = await this.#db.blockRef(bid, signal);
      yield { offset: ref.ib, bytes: ref.stored };
    }
  }

  /** Everything in one buffer; throws PST_LIMIT above `limit` bytes. */
  async readAll(limit: number, signal: AbortSignal): Promise<Buffer> {
    if (this.blockCount === 1) {
      const only = await this.block(0, signal);
      if (only.length <= limit && only.length === this.bytes) return only;
    }
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.stream(signal)) {
      size += part.length;
      if (size > limit) this.#db.sink.fail('PST_LIMIT', 'ltp', null, `a value is longer than ${limit} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts, size);
  }

  #refuseInternal(bid: number): void {
    if (isInternal(bid))
      this.#db.sink.fail('PST_REFERENCE', 'node', null, `block ${bid} holds references where data is expected`);
  }
}

async function readReferences(db: NodeDatabase, bid: number, signal: AbortSignal): Promise<ReferenceBlock> {
  const parsed = parseReferenceBlock(await db.internalBlock(bid, signal), db.header.layout);
  return parsed ?? db.sink.fail('PST_BLOCK', 'block', null, `block ${bid} is no XBLOCK and no XXBLOCK`);
}
