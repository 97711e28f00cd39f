import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/proration.json' with { type: 'json' };
import { dayNumber, localDate, ofDayNumber } from './local-date.ts';
import { lastMonth } from './proration.ts';

describe('the last month', () => {
  it.each(golden.vectors)('of $priceCents cents that ends $end', ({ priceCents, end, ...expected }) => {
    expect(lastMonth({ priceCents, end: localDate(end), reading: 'P-day' })).toEqual(expected);
  });

  it('is kept whole under P-none, and is whole on its last day', () => {
    const end = localDate('2027-04-12');
    expect(lastMonth({ priceCents: 9310, end, reading: 'P-none' })).toMatchObject({
      billedCents: 9310,
      creditCents: 0,
    });
    const last = localDate('2028-02-29');
    expect(lastMonth({ priceCents: 9310, end: last, reading: 'P-day' })).toMatchObject({
      billedCents: 9310,
      creditCents: 0,
    });
  });

  it('has no price below zero nor in parts of a cent', () => {
    for (const priceCents of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => lastMonth({ priceCents, end: localDate('2027-04-12'), reading: 'P-day' })).toThrow(RangeError);
    }
  });
});

test('billed and credit are whole cents that add up to the price, half-up, at any size (invariants 5, 16)', () => {
  const first = dayNumber(localDate('2020-01-01'));
  const ends = fc.integer({ min: first, max: first + 20_000 }).map(ofDayNumber);
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), ends, (priceCents, end) => {
      const { billedCents, creditCents, days, daysInMonth } = lastMonth({ priceCents, end, reading: 'P-day' });
      expect(Number.isSafeInteger(billedCents) && Number.isSafeInteger(creditCents)).toBe(true);
      expect(billedCents + creditCents).toBe(priceCents);
      // half-up: 2·price·days lies within (2·billed − 1, 2·billed + 1]·daysInMonth, the lower bound included
      const twice = 2n * BigInt(priceCents) * BigInt(days);
      const length = BigInt(daysInMonth);
      expect(twice >= (2n * BigInt(billedCents) - 1n) * length).toBe(true);
      expect(twice < (2n * BigInt(billedCents) + 1n) * length).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
