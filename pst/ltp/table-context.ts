import type { PstValue } from '../model.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { DEFAULT_CODE_PAGE } from './code-page.ts';
import { heapClient } from './heap.ts';
import { type HeapNode, openHeapNode, readValueBytes, resolveValue, type ValuePlace } from './node.ts';
import { readTreeHeader, readTreeRecords } from './tree-on-heap.ts';
import { decodeValue, fixedSize } from './values.ts';

/** A column descriptor ([MS-PST] 2.3.4.2). */
export interface Column {
  readonly id: number;
  readonly type: number;
  readonly offset: number;
  readonly bytes: number;
  readonly bit: number;
}

/** A row: its id, and where its cells are; valid while the table is open. */
export interface Row {
  readonly id: number;
  readonly bytes: Buffer;
}

const VALUE_LIMIT = 16 * 2 ** 20;

/** The rows of one node ([MS-PST] 2.3.4). The row index is in memory (8 bytes a row), rows and cells are read when asked for. */
export class TableContext {
  readonly node: HeapNode;
  readonly columns: readonly Column[];
  codePage = DEFAULT_CODE_PAGE;
  readonly #rowBytes: number;
  readonly #existenceAt: number;
  readonly #index: Buffer;
  readonly #indexRecordBytes: number;
  readonly #matrix: ValuePlace;

  private constructor(
    node: HeapNode,
    shape: { readonly columns: readonly Column[]; readonly rowBytes: number; readonly existenceAt: number },
    index: { readonly records: Buffer; readonly recordBytes: number },
    matrix: ValuePlace,
  ) {
    this.node = node;
    this.columns = shape.columns;
    this.#rowBytes = shape.rowBytes;
    this.#existenceAt = shape.existenceAt;
    this.#index = index.records;
    this.#indexRecordBytes = index.recordBytes;
    this.#matrix = matrix;
  }

  /** Throws PST_HEAP or PST_TABLE where the node holds no table. */
  static async open(
    db: NodeDatabase,
    ref: { readonly bidData: number; readonly bidSub: number },
    signal: AbortSignal,
  ): Promise<TableContext> {
    const node = await openHeapNode(db, ref, signal);
    const { heap } = node;
    if (heap.client !== heapClient.tableContext) {
      db.sink.fail('PST_TABLE', 'ltp', null, 'a node that must hold a table holds something else');
    }
    const info = await heap.item(heap.root, signal);
    const shape =
      parseTableInfo(info) ?? db.sink.fail('PST_TABLE', 'ltp', null, 'the description of a table is not sound');
    // ANSI files have row numbers of 2 bytes, and of 4 in some tables that only Outlook uses.
    const sizes = { keyBytes: 4, dataBytes: db.header.layout.wide ? [4] : [2, 4] };
    const header = await readTreeHeader(heap, info.readUInt32LE(10), sizes, db.sink, signal);
    const records = await readTreeRecords(heap, header, db.sink, signal);
    const index = { records, recordBytes: 4 + header.dataBytes };
    return new TableContext(node, shape, index, await resolveValue(node, info.readUInt32LE(14), signal));
  }

  get rowCount(): number {
    return this.#index.length / this.#indexRecordBytes;
  }

