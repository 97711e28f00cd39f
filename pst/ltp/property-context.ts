import type { PstValue } from '../model.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { DEFAULT_CODE_PAGE } from './code-page.ts';
import { heapClient } from './heap.ts';
import { type HeapNode, openHeapNode, readValueBytes, resolveValue } from './node.ts';
import { readTreeHeader, readTreeRecords } from './tree-on-heap.ts';
import { decodeValue, isInline, propertyType } from './values.ts';

/** A record: property id (2), type (2), value or HNID (4) ([MS-PST] 2.3.3.3). */
const RECORD_BYTES = 8;

/** A value read whole must fit this: 16 MB is far above any property but bodies and attachments, which are streams. */
const VALUE_LIMIT = 16 * 2 ** 20;

export interface PropertyRecord {
  readonly id: number;
  readonly type: number;
  /** The value itself where `isInline`, else an HNID. */
  readonly value: number;
}

/** The properties of one node ([MS-PST] 2.3.3). Records are in memory, values are read when asked for. */
export class PropertyContext {
  readonly node: HeapNode;
  readonly #records: Buffer;
  /** Code page of its 8-bit strings; set once the owner knows it. */
  codePage = DEFAULT_CODE_PAGE;

  private constructor(node: HeapNode, records: Buffer) {
    this.node = node;
    this.#records = records;
  }

  /** Throws PST_HEAP where the node holds no property context. */
  static async open(
    db: NodeDatabase,
    ref: { readonly bidData: number; readonly bidSub: number },
    signal: AbortSignal,
  ): Promise<PropertyContext> {
    const node = await openHeapNode(db, ref, signal);
    if (node.heap.client !== heapClient.propertyContext) {
      db.sink.fail('PST_HEAP', 'ltp', null, 'a node that must hold properties holds something else');
    }
    const header = await readTreeHeader(node.heap, node.heap.root, { keyBytes: 2, dataBytes: [6] }, db.sink, signal);
    return new PropertyContext(node, await readTreeRecords(node.heap, header, db.sink, signal));
  }

  get count(): number {
    return this.#records.length / RECORD_BYTES;
  }

  record(index: number): PropertyRecord | null {
    const at = index * RECORD_BYTES;
    if (at + RECORD_BYTES > this.#records.length) return null;
    const records = this.#records;
    return { id: records.readUInt16LE(at), type: records.readUInt16LE(at + 2), value: records.readUInt32LE(at + 4) };
  }

  *records(): Generator<PropertyRecord> {
    for (let index = 0; index < this.count; index++) {
      const record = this.record(index);
      if (record !== null) yield record;
    }
  }

  find(id: number): PropertyRecord | null {
    for (let at = 0; at < this.#records.length; at += RECORD_BYTES) {
      if (this.#records.readUInt16LE(at) === id) return this.record(at / RECORD_BYTES);
    }
    return null;
  }

  /** The value of a property, or null when absent. Damage throws in strict mode and gives null in salvage mode. */
  async value(id: number, signal: AbortSignal, limit = VALUE_LIMIT): Promise<PstValue> {
    const record = this.find(id);
    return record === null ? null : this.valueOf(record, signal, limit);
  }

  async valueOf(record: PropertyRecord, signal: AbortSignal, limit = VALUE_LIMIT): Promise<PstValue> {
    if (isInline(record.type)) {
      const inline = Buffer.alloc(4);
      inline.writeUInt32LE(record.value);
      return decodeValue(record.type, inline, this.codePage);
    }
    const bytes = await this.node.db.sink.salvage<Buffer | null>(
      () => readValueBytes(this.node, record.value, limit, signal),
      null,
    );
    return bytes === null ? null : decodeValue(record.type, bytes, this.codePage);
  }

  async text(id: number, signal: AbortSignal, limit?: number): Promise<string | null> {
    const value = await this.value(id, signal, limit);
    return typeof value === 'string' ? value : null;
  }

  async integer(id: number, signal: AbortSignal): Promise<number | null> {
    const value = await this.value(id, signal);
    return typeof value === 'number' ? value : null;
  }

  async binary(id: number, signal: AbortSignal, limit?: number): Promise<Buffer | null> {
    const value = await this.value(id, signal, limit);
    return Buffer.isBuffer(value) ? value : null;
  }

  async time(id: number, signal: AbortSignal): Promise<Date | null> {
    const value = await this.value(id, signal);
    return value instanceof Date ? value : null;
  }

  /** The bytes of a property as stored; nothing where it is absent or inline. Throws where they cannot be read, in either mode. */
  async *stream(id: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    const record = this.find(id);
    if (record === null || isInline(record.type)) return;
    const place = await resolveValue(this.node, record.value, signal);
    if (place.kind === 'heap') yield place.bytes;
    if (place.kind === 'subnode') yield* place.data.stream(signal);
  }

  /** Blocks of the file that hold this property alone; none where it is absent, inline or shares a heap with others. */
  async *extents(id: number, signal: AbortSignal): AsyncGenerator<{ readonly offset: number; readonly bytes: number }> {
    const record = this.find(id);
    if (record === null || isInline(record.type)) return;
    const place = await resolveValue(this.node, record.value, signal);
    if (place.kind === 'subnode') yield* place.data.extents(signal);
  }

  /** How long a property is, without reading it. */
  async byteLength(id: number, signal: AbortSignal): Promise<number> {
    const record = this.find(id);
    if (record === null || isInline(record.type)) return 0;
    const place = await resolveValue(this.node, record.value, signal);
    return place.kind === 'empty' ? 0 : place.kind === 'heap' ? place.bytes.length : place.data.bytes;
  }

  /** The subnode and size an Object property names ([MS-PST] 2.3.3.5), or null. */
  async object(id: number, signal: AbortSignal): Promise<{ readonly nid: number; readonly bytes: number } | null> {
    const record = this.find(id);
    if (record === null || record.type !== propertyType.object) return null;
    const bytes = await readValueBytes(this.node, record.value, VALUE_LIMIT, signal);
    if (bytes.length < 8) return this.node.db.sink.fail('PST_PROPERTY', 'ltp', null, 'an object property is too short');
    return { nid: bytes.readUInt32LE(0), bytes: bytes.readUInt32LE(4) };
  }
}
