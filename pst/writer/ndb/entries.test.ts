import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { seededRandom } from '../../testing/seeded-random.ts';
import { SpillFile } from '../spill-file.ts';
import { EntryLog } from './entry-log.ts';
import { mapPages } from './map-pages.ts';
import { SortedEntries } from './sorted-entries.ts';

async function keys(entries: AsyncIterable<Buffer>): Promise<number[]> {
  const read: number[] = [];
  for await (const entry of entries) read.push(entry.readUInt32LE(0) + entry.readUInt32LE(4));
  return read;
}

test.each([1, 7, 64, 1000])('entries leave in order when only %i fit into memory', async (runEntries) => {
  await using spill = new SpillFile(tmpdir());
  const random = seededRandom(runEntries);
  const sorted = new SortedEntries(8, spill, runEntries);
  const given = Array.from({ length: 700 }, (_, index) => index).sort(() => random() - 0.5);
  for (const key of given) (await sorted.add()).writeUInt32LE(key);
  expect(await keys(sorted.entries())).toEqual(given.sort((a, b) => a - b));
  expect(spill.size > 0).toBe(runEntries < 700);
});

test('a log above its memory comes back whole, without what was dropped', async () => {
  await using spill = new SpillFile(tmpdir());
  const log = new EntryLog(8, spill);
  const count = 12 * 65_536 + 17;
  const dropped = [3, 65_530, 9 * 65_536 - 2, 12 * 65_536 + 10];
  const expected: number[] = [];
  for (let key = 0; key < count; key++) {
    (await log.add()).writeUInt32LE(key);
    if (dropped.includes(key)) {
      const before = log.position - 1;
      (await log.add()).writeUInt32LE(0xffff_ffff);
      log.dropSince(before);
    } else expected.push(key);
  }
  expect(spill.size).toBeGreaterThan(0);
  expect(await keys(log.entries())).toEqual(expected);
});

test.each([
  [0, [0x84, 0x83]],
  [1, [0x84]],
  [8, [0x84, 0x83]],
  [127, [0x84]],
  [128, [0x84, 0x83, 0x82]],
  [129, [0x84]],
  [624, [0x84, 0x83, 0x82]],
  [8192, [0x84, 0x83, 0x85, 0x85]],
  [39_936, [0x84, 0x83, 0x85, 0x85]],
])('section %i has the maps [MS-PST] puts there', (index, types) => {
  const pages = mapPages(index);
  expect(pages.map(({ type }) => type)).toEqual(types);
  expect(new Set(pages.map(({ offset }) => offset)).size).toBe(pages.length);
});
