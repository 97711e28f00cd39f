import { pstWriterError } from '../errors.ts';
import type { BlockPool } from '../ndb/block-pool.ts';
import { BLOCK_DATA_MAX } from '../ndb/block-size.ts';
import { type WrittenData, writeDataTree } from '../ndb/data-tree-writer.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';

/** The largest item of a heap ([MS-PST] 2.3.1): what is longer goes into a subnode. */
export const HEAP_ITEM_MAX = 3580;
/** The index of an item in its block has 11 bits, 0 is none. */
const MOST_ITEMS = 2047;
/** The block of a HID has 16 bits. */
const MOST_BLOCKS = 65_536;

interface HeapBlock {
  readonly bytes: Buffer;
  readonly offsets: number[];
}

/** An item in place: its id, and its bytes where they may still be changed. */
export interface HeapItem {
  readonly hid: number;
  readonly bytes: Buffer;
}

/**
 * A heap-on-node ([MS-PST] 2.3.1) filled item by item. `hold`: all blocks stay in memory and may be changed until `finish`; otherwise only the first
 * does, and full ones are written at once.
 */
export class HeapWriter {
  readonly #db: DatabaseWriter;
  readonly #client: number;
  readonly #hold: boolean;
  readonly #held: Buffer[] = [];
  readonly #written: number[] = [];
  #first: HeapBlock;
  #open: HeapBlock;
  #full = 0;

  constructor(db: DatabaseWriter, client: number, hold: boolean) {
    this.#db = db;
    this.#client = client;
    this.#hold = hold;
    this.#first = openBlock(0, db.blocks.pool);
    this.#open = this.#first;
  }

  /** False when the heap can take no more blocks: what comes now must go into subnodes. */
  get hasRoom(): boolean {
    return this.#full < MOST_BLOCKS - 1;
  }

  /** Adds an item of 1 to 3580 bytes; `bytes` of the answer may be changed later only as the class says. Throws PSTWRITER_FULL without room. */
  async add(item: Uint8Array, signal: AbortSignal): Promise<HeapItem> {
    if (item.length < 1 || item.length > HEAP_ITEM_MAX) throw new RangeError(`a heap item of ${item.length} bytes`);
    let at = this.#open.offsets.at(-1) ?? 0;
    const mapEnd = at + item.length + 1 + 4 + 2 * (this.#open.offsets.length + 1);
    if (mapEnd > BLOCK_DATA_MAX || this.#open.offsets.length > MOST_ITEMS) {
      await this.#turn(signal);
      at = this.#open.offsets.at(-1) ?? 0;
    }
    this.#open.bytes.set(item, at);
    this.#open.offsets.push(at + item.length);
    const hid = this.#full * 0x10000 + (this.#open.offsets.length - 1) * 0x20;
    return { hid, bytes: this.#open.bytes.subarray(at, at + item.length) };
  }

  /** Bytes of all blocks, were the heap finished now. */
  get totalBytes(): number {
    return this.#full * BLOCK_DATA_MAX + mapStart(this.#open) + 4 + 2 * this.#open.offsets.length;
  }

  /** Writes what is not written; `root` is hidUserRoot. No item's bytes may be looked at afterwards. */
  async finish(root: number, signal: AbortSignal): Promise<WrittenData> {
    const total = this.totalBytes;
    this.#first.bytes.writeUInt8(0xec, 2);
    this.#first.bytes.writeUInt8(this.#client, 3);
    this.#first.bytes.writeUInt32LE(root, 4);
    const last = sealBlock(this.#open);
    const blocks = this.#db.blocks;
    if (this.#hold) {
      for (const bytes of this.#held) this.#written.push(await blocks.write('data', bytes, signal));
      this.#written.push(await blocks.write('data', last, signal));
    } else if (this.#full > 0) {
      this.#written.push(await blocks.write('data', last, signal));
      this.#written[0] = await blocks.write('data', this.#first.bytes, signal);
    } else this.#written.push(await blocks.write('data', last, signal));
    for (const bytes of new Set([...this.#held, this.#first.bytes, this.#open.bytes])) blocks.pool.give(bytes);
    return writeDataTree(blocks, this.#written, total, signal);
  }

  /** Closes the open block, which is padded to its full size, and opens the next. */
  async #turn(signal: AbortSignal): Promise<void> {
    if (!this.hasRoom) throw pstWriterError('PSTWRITER_FULL', 'the rows of a folder take more than 535 MB');
    sealBlock(this.#open);
    if (this.#hold) this.#held.push(this.#open.bytes);
    else if (this.#full === 0) this.#written.push(0);
    else {
      this.#written.push(await this.#db.blocks.write('data', this.#open.bytes, signal));
      this.#db.blocks.pool.give(this.#open.bytes);
    }
    this.#full++;
    this.#open = openBlock(this.#full, this.#db.blocks.pool);
  }
}

/** Every block begins with ibHnpm; the first has the heap's header, blocks 8, 136, 264 … 64 bytes of fill levels, which nobody reads. */
function openBlock(index: number, pool: BlockPool): HeapBlock {
  const start = index === 0 ? 12 : index % 128 === 8 ? 66 : 2;
  return { bytes: pool.take(), offsets: [start] };
}

function mapStart(block: HeapBlock): number {
  const end = block.offsets.at(-1) ?? 0;
  return end + (end % 2);
}

/** Puts the page map behind the items; answers the block without what is unused. */
function sealBlock({ bytes, offsets }: HeapBlock): Buffer {
  const at = mapStart({ bytes, offsets });
  bytes.writeUInt16LE(at, 0);
  bytes.writeUInt16LE(offsets.length - 1, at);
  bytes.writeUInt16LE(0, at + 2);
  offsets.forEach((offset, index) => {
    bytes.writeUInt16LE(offset, at + 4 + 2 * index);
  });
  return bytes.subarray(0, at + 4 + 2 * offsets.length);
}
