import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_CHUNK_BYTES, nextCut, RAW_SIZES } from './chunker.ts';
import { gearTable } from './derive.ts';
import { noise } from './testing/fixture.ts';

const gear = gearTable(Buffer.alloc(32, 7));
const SMALL = { min: 64, mean: 256, max: 1024 };

function cutAll(bytes: Uint8Array, table = gear, sizes = SMALL): readonly number[] {
  const lengths: number[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const length = nextCut(bytes, at, bytes.byteLength, { gear: table, sizes, last: true });
    lengths.push(length);
    at += length;
  }
  return lengths;
}

const content = fc
  .tuple(fc.nat(20_000), fc.nat(), fc.boolean())
  .map(([bytes, seed, flat]) => (flat ? Buffer.alloc(bytes, seed) : noise(bytes, seed)));

describe('the chunker', () => {
  it('covers every byte once, in pieces within bounds', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const lengths = cutAll(bytes);
        expect(lengths.reduce((sum, one) => sum + one, 0)).toBe(bytes.byteLength);
        for (const [i, length] of lengths.entries()) {
          expect(length).toBeLessThanOrEqual(SMALL.max);
          if (i < lengths.length - 1) expect(length).toBeGreaterThan(SMALL.min);
        }
      }),
    );
  });

  it('cuts the same wherever the bytes known so far end, and asks for more when it cannot tell', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: SMALL.max, max: 3000 }), (bytes, window) => {
        const lengths: number[] = [];
        for (let at = 0; at < bytes.byteLength; ) {
          const end = Math.min(bytes.byteLength, at + window);
          const last = end === bytes.byteLength;
          const length = nextCut(bytes, at, end, { gear, sizes: SMALL, last });
          expect(length).toBeGreaterThan(0);
          lengths.push(length);
          at += length;
        }
        expect(lengths).toEqual(cutAll(bytes));
      }),
    );
    expect(nextCut(noise(1000, 1), 0, 1000, { gear, sizes: SMALL, last: false })).toBe(0);
  });

  it('finds its cuts again after an insertion', () => {
    const bytes = noise(200_000, 5);
    const changed = Buffer.concat([bytes.subarray(0, 1000), Buffer.from('x'), bytes.subarray(1000)]);
    const ends = (lengths: readonly number[]): Set<number> => {
      let at = 0;
      return new Set(lengths.map((length) => (at += length)));
    };
    const [before, after] = [ends(cutAll(bytes)), ends(cutAll(changed))];
    const kept = [...before].filter((end) => after.has(end + 1)).length;
    expect(kept).toBeGreaterThan(before.size * 0.9);
  });

  it('cuts elsewhere for another mailbox', () => {
    const bytes = noise(100_000, 6);
    expect(cutAll(bytes, gearTable(Buffer.alloc(32, 8)))).not.toEqual(cutAll(bytes));
  });

  it('has a mean near the one it is made for, and never exceeds what a frame may hold', () => {
    const bytes = noise(24 * 1024 * 1024, 7);
    const lengths = cutAll(bytes, gear, RAW_SIZES);
    const mean = bytes.byteLength / lengths.length;
    expect(mean).toBeGreaterThan(RAW_SIZES.mean * 0.7);
    expect(mean).toBeLessThan(RAW_SIZES.mean * 1.5);
    expect(RAW_SIZES.max).toBeLessThanOrEqual(MAX_CHUNK_BYTES);
  });
});
