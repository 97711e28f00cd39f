import { HEAP_ITEM_MAX, type HeapWriter } from './heap-writer.ts';

interface OpenItem {
  readonly records: Buffer;
  used: number;
}

/**
 * A BTree-on-Heap ([MS-PST] 2.3.2) bottom-up from sorted records: as many per item as fit 3580 bytes, index levels as needed. The header item is
 * the caller's, so that it can be the first of its heap.
 */
export class HeapTreeWriter {
  readonly #heap: HeapWriter;
  readonly #keyBytes: number;
  readonly #dataBytes: number;
  readonly #levels: OpenItem[] = [];
  /** Leaf items as they stand in the heap; to be changed only while the heap holds its blocks. */
  readonly leaves: Buffer[] = [];

  constructor(heap: HeapWriter, keyBytes: number, dataBytes: number) {
    this.#heap = heap;
    this.#keyBytes = keyBytes;
    this.#dataBytes = dataBytes;
  }

  /** Keys ascend. */
  async add(record: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#append(0, record, signal);
  }

  /** Writes what is open and fills in the header of 8 bytes. */
  async finish(header: Buffer, signal: AbortSignal): Promise<void> {
    header.set([0xb5, this.#keyBytes, this.#dataBytes, 0], 0);
    header.writeUInt32LE(0, 4);
    for (let level = 0; level < this.#levels.length; level++) {
      const record = await this.#write(level, signal);
      if (level + 1 < this.#levels.length) {
        await this.#append(level + 1, record, signal);
        continue;
      }
      header[3] = level;
      header.writeUInt32LE(record.readUInt32LE(this.#keyBytes), 4);
    }
  }

  async #append(level: number, record: Uint8Array, signal: AbortSignal): Promise<void> {
    this.#levels[level] ??= { records: Buffer.alloc(HEAP_ITEM_MAX), used: 0 };
    const item = this.#levels[level];
    if (item.used + record.length > HEAP_ITEM_MAX) {
      const above = await this.#write(level, signal);
      await this.#append(level + 1, above, signal);
      item.used = 0;
    }
    item.records.set(record, item.used);
    item.used += record.length;
  }

  /** Writes the open item of a level; answers the record for the level above: first key and HID. */
  async #write(level: number, signal: AbortSignal): Promise<Buffer> {
    const item = this.#levels[level] ?? { records: Buffer.alloc(0), used: 0 };
    const { hid, bytes } = await this.#heap.add(item.records.subarray(0, item.used), signal);
    if (level === 0) this.leaves.push(bytes);
    const record = Buffer.alloc(this.#keyBytes + 4);
    bytes.copy(record, 0, 0, this.#keyBytes);
    record.writeUInt32LE(hid, this.#keyBytes);
    return record;
  }
}
