import { heapClient } from '../../ltp/heap.ts';
import { fixedSize, isInline, propertyType } from '../../ltp/values.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import type { SubnodeEntry } from '../ndb/subnode-writer.ts';
import { HeapTreeWriter } from './heap-tree-writer.ts';
import { HEAP_ITEM_MAX, type HeapItem, HeapWriter } from './heap-writer.ts';
import type { PreparedProperty } from './prepare-properties.ts';
import { ValueWriter } from './value-writer.ts';

const RECORD_BYTES = 8;

/**
 * A property context ([MS-PST] 2.3.3), in two steps: `fill` writes every value, after which sizes are known and 4-byte values may be
 * changed; `finish` writes the heap. The heap is in memory meanwhile: at most 3580 bytes a property.
 */
export class PropertyWriter {
  readonly #db: DatabaseWriter;
  readonly #heap: HeapWriter;
  readonly #values: ValueWriter;
  readonly #tree: HeapTreeWriter;
  #leaves: readonly Buffer[] = [];
  /** Bytes of all values as PidTagAttachSize counts them; those of an object are its size. */
  valueBytes = 0;

  constructor(db: DatabaseWriter) {
    this.#db = db;
    this.#heap = new HeapWriter(db, heapClient.propertyContext, true);
    this.#values = new ValueWriter(db, this.#heap);
    this.#tree = new HeapTreeWriter(this.#heap, 2, 6);
  }

  /** Takes data that is written already as a subnode of its own; answers its NID. */
  reserve(bidData: number, bytes: number): number {
    return this.#values.reserve(bidData, bytes);
  }

  /** Bytes of the leaf data blocks of the heap and of large values. */
  get leafBytes(): number {
    return this.#heap.totalBytes + this.#values.subnodeBytes;
  }

  /** `object`: the subnode and size that 0x3701000D names. */
  async fill(
    properties: Iterable<PreparedProperty>,
    signal: AbortSignal,
    object?: { readonly id: number; readonly nid: number; readonly bytes: number },
  ): Promise<void> {
    const sorted: (PreparedProperty | { readonly id: number; readonly type: number })[] = [...properties];
    if (object !== undefined) sorted.push({ id: object.id, type: propertyType.object });
    sorted.sort((a, b) => a.id - b.id);
    const header = await this.#heap.add(Buffer.alloc(8), signal);
    const isShort = sorted.length > 0 && sorted.length * RECORD_BYTES <= HEAP_ITEM_MAX;
    // Readers expect a short list of records right behind the header, at 0x40.
    const place = isShort ? await this.#heap.add(Buffer.alloc(sorted.length * RECORD_BYTES), signal) : null;
    const records = Buffer.alloc(sorted.length * RECORD_BYTES);
    for (const [index, property] of sorted.entries()) {
      const at = index * RECORD_BYTES;
      records.writeUInt16LE(property.id, at);
      records.writeUInt16LE(property.type, at + 2);
      if ('value' in property) records.writeUInt32LE(await this.#value(property, signal), at + 4);
      else if (object !== undefined) records.writeUInt32LE(await this.#object(object, signal), at + 4);
    }
    if (place === null) await this.#writeTree(records, header.bytes, signal);
    else this.#placeRecords(records, header.bytes, place);
  }

  /** Changes a property of 4 bytes that was filled in. */
  patch(id: number, value: number): void {
    for (const leaf of this.#leaves) {
      for (let at = 0; at < leaf.length; at += RECORD_BYTES) {
        if (leaf.readUInt16LE(at) === id) leaf.writeUInt32LE(value >>> 0, at + 4);
      }
    }
  }

  /** Writes the heap and, with the subnodes of large values, `others`. */
  async finish(
    others: readonly SubnodeEntry[],
    signal: AbortSignal,
  ): Promise<{ readonly bidData: number; readonly bidSub: number }> {
    const { bid } = await this.#heap.finish(0x20, signal);
    return { bidData: bid, bidSub: await this.#db.subnodes([...this.#values.subnodes, ...others], signal) };
  }

  async #value(property: PreparedProperty, signal: AbortSignal): Promise<number> {
    if (isInline(property.type) && Buffer.isBuffer(property.value)) {
      const size = fixedSize(property.type) ?? 0;
      this.valueBytes += size;
      return property.value.readUIntLE(0, size);
    }
    const { hnid, bytes } = await this.#values.put(property.value, signal);
    this.valueBytes += bytes;
    return hnid;
  }

  async #object(object: { readonly nid: number; readonly bytes: number }, signal: AbortSignal): Promise<number> {
    const item = Buffer.alloc(8);
    item.writeUInt32LE(object.nid, 0);
    item.writeUInt32LE(object.bytes, 4);
    this.valueBytes += object.bytes;
    return (await this.#heap.add(item, signal)).hid;
  }

  #placeRecords(records: Buffer, header: Buffer, place: HeapItem): void {
    records.copy(place.bytes);
    header.set([0xb5, 2, 6, 0], 0);
    header.writeUInt32LE(place.hid, 4);
    this.#leaves = [place.bytes];
  }

  async #writeTree(records: Buffer, header: Buffer, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < records.length; at += RECORD_BYTES) {
      await this.#tree.add(records.subarray(at, at + RECORD_BYTES), signal);
    }
    await this.#tree.finish(header, signal);
    this.#leaves = this.#tree.leaves;
  }
}
