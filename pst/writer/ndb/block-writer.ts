import { pstCrc, signature } from '../../ndb/crc.ts';
import type { SpillFile } from '../spill-file.ts';
import { BlockPool } from './block-pool.ts';
import { BLOCK_DATA_MAX } from './block-size.ts';
import { encodePermute } from './encode.ts';
import { EntryLog } from './entry-log.ts';
import { UNIT_BYTES, writeId } from './map-pages.ts';
import type { Space } from './space.ts';

const TRAILER_BYTES = 16;
/** cRef is 16 bits; a shared block that this many refer to is written once more. */
const MOST_REFERENCES = 60_000;

/** A place in the writer's history that it can go back to. */
export interface BlockMark {
  readonly position: number;
}

/** Writes blocks one after another and keeps an entry of the block tree for each; ids ascend as blocks are written. */
export class BlockWriter {
  /** For whoever fills blocks to be written here. */
  readonly pool = new BlockPool();
  readonly #space: Space;
  readonly #log: EntryLog;
  /** References beyond the first, of the few blocks that are shared. */
  readonly #extra = new Map<number, number>();
  /** Each reference counted in `#extra` since the last mark, so that they can be taken back. */
  #sharedSinceMark: number[] = [];
  #nextIndex = 1;

  constructor(space: Space, spill: SpillFile) {
    this.#space = space;
    this.#log = new EntryLog(24, spill);
  }

  /** bidNextB: above every id given out. */
  get nextBid(): number {
    return this.#nextIndex * 4;
  }

  /** Writes a block of 1 to 8176 bytes: `data` is encoded, `internal` (X, XX, SL, SI) is not. Answers its id. */
  async write(kind: 'data' | 'internal', data: Uint8Array, signal: AbortSignal): Promise<number> {
    if (data.length < 1 || data.length > BLOCK_DATA_MAX) throw new RangeError(`a block of ${data.length} bytes`);
    const bid = this.#nextIndex++ * 4 + (kind === 'internal' ? 2 : 0);
    const extent = Math.ceil((data.length + TRAILER_BYTES) / UNIT_BYTES) * UNIT_BYTES;
    const entry = await this.#log.add();
    const { ib, bytes } = await this.#space.place(extent, UNIT_BYTES, signal);
    if (kind === 'data') encodePermute(data, bytes);
    else bytes.set(data);
    const at = extent - TRAILER_BYTES;
    bytes.writeUInt16LE(data.length, at);
    bytes.writeUInt16LE(signature(ib, bid), at + 2);
    bytes.writeUInt32LE(pstCrc(bytes.subarray(0, data.length)), at + 4);
    writeId(bytes, bid, at + 8);
    writeId(entry, bid, 0);
    writeId(entry, ib, 8);
    entry.writeUInt16LE(data.length, 16);
    return bid;
  }

  /** Counts one more reference to a block that has its first; false where it has too many to take one. */
  share(bid: number): boolean {
    const extra = this.#extra.get(bid) ?? 0;
    if (extra + 2 >= MOST_REFERENCES) return false;
    this.#extra.set(bid, extra + 1);
    this.#sharedSinceMark.push(bid);
    return true;
  }

  mark(): BlockMark {
    this.#sharedSinceMark = [];
    return { position: this.#log.position };
  }

  /** Forgets the blocks written and the references counted since the latest mark. Their space stays marked as used. */
  rollBack(mark: BlockMark): void {
    this.#log.dropSince(mark.position);
    for (const bid of this.#sharedSinceMark) this.#extra.set(bid, (this.#extra.get(bid) ?? 1) - 1);
    this.#sharedSinceMark = [];
  }

  /** Entries of the block tree in ascending order, cRef (references + 1) filled in. */
  async *entries(): AsyncGenerator<Buffer> {
    for await (const entry of this.#log.entries()) {
      const bid = entry.readUInt32LE(0) + entry.readUInt32LE(4) * 0x1_0000_0000;
      entry.writeUInt16LE(2 + (this.#extra.get(bid) ?? 0), 18);
      yield entry;
    }
  }
}
