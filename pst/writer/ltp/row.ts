import { fixedSize } from '../../ltp/values.ts';
import { ROW_ID, ROW_VERSION, type TableShape } from './table-shape.ts';

/** A row: its cells in place, and the values that stand outside it. */
export interface EncodedRow {
  readonly id: number;
  readonly row: Buffer;
  /** Offset of the cell that names each value. */
  readonly values: readonly { readonly at: number; readonly bytes: Buffer }[];
}

/** A row of the columns for which `value` answers bytes. Cells that do not exist are zeros. */
export function encodeRow(
  shape: TableShape,
  id: number,
  version: number,
  value: (tag: number) => Buffer | null,
): EncodedRow {
  const [, , existence, size] = shape.ends;
  const row = Buffer.alloc(size);
  const values: { at: number; bytes: Buffer }[] = [];
  for (const { tag, at, bit } of shape.columns) {
    const isKey = tag === ROW_ID || tag === ROW_VERSION;
    if (isKey) row.writeUInt32LE(tag === ROW_ID ? id : version, at);
    const bytes = isKey ? null : value(tag);
    if (!isKey && bytes === null) continue;
    const mask = existence + (bit >>> 3);
    row.writeUInt8(row.readUInt8(mask) | (0x80 >> (bit & 7)), mask);
    if (bytes === null) continue;
    if (isInRow(tag)) bytes.copy(row, at);
    else values.push({ at, bytes });
  }
  return { id, row, values };
}

/** Values of a fixed size of up to 8 bytes stand in the row. */
function isInRow(tag: number): boolean {
  const size = fixedSize(tag & 0xffff);
  return size !== null && size <= 8;
}

/** A row as bytes for a spill file. */
export function packRow({ id, row, values }: EncodedRow): Buffer {
  const parts: Buffer[] = [Buffer.alloc(12), row];
  for (const { at, bytes } of values) {
    const head = Buffer.alloc(6);
    head.writeUInt16LE(at, 0);
    head.writeUInt32LE(bytes.length, 2);
    parts.push(head, bytes);
  }
  const packed = Buffer.concat(parts);
  packed.writeUInt32LE(packed.length, 0);
  packed.writeUInt32LE(id, 4);
  packed.writeUInt32LE(row.length, 8);
  return packed;
}

/** Length of the packed row that begins with these 4 bytes or more. */
export function packedLength(bytes: Buffer): number {
  return bytes.readUInt32LE(0);
}

/** The row of `packRow`; views of `packed`. */
export function unpackRow(packed: Buffer): EncodedRow {
  const rowEnd = 12 + packed.readUInt32LE(8);
  const values: { at: number; bytes: Buffer }[] = [];
  for (let at = rowEnd; at < packed.length; ) {
    const length = packed.readUInt32LE(at + 2);
    values.push({ at: packed.readUInt16LE(at), bytes: packed.subarray(at + 6, at + 6 + length) });
    at += 6 + length;
  }
  return { id: packed.readUInt32LE(4), row: packed.subarray(12, rowEnd), values };
}
