import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sfntOf } from './woff.ts';

const folder = dirname(
  fileURLToPath(import.meta.resolve('@fontsource/source-sans-3/files/source-sans-3-latin-400-normal.woff')),
);
const names = readdirSync(folder).filter((one) => /-(400|600)-(normal|italic)\.woff$/.test(one));
const font = readFileSync(join(folder, 'source-sans-3-latin-400-normal.woff'));

test('every table has the checksum that the font states', () => {
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const sfnt = sfntOf(readFileSync(join(folder, name)));
    const count = sfnt.readUInt16BE(4);
    for (let index = 0; index < count; index++) {
      const at = 12 + index * 16;
      const [tag, checksum, offset, length] = [
        sfnt.toString('latin1', at, at + 4),
        sfnt.readUInt32BE(at + 4),
        sfnt.readUInt32BE(at + 8),
        sfnt.readUInt32BE(at + 12),
      ];
      // The table `head` holds a checksum of the whole file, which its own leaves out (OpenType, `head`).
      if (tag !== 'head') expect(`${name} ${tag} ${sumOf(sfnt, offset, length)}`).toBe(`${name} ${tag} ${checksum}`);
    }
  }
});

function sumOf(sfnt: Buffer, offset: number, length: number): number {
  let sum = 0;
  for (let at = offset; at < offset + length; at += 4) sum = (sum + sfnt.readUInt32BE(at)) >>> 0;
  return sum;
}

test('a file that is cut, altered in its directory or no font is refused, never half read', () => {
  for (const length of [0, 3, 43, 44, 60, font.length - 64, Math.floor(font.length / 2)]) {
    expect(() => sfntOf(font.subarray(0, length))).toThrow();
  }
  for (const at of [0, 44 + 4, 44 + 8, 44 + 12]) {
    const altered = Buffer.from(font);
    altered.writeUInt32BE(0xffffffff, at);
    expect(() => sfntOf(altered)).toThrow();
  }
});
