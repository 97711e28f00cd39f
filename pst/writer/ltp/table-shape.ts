import { fixedSize } from '../../ltp/values.ts';
import { pstWriterError } from '../errors.ts';

export interface ShapeColumn {
  /** id * 65536 + type. */
  readonly tag: number;
  /** Offset of the cell in its row. */
  readonly at: number;
  readonly bytes: number;
  readonly bit: number;
}

/** The columns of a table, sorted by tag, and where the parts of a row end ([MS-PST] 2.3.4.1, rgib). */
export interface TableShape {
  readonly columns: readonly ShapeColumn[];
  readonly ends: readonly [wide: number, words: number, bytes: number, row: number];
}

export const ROW_ID = 0x67f2_0003;
export const ROW_VERSION = 0x67f3_0003;
/** cCols and iBit have 8 bits. */
const MOST_COLUMNS = 255;

/** Bytes of a cell: values of up to 8 bytes stand in the row, others are named by 4. */
export function cellBytes(tag: number): number {
  const size = fixedSize(tag & 0xffff);
  return size !== null && size <= 8 ? size : 4;
}

/** `tag@offset/bit` for each column, sorted by tag: the notation in which templates are compared with real files. */
export function parseShape(text: string): TableShape {
  const columns = text.split(' ').map((one) => {
    const [, tag = '', at = '', bit = ''] = /^([0-9A-F]{8})@(\d+)\/(\d+)$/.exec(one) ?? [];
    const column = { tag: Number.parseInt(tag, 16), at: Number(at), bit: Number(bit) };
    return { ...column, bytes: cellBytes(column.tag) };
  });
  return shapeOf(columns);
}

function shapeOf(columns: readonly ShapeColumn[]): TableShape {
  const end = (least: number): number =>
    Math.max(...columns.filter(({ bytes }) => bytes >= least).map(({ at, bytes }) => at + bytes));
  const wide = end(4);
  const words = Math.max(wide, end(2));
  const all = Math.max(words, end(1));
  return { columns, ends: [wide, words, all, all + Math.ceil(columns.length / 8)] };
}

/** A shape with more columns: the 4- and 8-byte cells of all come first, then those of 2 bytes, then of 1. Throws PSTWRITER_FULL above 255. */
export function extendShape(shape: TableShape, tags: Iterable<number>): TableShape {
  const known = new Set(shape.columns.map(({ tag }) => tag));
  const more = [...new Set(tags)].filter((tag) => !known.has(tag)).sort((a, b) => a - b);
  if (more.length === 0) return shape;
  if (more.length + shape.columns.length > MOST_COLUMNS) {
    throw pstWriterError('PSTWRITER_FULL', `a table has ${more.length + shape.columns.length} kinds of properties`);
  }
  const byPlace = [...shape.columns].sort((a, b) => a.at - b.at);
  let bit = shape.columns.length;
  const all = [...byPlace, ...more.map((tag) => ({ tag, bytes: cellBytes(tag), bit: bit++ }))];
  const columns: ShapeColumn[] = [];
  let at = 0;
  const isIn = [(bytes: number) => bytes >= 4, (bytes: number) => bytes === 2, (bytes: number) => bytes === 1];
  for (const group of isIn) {
    for (const { tag, bytes, bit: own } of all.filter((one) => group(one.bytes))) {
      columns.push({ tag, at, bytes, bit: own });
      at += bytes;
    }
  }
  return shapeOf(columns.sort((a, b) => a.tag - b.tag));
}
