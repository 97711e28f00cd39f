import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padmeSize } from './padme.ts';

const size = fc.integer({ min: 2, max: 2 ** 45 });

describe('the Padmé size', () => {
  it('is never smaller, at most 12 % larger, and at most 3.2 % from a megabyte on', () => {
    fc.assert(
      fc.property(size, (bytes) => {
        const padded = padmeSize(bytes);
        expect(padded).toBeGreaterThanOrEqual(bytes);
        expect(padded).toBeLessThanOrEqual(bytes * 1.12);
        if (bytes >= 2 ** 20) expect(padded).toBeLessThanOrEqual(bytes * 1.032);
      }),
    );
  });

  it('grows with its argument and is its own size', () => {
    fc.assert(
      fc.property(size, size, (a, b) => {
        expect(padmeSize(padmeSize(a))).toBe(padmeSize(a));
        if (a <= b) expect(padmeSize(a)).toBeLessThanOrEqual(padmeSize(b));
      }),
    );
  });

  it('leaves few sizes for many lengths', () => {
    const sizes = new Set(Array.from({ length: 100_000 }, (_, i) => padmeSize(1_000_000 + i)));
    expect(sizes.size).toBeLessThan(10);
    expect([padmeSize(0), padmeSize(1), padmeSize(9), padmeSize(1000)]).toEqual([0, 1, 10, 1024]);
  });
});
