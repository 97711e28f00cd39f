import { heapClient } from '../../ltp/heap.ts';
import { BLOCK_DATA_MAX } from '../ndb/block-size.ts';
import { type WrittenData, writeDataTree } from '../ndb/data-tree-writer.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import { HeapTreeWriter } from './heap-tree-writer.ts';
import { HEAP_ITEM_MAX, HeapWriter } from './heap-writer.ts';
import type { EncodedRow } from './row.ts';
import type { TableShape } from './table-shape.ts';
import { ValueWriter } from './value-writer.ts';

/** A table as it was written. `leafBytes`: of all its leaf data blocks, those of subnodes too. */
export interface WrittenTable {
  readonly bidData: number;
  readonly bidSub: number;
  readonly leafBytes: number;
}

/**
 * Writes a table context ([MS-PST] 2.3.4) from rows in ascending order of their ids. Rows, cells and the row index are written as they come: memory is a few
 * blocks, whatever the number of rows.
 */
export async function writeTable(
  db: DatabaseWriter,
  shape: TableShape,
  rows: Iterable<EncodedRow> | AsyncIterable<EncodedRow>,
  signal: AbortSignal,
): Promise<WrittenTable> {
  const heap = new HeapWriter(db, heapClient.tableContext, false);
  const values = new ValueWriter(db, heap);
  const header = await heap.add(Buffer.alloc(8), signal);
  const info = await heap.add(tableInfo(shape, header.hid), signal);
  const index = new HeapTreeWriter(heap, 4, 4);
  const matrix = new RowMatrix(db, shape.ends[3]);
  for await (const { id, row, values: outside } of rows) {
    for (const { at, bytes } of outside) row.writeUInt32LE((await values.put(bytes, signal)).hnid, at);
    const record = Buffer.alloc(8);
    record.writeUInt32LE(id, 0);
    record.writeUInt32LE(matrix.count, 4);
    await index.add(record, signal);
    await matrix.add(row, signal);
  }
  await index.finish(header.bytes, signal);
  const inHeap = matrix.short;
  let hnid = 0;
  if (inHeap !== null && inHeap.length > 0) hnid = (await values.put(inHeap, signal)).hnid;
  else if (inHeap === null) {
    const { bid, bytes } = await matrix.finish(signal);
    hnid = values.reserve(bid, bytes);
  }
  matrix.close();
  info.bytes.writeUInt32LE(hnid, 14);
  const leafBytes = heap.totalBytes + values.subnodeBytes;
  const { bid } = await heap.finish(info.hid, signal);
  return { bidData: bid, bidSub: await db.subnodes(values.subnodes, signal), leafBytes };
}

/** TCINFO without hnidRows. */
function tableInfo({ columns, ends }: TableShape, index: number): Buffer {
  const info = Buffer.alloc(22 + 8 * columns.length);
  info[0] = heapClient.tableContext;
  info[1] = columns.length;
  ends.forEach((end, part) => {
    info.writeUInt16LE(end, 2 + 2 * part);
  });
  info.writeUInt32LE(index, 10);
  columns.forEach(({ tag, at, bytes, bit }, column) => {
    const place = 22 + 8 * column;
    info.writeUInt32LE(tag >>> 0, place);
    info.writeUInt16LE(at, place + 4);
    info[place + 6] = bytes;
    info[place + 7] = bit;
  });
  return info;
}

/** Rows one after another: as many whole ones as fit each block, the rest of all blocks but the last filled with zeros. */
class RowMatrix {
  readonly #db: DatabaseWriter;
  readonly #rowBytes: number;
  readonly #block: Buffer;
  readonly #leaves: number[] = [];
  #used = 0;
  count = 0;

  constructor(db: DatabaseWriter, rowBytes: number) {
    this.#db = db;
    this.#rowBytes = rowBytes;
    this.#block = db.blocks.pool.take();
  }

  async add(row: Buffer, signal: AbortSignal): Promise<void> {
    if (this.#used + this.#rowBytes > BLOCK_DATA_MAX) {
      this.#leaves.push(await this.#db.blocks.write('data', this.#block, signal));
      this.#block.fill(0);
      this.#used = 0;
    }
    row.copy(this.#block, this.#used);
    this.#used += this.#rowBytes;
    this.count++;
  }

  /** All rows, where they are few enough for the heap; else null. */
  get short(): Buffer | null {
    return this.#leaves.length === 0 && this.#used <= HEAP_ITEM_MAX ? this.#block.subarray(0, this.#used) : null;
  }

  /** Gives its block back. */
  close(): void {
    this.#db.blocks.pool.give(this.#block);
  }

  async finish(signal: AbortSignal): Promise<WrittenData> {
    this.#leaves.push(await this.#db.blocks.write('data', this.#block.subarray(0, this.#used), signal));
    const total = (this.#leaves.length - 1) * BLOCK_DATA_MAX + this.#used;
    return writeDataTree(this.#db.blocks, this.#leaves, total, signal);
  }
}
