import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import golden from '../../test/golden/contract/fee.json' with { type: 'json' };
import { invoiceTotals } from './cents.ts';
import type { DataActScope, FeeReading } from './facts.ts';
import { FEE_READINGS, type FeeFacts, mailboxesCounted, reversibilityFee, tariffsFor } from './fee.ts';
import { dayNumber, type LocalDate, localDate, ofDayNumber } from './local-date.ts';
import { packs, rulePack } from './rule-pack.ts';

const facts = {
  mailboxes: 37,
  reading: 'F-prorata',
  scope: 'no',
  quoteOn: localDate('2026-11-20'),
  doneOn: null,
  invoiceOn: null,
  directCostCents: 90_000,
  waived: false,
} as const satisfies FeeFacts;

describe('the tariffs', () => {
  it.each(golden.tariffs)('for $mailboxes mailboxes', ({ mailboxes, ...expected }) => {
    expect(tariffsFor(mailboxes)).toEqual(expected);
  });

  it.each(golden.totals)('with VAT for $mailboxes under $reading', (vector) => {
    const { mailboxes, reading, vatRateBp, ...totals } = vector;
    const amountCents = tariffsFor(mailboxes)[reading as FeeReading];
    expect(invoiceTotals([{ amountCents, vatRateBp }])).toMatchObject(totals);
  });

  it.each(golden.net)('without VAT for $mailboxes under $reading', ({ mailboxes, reading, netCents }) => {
    expect(tariffsFor(mailboxes)[reading as FeeReading]).toBe(netCents);
  });

  it('grow with the mailboxes, in the same order, and meet at the whole tens (invariant 12)', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), (mailboxes) => {
        const now = tariffsFor(mailboxes);
        const next = tariffsFor(mailboxes + 1);
        for (const reading of FEE_READINGS) {
          expect(now[reading]).toBeGreaterThanOrEqual(0);
          expect(next[reading]).toBeGreaterThanOrEqual(now[reading]);
          expect(Number.isSafeInteger(now[reading])).toBe(true);
        }
        expect(now['F-complete']).toBeLessThanOrEqual(now['F-prorata']);
        expect(now['F-prorata']).toBeLessThanOrEqual(now['F-started']);
        expect(new Set(Object.values(now)).size === 1).toBe(mailboxes % 10 === 0);
      }),
    );
  });

  it('are not made for half a mailbox, nor beyond what can be counted', () => {
    for (const mailboxes of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER]) {
      expect(() => tariffsFor(mailboxes)).toThrow(RangeError);
    }
  });
});

