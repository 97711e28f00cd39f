import { DataTreeWriter } from '../ndb/data-tree-writer.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import type { SubnodeEntry } from '../ndb/subnode-writer.ts';
import { HEAP_ITEM_MAX, type HeapWriter } from './heap-writer.ts';

/** Subnodes that hold large values have this type and these indexes, as Outlook gives them. */
const VALUE_TYPE = 0x1f;
const FIRST_INDEX = 0x401;

/** Puts the values of one heap where they belong: short ones into the heap, long ones into subnodes, streams as they come. */
export class ValueWriter {
  readonly subnodes: SubnodeEntry[] = [];
  /** Bytes of the values that went into subnodes. */
  subnodeBytes = 0;
  readonly #db: DatabaseWriter;
  readonly #heap: HeapWriter;
  #nextIndex = FIRST_INDEX;

  constructor(db: DatabaseWriter, heap: HeapWriter) {
    this.#db = db;
    this.#heap = heap;
  }

  /** The HNID of a value, 0 for an empty one, and its length. */
  async put(
    value: Uint8Array | AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<{ readonly hnid: number; readonly bytes: number }> {
    if (value instanceof Uint8Array) return this.#putBytes(value, signal);
    let short: Uint8Array[] = [];
    let length = 0;
    let tree: DataTreeWriter | null = null;
    for await (const piece of value) {
      signal.throwIfAborted();
      length += piece.length;
      if (tree === null && length <= HEAP_ITEM_MAX) {
        // The giver may use its buffer again.
        if (piece.length > 0) short.push(Buffer.from(piece));
        continue;
      }
      if (tree === null) {
        tree = new DataTreeWriter(this.#db.blocks);
        for (const one of short) await tree.append(one, signal);
        short = [];
      }
      await tree.append(piece, signal);
    }
    if (tree === null) return this.#putBytes(Buffer.concat(short, length), signal);
    return { hnid: this.reserve((await tree.finish(signal)).bid, length), bytes: length };
  }

  /** Takes data that is written already as a subnode; answers its NID. */
  reserve(bidData: number, bytes: number): number {
    const nid = (this.#nextIndex++ << 5) | VALUE_TYPE;
    this.subnodes.push({ nid, bidData, bidSub: 0 });
    this.subnodeBytes += bytes;
    return nid;
  }

  async #putBytes(bytes: Uint8Array, signal: AbortSignal): Promise<{ readonly hnid: number; readonly bytes: number }> {
    if (bytes.length === 0) return { hnid: 0, bytes: 0 };
    if (bytes.length <= HEAP_ITEM_MAX && this.#heap.hasRoom) {
      return { hnid: (await this.#heap.add(bytes, signal)).hid, bytes: bytes.length };
    }
    const { bid } = await this.#db.data(bytes, signal);
    return { hnid: this.reserve(bid, bytes.length), bytes: bytes.length };
  }
}
