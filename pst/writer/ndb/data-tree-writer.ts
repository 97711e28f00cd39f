import { pstWriterError } from '../errors.ts';
import { BLOCK_DATA_MAX } from './block-size.ts';
import type { BlockWriter } from './block-writer.ts';
import { writeId } from './map-pages.ts';

/** BIDs in an XBLOCK or XXBLOCK ([MS-PST] 2.2.2.8.3.2). */
const MOST_CHILDREN = 1021;
/** lcbTotal has 32 bits. */
const MOST_BYTES = 0xffff_ffff;

/** Data that was written: 0 for none. `bytes`: of the data itself, reference blocks not counted. */
export interface WrittenData {
  readonly bid: number;
  readonly bytes: number;
}

/** A value's blocks from pieces of any length, as they come; all blocks but the last are full. Throws PSTWRITER_FULL above 4 GB. */
export class DataTreeWriter {
  readonly #blocks: BlockWriter;
  readonly #pending: Buffer;
  #inPending = 0;
  /** 8 bytes for 8 KB of data. */
  readonly #leaves: number[] = [];
  #total = 0;

  constructor(blocks: BlockWriter) {
    this.#blocks = blocks;
    this.#pending = blocks.pool.take();
  }

  async append(piece: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#total += piece.length;
    if (this.#total > MOST_BYTES) throw pstWriterError('PSTWRITER_FULL', 'a value is longer than 4 GB');
    let at = 0;
    while (at < piece.length) {
      if (this.#inPending === 0 && piece.length - at >= BLOCK_DATA_MAX) {
        this.#leaves.push(await this.#blocks.write('data', piece.subarray(at, at + BLOCK_DATA_MAX), signal));
        at += BLOCK_DATA_MAX;
        continue;
      }
      const taken = Math.min(BLOCK_DATA_MAX - this.#inPending, piece.length - at);
      this.#pending.set(piece.subarray(at, at + taken), this.#inPending);
      this.#inPending += taken;
      at += taken;
      if (this.#inPending === BLOCK_DATA_MAX) await this.#flush(signal);
    }
  }

  async finish(signal: AbortSignal): Promise<WrittenData> {
    if (this.#inPending > 0) await this.#flush(signal);
    this.#blocks.pool.give(this.#pending);
    return writeDataTree(this.#blocks, this.#leaves, this.#total, signal);
  }

  async #flush(signal: AbortSignal): Promise<void> {
    this.#leaves.push(await this.#blocks.write('data', this.#pending.subarray(0, this.#inPending), signal));
    this.#inPending = 0;
  }
}

/** The reference blocks above data blocks that are written already, all but the last of them full. */
export async function writeDataTree(
  blocks: BlockWriter,
  leaves: readonly number[],
  total: number,
  signal: AbortSignal,
): Promise<WrittenData> {
  const only = leaves[0];
  if (only === undefined) return { bid: 0, bytes: 0 };
  if (leaves.length === 1) return { bid: only, bytes: total };
  if (leaves.length <= MOST_CHILDREN) {
    return { bid: await blocks.write('internal', references(1, leaves, total), signal), bytes: total };
  }
  const parts: number[] = [];
  for (let at = 0; at < leaves.length; at += MOST_CHILDREN) {
    const below = Math.min(MOST_CHILDREN * BLOCK_DATA_MAX, total - at * BLOCK_DATA_MAX);
    parts.push(await blocks.write('internal', references(1, leaves.slice(at, at + MOST_CHILDREN), below), signal));
  }
  return { bid: await blocks.write('internal', references(2, parts, total), signal), bytes: total };
}

function references(level: number, bids: readonly number[], total: number): Buffer {
  const block = Buffer.alloc(8 + 8 * bids.length);
  block[0] = 0x01;
  block[1] = level;
  block.writeUInt16LE(bids.length, 2);
  block.writeUInt32LE(total, 4);
  bids.forEach((bid, index) => {
    writeId(block, bid, 8 + 8 * index);
  });
  return block;
}