  /** Every row in the order of row ids; in salvage mode rows that cannot be read are left out. */
  async *rows(signal: AbortSignal): AsyncGenerator<Row> {
    for (let index = 0; index < this.rowCount; index++) {
      const at = index * this.#indexRecordBytes;
      const id = this.#index.readUInt32LE(at);
      const place = this.#index.readUIntLE(at + 4, this.#indexRecordBytes - 4);
      const row = await this.node.db.sink.salvage<Row | null>(() => this.#row(id, place, signal), null);
      if (row !== null) yield row;
    }
  }

  /** Ids of all rows, without reading them. */
  *rowIds(): Generator<number> {
    for (let at = 0; at < this.#index.length; at += this.#indexRecordBytes) yield this.#index.readUInt32LE(at);
  }

  column(id: number): Column | null {
    return this.columns.find((column) => column.id === id) ?? null;
  }

  /** The value of a cell, or null when it does not exist. Damage throws in strict mode and gives null in salvage mode. */
  async cell(row: Row, id: number, signal: AbortSignal): Promise<PstValue> {
    const column = this.column(id);
    if (column === null || !this.#exists(row, column)) return null;
    const cell = row.bytes.subarray(column.offset, column.offset + column.bytes);
    const size = fixedSize(column.type);
    if (size !== null && size <= 8) return decodeValue(column.type, cell, this.codePage);
    const { sink } = this.node.db;
    const read = () => readValueBytes(this.node, cell.readUInt32LE(0), VALUE_LIMIT, signal);
    const bytes = await sink.salvage<Buffer | null>(read, null);
    return bytes === null ? null : decodeValue(column.type, bytes, this.codePage);
  }

  async textCell(row: Row, id: number, signal: AbortSignal): Promise<string | null> {
    const value = await this.cell(row, id, signal);
    return typeof value === 'string' ? value : null;
  }

  /** The HNID of a cell whose value lies outside the row; null where the cell does not exist or holds its value. */
  cellPlace(row: Row, column: Column): number | null {
    const size = fixedSize(column.type);
    if ((size !== null && size <= 8) || !this.#exists(row, column)) return null;
    return row.bytes.readUInt32LE(column.offset);
  }

  #exists(row: Row, column: Column): boolean {
    return (row.bytes.readUInt8(this.#existenceAt + (column.bit >> 3)) & (0x80 >> (column.bit & 7))) !== 0;
  }

  async #row(id: number, place: number, signal: AbortSignal): Promise<Row> {
    const { sink, header } = this.node.db;
    const [bytes, at] = await this.#locate(place, header.layout.blockDataMax, signal);
    if (at + this.#rowBytes > bytes.length) sink.fail('PST_TABLE', 'ltp', null, `row ${place} lies outside its table`);
    const row = bytes.subarray(at, at + this.#rowBytes);
    if (row.readUInt32LE(0) !== id) {
      sink.error('PST_TABLE', 'ltp', null, `row ${place} carries id ${row.readUInt32LE(0)}, the row index says ${id}`);
    }
    return { id, bytes: row };
  }

  /** Rows never cross a block: each holds as many whole ones as fit ([MS-PST] 2.3.4.4). */
  async #locate(place: number, blockBytes: number, signal: AbortSignal): Promise<readonly [Buffer, number]> {
    const matrix = this.#matrix;
    if (matrix.kind === 'empty')
      return this.node.db.sink.fail('PST_TABLE', 'ltp', null, 'a table lists rows and holds none');
    if (matrix.kind === 'heap') return [matrix.bytes, place * this.#rowBytes];
    const perBlock = Math.floor(blockBytes / this.#rowBytes);
    return [await matrix.data.block(Math.floor(place / perBlock), signal), (place % perBlock) * this.#rowBytes];
  }
}

/** TCINFO ([MS-PST] 2.3.4.1): null where sizes, columns and the row do not fit each other. */
function parseTableInfo(
  info: Buffer,
): { readonly columns: Column[]; readonly rowBytes: number; readonly existenceAt: number } | null {
  if (info.length < 22 || info[0] !== 0x7c) return null;
  const count = info.readUInt8(1);
  const existenceAt = info.readUInt16LE(6);
  const rowBytes = info.readUInt16LE(8);
  if (22 + count * 8 > info.length || rowBytes < existenceAt + Math.ceil(count / 8) || rowBytes < 4) return null;
  const columns: Column[] = [];
  for (let index = 0; index < count; index++) {
    const at = 22 + index * 8;
    const column: Column = {
      type: info.readUInt16LE(at),
      id: info.readUInt16LE(at + 2),
      offset: info.readUInt16LE(at + 4),
      bytes: info.readUInt8(at + 6),
      bit: info.readUInt8(at + 7),
    };
    const size = fixedSize(column.type);
    const least = size !== null && size <= 8 ? size : 4;
    if (
      column.bytes < least ||
      column.offset + column.bytes > existenceAt ||
      column.bit >= (rowBytes - existenceAt) * 8
    ) {
      return null;
    }
    columns.push(column);
  }
  return { columns, rowBytes, existenceAt };
}
