import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { bytesByteSource } from '../byte-source.ts';
import { FindingSink } from '../finding-sink.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { DatabaseBuilder } from '../testing/build-database.ts';
import { buildHeap, buildProperties, utf16 } from '../testing/build-properties.ts';
import { PropertyContext } from './property-context.ts';

const signal = neverAborted;

/** A property context in the one node of a built file. */
async function openHeap(heap: Buffer, strict = true) {
  const builder = new DatabaseBuilder();
  const bidData = builder.block('data', heap);
  builder.node({ nid: 0x200024, bidData });
  const sink = new FindingSink({ strict });
  const db = await NodeDatabase.open(bytesByteSource(builder.build()), sink, signal);
  return { sink, context: await PropertyContext.open(db, { bidData, bidSub: 0 }, signal) };
}

describe('a property context', () => {
  test('gives inline values, values of the heap and nothing for what is absent', async () => {
    const { context } = await openHeap(
      buildProperties([
        [0x0017_0003, 2],
        [0x0037_001f, utf16('a subject')],
        [0x300b_0102, Buffer.from('key')],
        [0x001a_001f, 0],
      ]),
    );
    expect(await context.value(0x0017, signal)).toBe(2);
    expect(await context.text(0x0037, signal)).toBe('a subject');
    expect(await context.binary(0x300b, signal)).toEqual(Buffer.from('key'));
    expect(await context.text(0x001a, signal)).toBe('');
    expect(await context.value(0x1234, signal)).toBeNull();
    expect([...context.records()].map((one) => one.id)).toEqual([0x0017, 0x001a, 0x0037, 0x300b]);
  });

  test('refuses a value longer than the limit asked for', async () => {
    const heap = buildProperties([[0x0037_001f, 0x801f]]);
    const builder = new DatabaseBuilder();
    const bidData = builder.block('data', heap);
    const bidSub = builder.subnodes([{ nid: 0x801f, bidData: builder.data(Buffer.alloc(100_000)) }]);
    builder.node({ nid: 0x200024, bidData, bidSub });
    const db = await NodeDatabase.open(bytesByteSource(builder.build()), new FindingSink({ strict: true }), signal);
    const context = await PropertyContext.open(db, { bidData, bidSub }, signal);
    expect(await context.byteLength(0x0037, signal)).toBe(100_000);
    await expect(context.text(0x0037, signal, 65_536)).rejects.toMatchObject({ code: 'PST_LIMIT' });
  });

  const treeHeader = Buffer.from([0xb5, 2, 6, 0, 0x40, 0, 0, 0]);
  const record = Buffer.from('37001f0060000000', 'hex');

  test.each([
    ['no heap', 'PST_HEAP', Buffer.alloc(100)],
    ['a heap of another kind', 'PST_HEAP', buildHeap(0x7c, 0x20, [treeHeader, record])],
    ['a root that does not exist', 'PST_HEAP', buildHeap(0xbc, 0x200, [treeHeader, record])],
    [
      'records of other sizes',
      'PST_HEAP',
      buildHeap(0xbc, 0x20, [Buffer.from([0xb5, 4, 4, 0, 0x40, 0, 0, 0]), record]),
    ],
    ['half a record', 'PST_HEAP', buildHeap(0xbc, 0x20, [treeHeader, record.subarray(0, 5)])],
    ['a page map outside its block', 'PST_HEAP', withPageMap(0xfff0)],
    [
      'an index that refers to itself',
      'PST_CYCLE',
      buildHeap(0xbc, 0x20, [Buffer.from([0xb5, 2, 6, 2, 0x40, 0, 0, 0]), Buffer.from('010040000000', 'hex')]),
    ],
  ])('in %s is refused (%s)', async (_what, code, heap) => {
    await expect(openHeap(heap)).rejects.toMatchObject({ code });
  });

  test('with a value that names nothing gives null and a finding in salvage mode', async () => {
    const { context, sink } = await openHeap(buildProperties([[0x0037_001f, 0x7e0]]), false);
    expect(await context.text(0x0037, signal)).toBeNull();
    expect(sink.findings.map((one) => one.code)).toEqual(['PST_HEAP']);
  });

  test('with records of zeros at its end leaves them out, with a warning', async () => {
    const { context, sink } = await openHeap(
      buildHeap(0xbc, 0x20, [treeHeader, Buffer.concat([record, Buffer.alloc(16)]), utf16('x')]),
    );
    expect(context.count).toBe(1);
    expect(await context.text(0x0037, signal)).toBe('x');
    expect(sink.findings.map((one) => one.severity)).toEqual(['warning']);
  });
});

function withPageMap(at: number): Buffer {
  const heap = buildProperties([[0x0037_001f, utf16('x')]]);
  heap.writeUInt16LE(at, 0);
  return heap;
}