describe('the fee', () => {
  it.each(golden.inScope)('scope $scope, invoiced $invoiceOn, is $amountCents', (vector) => {
    const fee = reversibilityFee({
      ...facts,
      scope: vector.scope as DataActScope,
      mailboxes: vector.mailboxes,
      quoteOn: localDate(vector.quoteOn),
      doneOn: localDate(vector.doneOn),
      invoiceOn: localDate(vector.invoiceOn),
      directCostCents: vector.directCostCents,
    });
    expect(fee.amountCents).toBe(vector.amountCents);
    expect(fee.status).toBe(vector.status ?? 'ready');
  });

  it('says which pack decided, and why nothing is charged', () => {
    const late = localDate('2027-01-12');
    const found = (change: Partial<FeeFacts>) => {
      const { zeroBecause, packId } = reversibilityFee({ ...facts, ...change });
      return [zeroBecause, packId];
    };
    expect(found({})).toEqual([null, 'contract-fr@1']);
    expect(found({ scope: 'unsure' })).toEqual([null, 'eu-2023-2854@2']);
    expect(found({ scope: 'yes', invoiceOn: late })).toEqual(['no-switching-charge', 'eu-2023-2854@3']);
    expect(found({ scope: 'yes', directCostCents: null })).toEqual(['no-cost-sheet', 'eu-2023-2854@2']);
    expect(found({ scope: 'yes', directCostCents: 0 })).toEqual(['no-cost', 'eu-2023-2854@2']);
    expect(found({ waived: true })).toEqual(['waived', 'contract-fr@1']);
    expect(found({ mailboxes: 0 })).toEqual(['no-mailbox', 'contract-fr@1']);
    expect(found({ mailboxes: 9, reading: 'F-complete' })).toEqual(['tariff-is-zero', 'contract-fr@1']);
  });

  it('in scope contains no transfer of data while the French law of the switch is in force', () => {
    const of = { ...facts, scope: 'yes', transferCostCents: 20_000 } as const;
    expect(reversibilityFee(of).amountCents).toBe(70_000);
    expect(reversibilityFee({ ...of, transferCostCents: 90_000 })).toMatchObject({
      amountCents: 0,
      zeroBecause: 'no-cost',
    });
    expect(reversibilityFee({ ...of, quoteOn: localDate('2025-11-16') }).amountCents).toBe(90_000);
  });

  it('in scope needs a day, out of scope none', () => {
    expect(() => reversibilityFee({ ...facts, scope: 'yes', quoteOn: null })).toThrow(RangeError);
    expect(reversibilityFee({ ...facts, quoteOn: null }).amountCents).toBe(133_200);
  });

  it('under a draft pack is a simulation that is never issued', () => {
    const draft = rulePack({
      ...packs.find(({ id }) => id === 'eu-2023-2854'),
      version: 9,
      status: 'draft',
      effectiveTo: null,
      rules: { switchingCharge: 'none' },
    });
    const of = { ...facts, scope: 'yes' } as const;
    const among = [...packs, draft];
    expect(reversibilityFee(of, { among })).toMatchObject({ amountCents: 90_000, status: 'ready' });
    expect(reversibilityFee(of, { among, simulate: true })).toMatchObject({ amountCents: 0, status: 'void' });
  });

  it('counts user mailboxes or all of them', () => {
    expect(mailboxesCounted('B-user', { user: 31, all: 37 })).toBe(31);
    expect(mailboxesCounted('B-all', { user: 31, all: 37 })).toBe(37);
  });
});

const first = dayNumber(localDate('2024-02-01'));
const date = fc.option(fc.integer({ min: first, max: first + 2000 }).map(ofDayNumber));
const anyFacts: fc.Arbitrary<FeeFacts> = fc.record({
  mailboxes: fc.nat({ max: 5000 }),
  reading: fc.constantFrom(...FEE_READINGS),
  scope: fc.constantFrom<DataActScope>('yes', 'unsure'),
  quoteOn: fc.integer({ min: first, max: first + 2000 }).map(ofDayNumber),
  doneOn: date,
  invoiceOn: date,
  directCostCents: fc.option(fc.nat({ max: 2_000_000 })),
  transferCostCents: fc.nat({ max: 2_000_000 }),
  waived: fc.boolean(),
});
const latest = (of: FeeFacts): LocalDate | undefined =>
  [of.quoteOn, of.doneOn, of.invoiceOn]
    .filter((one) => one !== null)
    .sort()
    .at(-1);

test('in scope or unsure there is no fee from 2027-01-12 on, whichever of the dates is the late one (invariant 13)', () => {
  fc.assert(
    fc.property(anyFacts, (of) => {
      if ((latest(of) ?? '') >= '2027-01-12') expect(reversibilityFee(of).amountCents).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test('in scope before that day the fee stays below the tariff and the documented cost (invariant 14)', () => {
  fc.assert(
    fc.property(anyFacts, (of) => {
      const { amountCents, tariffs } = reversibilityFee(of);
      expect(Number.isSafeInteger(amountCents) && amountCents >= 0).toBe(true);
      expect(amountCents).toBeLessThanOrEqual(Math.min(tariffs[of.reading], of.directCostCents ?? 0));
      const on = latest(of) ?? '';
      if (on < '2025-11-17') return;
      const transfer = of.transferCostCents ?? 0;
      expect(amountCents).toBeLessThanOrEqual(Math.max(0, (of.directCostCents ?? 0) - transfer));
    }),
    { numRuns: 1000 },
  );
});
