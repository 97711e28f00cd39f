import { expect, test } from 'vitest';
import { bytesByteSource, openPst, type PstValue, verifyPst } from '../index.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { PstProperty, PstPropertyBag } from './index.ts';
import { folderNamed, inPieces, itemsOf, signal, writeFile } from './testing/write-file.ts';

const seed = Number(process.env['COFFRE_SEED'] ?? 20_261_123);
const random = seededRandom(seed);
const upTo = (most: number): number => Math.floor(random() * most);

function bytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => upTo(256)));
}

/** Lengths around the limits of a heap item and of blocks come often. */
function length(): number {
  const choices = [0, 1, 3579, 3580, 3581, 8175, 8176, 8177, 16_352, 20_000];
  return random() < 0.2 ? (choices[upTo(choices.length)] ?? 0) : upTo(60);
}

function text(): string {
  return Array.from({ length: length() >>> 1 }, () => String.fromCharCode(32 + upTo(0x400))).join('');
}

const single: Readonly<Record<number, () => PstValue>> = {
  2: () => upTo(65_536) - 32_768,
  3: () => upTo(2 ** 32) - 2 ** 31,
  4: () => Math.fround(random()),
  5: () => random() * 1e9,
  6: () => BigInt(upTo(2 ** 48)) - 5n,
  7: () => new Date(upTo(2 ** 40)),
  10: () => upTo(2 ** 31),
  11: () => random() < 0.5,
  20: () => -BigInt(upTo(2 ** 48)),
  31: text,
  64: () => new Date(upTo(4e12)),
  72: () => bytes(16),
  251: () => bytes(length()),
  258: () => bytes(length()),
};
const multiple = [2, 3, 4, 5, 6, 7, 20, 31, 64, 72, 258];

function bag(count: number): { readonly properties: PstPropertyBag; readonly expected: Map<number, PstValue> } {
  const properties: PstProperty[] = [];
  const expected = new Map<number, PstValue>();
  const types = Object.keys(single).map(Number);
  for (let index = 0; index < count; index++) {
    const isMulti = random() < 0.25;
    const type = isMulti ? (multiple[upTo(multiple.length)] ?? 3) : (types[upTo(types.length)] ?? 3);
    const make = single[type] ?? text;
    const value = isMulti ? Array.from({ length: upTo(5) }, make) : make();
    const tag = (0x6000 + index) * 0x10000 + type + (isMulti ? 0x1000 : 0);
    const streams = Buffer.isBuffer(value) && type === 258 && random() < 0.5;
    properties.push({ tag, value: streams ? inPieces(value, 1 + upTo(9000)) : value });
    expected.set(tag, value);
  }
  return { properties: properties.sort(() => random() - 0.5), expected };
}

test(`items of random properties are read back as they were given (seed ${seed})`, async () => {
  // 447 records are what one heap item holds; 2,000 need index levels and many heap blocks.
  const bags = [0, 1, 5, 20, 60, 440, 460, 900, 2000].map((count) => bag(count));
  const file = await writeFile(async (pst) => {
    const folder = pst.addFolder(pst.ipmSubtree, folderNamed('All'));
    for (const { properties } of bags) await pst.addMessage(folder, { properties }, { signal });
  });
  const source = bytesByteSource(file.bytes);
  expect((await verifyPst(source, { grade: 'full', signal })).findings).toEqual([]);
  const items = await itemsOf(await openPst(source, { mode: 'strict', signal }), 'All');
  expect(items).toHaveLength(bags.length);
  for (const [index, { expected }] of bags.entries()) {
    const item = items[index];
    // Class, flags, size, created, modified and search key are the writer's.
    expect(item?.tags.length).toBe(expected.size + 6);
    for (const [tag, value] of expected) expect(await item?.property(tag, signal), tag.toString(16)).toEqual(value);
  }
});
