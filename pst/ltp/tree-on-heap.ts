import type { FindingSink } from '../finding-sink.ts';
import type { Heap } from './heap.ts';

/** Header of a BTree-on-Heap ([MS-PST] 2.3.2.1). */
export interface TreeHeader {
  readonly keyBytes: number;
  readonly dataBytes: number;
  readonly levels: number;
  readonly root: number;
}

/** More index levels than this cannot be: each multiplies the records by 300 or more. */
const MAX_LEVELS = 8;

/** Reads the header of the BTH at `hid`; throws PST_HEAP when it is none or its records are not of these sizes. */
export async function readTreeHeader(
  heap: Heap,
  hid: number,
  sizes: { readonly keyBytes: number; readonly dataBytes: readonly number[] },
  sink: FindingSink,
  signal: AbortSignal,
): Promise<TreeHeader> {
  const item = await heap.item(hid, signal);
  if (item.length < 8 || item[0] !== 0xb5) sink.fail('PST_HEAP', 'ltp', null, 'a BTree-on-Heap has no header');
  const header = {
    keyBytes: item.readUInt8(1),
    dataBytes: item.readUInt8(2),
    levels: item.readUInt8(3),
    root: item.readUInt32LE(4),
  };
  if (header.keyBytes !== sizes.keyBytes || !sizes.dataBytes.includes(header.dataBytes) || header.levels > MAX_LEVELS) {
    sink.fail('PST_HEAP', 'ltp', null, `a BTree-on-Heap has records of ${header.keyBytes}+${header.dataBytes} bytes`);
  }
  return header;
}

/**
 * All leaf records, packed one after another, in the order found (keys out of order are a warning: some writers do it). Each heap item is
 * visited once: a tree that refers to itself is a finding, not a loop.
 */
export async function readTreeRecords(
  heap: Heap,
  header: TreeHeader,
  sink: FindingSink,
  signal: AbortSignal,
): Promise<Buffer> {
  const leafBytes = header.keyBytes + header.dataBytes;
  const branchBytes = header.keyBytes + 4;
  const seen = new Set<number>();
  const leaves: Buffer[] = [];
  const walk = async (hid: number, level: number): Promise<void> => {
    if (seen.has(hid)) {
      sink.error('PST_CYCLE', 'ltp', null, 'a BTree-on-Heap refers to one of its items twice');
      return;
    }
    seen.add(hid);
    const item = await sink.salvage<Buffer | null>(() => heap.item(hid, signal), null);
    if (item === null) return;
    const recordBytes = level > 0 ? branchBytes : leafBytes;
    if (item.length % recordBytes !== 0) {
      sink.error('PST_HEAP', 'ltp', null, `a BTree-on-Heap item of ${item.length} bytes holds no whole records`);
    }
    const end = item.length - (item.length % recordBytes);
    if (level === 0) {
      leaves.push(item.subarray(0, end));
      return;
    }
    for (let at = 0; at < end; at += branchBytes) await walk(item.readUInt32LE(at + header.keyBytes), level - 1);
  };
  if (header.root !== 0) await walk(header.root, header.levels);
  // A row index may hold one row only, of id 0 and place 0; a property context has no property 0x0000.
  const least = header.keyBytes === 2 ? 0 : leafBytes;
  const records = withoutPadding(Buffer.concat(leaves), leafBytes, least, sink);
  checkOrder(records, header.keyBytes, leafBytes, sink);
  return records;
}

/** Some Aspose versions leave records of zeros after the last: a property 0x0000 of type 0x0000. They mean nothing. */
function withoutPadding(records: Buffer, recordBytes: number, least: number, sink: FindingSink): Buffer {
  let end = records.length;
  while (end > least && records.subarray(end - recordBytes, end).every((byte) => byte === 0)) end -= recordBytes;
  if (end < records.length) sink.warn('PST_HEAP', 'ltp', null, 'a BTree-on-Heap ends in records of zeros');
  return records.subarray(0, end);
}

function checkOrder(records: Buffer, keyBytes: number, recordBytes: number, sink: FindingSink): void {
  let previous = -1;
  for (let at = 0; at < records.length; at += recordBytes) {
    const key = records.readUIntLE(at, keyBytes);
    if (key <= previous) {
      sink.warn('PST_HEAP', 'ltp', null, 'the keys of a BTree-on-Heap are not in ascending order');
      return;
    }
    previous = key;
  }
}
