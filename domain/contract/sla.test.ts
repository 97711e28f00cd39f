import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/periods.json' with { type: 'json' };
import { localDate } from './local-date.ts';
import { monthMs, slaCredit, slaCreditBp } from './sla.ts';

describe('a month', () => {
  it.each(golden.monthMs)('$month lasts $hours hours', ({ month, ms, hours }) => {
    expect(monthMs(month)).toBe(ms);
    expect(ms).toBe(hours * 3_600_000);
  });
});

describe('the credit', () => {
  const total = 2_674_800_000;

  it.each([
    ['nothing lost', 0, 0],
    ['exactly 99.9 %', 2_674_800, 0],
    ['a millisecond less', 2_674_801, 1000],
    ['exactly 99.0 %', 26_748_000, 1000],
    ['a millisecond less than 99.0 %', 26_748_001, 2500],
    ['no service at all', total, 2500],
  ])('at %s is %d ms down for %d basis points', (_, down, bp) => {
    expect(slaCreditBp(down, total)).toBe(bp);
  });

  const of = { priceCents: 9310, downMs: 2_674_801, totalMs: total, claimBy: localDate('2027-04-30') };

  it.each([
    ['claimed on the last day', of.claimBy, { creditCents: 931, creditBp: 1000, zeroBecause: null }],
    ['claimed a day late', localDate('2027-05-01'), { creditCents: 0, creditBp: 1000, zeroBecause: 'claimed-late' }],
    ['not claimed', null, { creditCents: 0, creditBp: 1000, zeroBecause: 'not-claimed' }],
  ])('%s', (_, claimedOn, credit) => {
    expect(slaCredit({ ...of, claimedOn })).toEqual(credit);
  });

  it('is nothing where the services were available, claimed or not', () => {
    expect(slaCredit({ ...of, downMs: 0, claimedOn: of.claimBy }).zeroBecause).toBe('available');
  });

  it('is not computed from a share that is none', () => {
    for (const down of [-1, total + 1, 0.5, Number.NaN]) expect(() => slaCreditBp(down, total)).toThrow(RangeError);
  });
});

test('more time down never gives less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_682_000_000 }), fc.nat({ max: 1_000_000 }), (down, more) => {
      const total = 2_682_000_000;
      expect(slaCreditBp(Math.min(total, down + more), total)).toBeGreaterThanOrEqual(slaCreditBp(down, total));
    }),
  );
});
