import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { cents, invoiceTotals, share, vat } from './cents.ts';

test('an amount is a whole number of cents that can be counted', () => {
  for (const amount of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => cents(amount)).toThrow(RangeError);
  expect(Object.is(cents(-0), 0)).toBe(true);
  expect(() => share(Number.MAX_SAFE_INTEGER, 2, 1)).toThrow(RangeError);
  expect(() => share(1, 1, 0)).toThrow(RangeError);
});

it.each([
  [1, 1, 2, 1],
  [-1, 1, 2, -1],
  [149, 1, 100, 1],
  [150, 1, 100, 2],
  [-150, 1, 100, -2],
  [-149, 1, 100, -1],
  [9_007_199_254_740_991, 2000, 10_000, 1_801_439_850_948_198],
])('%d × %d / %d is %d', (amount, times, by, result) => {
  expect(share(amount, times, by)).toBe(result);
});

const lines = fc.array(
  fc.record({
    amountCents: fc.integer({ min: -10_000_000, max: 10_000_000 }),
    vatRateBp: fc.constantFrom(0, 550, 1000, 2000),
  }),
  { maxLength: 30 },
);

test('VAT is computed once per rate on the total of the invoice (invariant 16)', () => {
  fc.assert(
    fc.property(lines, (of) => {
      const { netCents, vatCents, grossCents, rates } = invoiceTotals(of);
      expect(netCents).toBe(of.reduce((sum, { amountCents }) => sum + amountCents, 0));
      expect(grossCents).toBe(netCents + vatCents);
      expect(rates.map(({ vatRateBp }) => vatRateBp)).toEqual(
        [...new Set(of.map((line) => line.vatRateBp))].sort((a, b) => a - b),
      );
      for (const { vatRateBp, netCents: net, vatCents: tax } of rates) {
        expect(Math.abs(tax * 10_000 - net * vatRateBp)).toBeLessThanOrEqual(5000);
        expect(Number.isSafeInteger(tax)).toBe(true);
      }
    }),
  );
});

test('three lines of a third each are taxed as their sum, and a credit undoes its charge', () => {
  const line = { amountCents: 333, vatRateBp: 2000 };
  // one by one they would give 67 each, 201 together
  expect(invoiceTotals([line, line, line]).vatCents).toBe(200);
  expect(vat(-333, 2000) + vat(333, 2000)).toBe(0);
});
