import type { FindingSink } from '../finding-sink.ts';
import type { Heap } from '../ltp/heap.ts';
import { type HeapNode, resolveValue } from '../ltp/node.ts';
import type { PropertyContext } from '../ltp/property-context.ts';
import type { TableContext } from '../ltp/table-context.ts';
import { decodeValue, fixedSize, isInline, isKnownType } from '../ltp/values.ts';

/** Multi-valued bytes above this are not taken apart: no such property is this long. */
const MULTI_BYTES = 2 ** 20;

/** Level 6 for a heap: the page map of every block lies in it and its items ascend. */
export async function checkHeap(heap: Heap, sink: FindingSink, signal: AbortSignal): Promise<void> {
  for (let index = 0; index < heap.data.blockCount; index++) {
    await sink.salvage(async () => {
      const problem = pageMapProblem(await heap.data.block(index, signal));
      if (problem !== null) sink.error('PST_HEAP', 'ltp', null, `block ${index} of a heap ${problem}`);
    }, undefined);
  }
}

function pageMapProblem(block: Buffer): string | null {
  if (block.length < 2) return 'is empty';
  const map = block.readUInt16LE(0);
  if (map + 4 > block.length) return 'has its page map outside';
  const count = block.readUInt16LE(map);
  if (map + 4 + 2 * (count + 1) > block.length) return `has a page map of ${count} items that runs out of it`;
  let previous = 0;
  for (let item = 0; item <= count; item++) {
    const offset = block.readUInt16LE(map + 4 + 2 * item);
    if (offset < previous || offset > map) return 'has items that overlap';
    previous = offset;
  }
  return null;
}

/** Level 6 for properties: every value can be read whole and is as long as its type. */
export async function checkProperties(context: PropertyContext, signal: AbortSignal): Promise<void> {
  const { node } = context;
  const { sink } = node.db;
  await checkHeap(node.heap, sink, signal);
  for (const record of context.records()) {
    if (!isKnownType(record.type)) {
      sink.warn('PST_PROPERTY', 'ltp', null, `a property has the unknown type 0x${record.type.toString(16)}`);
    }
    if (isInline(record.type)) continue;
    await sink.salvage(() => checkValue(node, record.value, record.type, signal), undefined);
  }
}

/** Level 6 for a table: every row carries the id of the row index, every cell can be read. */
export async function checkTable(table: TableContext, signal: AbortSignal): Promise<void> {
  const { node } = table;
  const { sink } = node.db;
  await checkHeap(node.heap, sink, signal);
  for await (const row of table.rows(signal)) {
    for (const column of table.columns) {
      const hnid = table.cellPlace(row, column);
      if (hnid !== null) await sink.salvage(() => checkValue(node, hnid, column.type, signal), undefined);
    }
  }
}

async function checkValue(node: HeapNode, hnid: number, type: number, signal: AbortSignal): Promise<void> {
  const { sink } = node.db;
  const place = await resolveValue(node, hnid, signal);
  if (place.kind === 'subnode') {
    for await (const _ of place.data.stream(signal)) signal.throwIfAborted();
    return;
  }
  const bytes = place.kind === 'empty' ? Buffer.alloc(0) : place.bytes;
  const size = fixedSize(type);
  if (size !== null && place.kind === 'heap' && bytes.length !== size) {
    const severity = bytes.length < size ? 'error' : 'warning';
    const message = `a value of type 0x${type.toString(16)} is ${bytes.length} bytes long`;
    sink.report({ severity, code: 'PST_PROPERTY', layer: 'ltp', offset: null, message });
  }
  const isMulti = (type & 0x1000) !== 0 && isKnownType(type);
  if (isMulti && bytes.length < MULTI_BYTES && decodeValue(type, bytes, 1252) === null) {
    sink.warn('PST_PROPERTY', 'ltp', null, `a multi-valued property of type 0x${type.toString(16)} is not sound`);
  }
}
