import { describe, expect, test } from 'vitest';
import { type ContractState, type ContractTerms, type FeeReading, foldContract } from '../../domain/index.ts';
import { contractTerms } from '../../test/fakes/contract-terms.ts';
import { type QuoteRequest, quoteOf } from './quote-of.ts';

const terms = contractTerms('2024-07-01');
const empty = foldContract('acme', []);
const stateWith = (change: Partial<ContractState> = {}, changed: Partial<ContractTerms> = {}): ContractState => ({
  ...empty,
  terms: { ...terms, ...changed },
  ...change,
});
const inScope = { dataAct: { ...terms.dataAct, scope: 'yes' as const } };
const request = (change: Partial<QuoteRequest> = {}): QuoteRequest => ({
  known: { user: 37, all: 41 },
  now: Date.parse('2026-11-20T10:00:00Z'),
  language: 'fr',
  route: 'medium',
  media: [],
  ...change,
});

describe('a quote for the hand-over', () => {
  test.each([
    ['F-complete', 3, 36_000, 108_000],
    ['F-prorata', 37, 3_600, 133_200],
    ['F-started', 4, 36_000, 144_000],
  ] as const)(
    '%s: quantity × unit is the amount of contract.md § 8.1',
    (reading: FeeReading, quantity, unitCents, totalCents) => {
      const quote = quoteOf(stateWith(), request({ reading }));
      expect(quote.lines).toMatchObject([{ clause: '17.2', quantity, unitCents, totalCents }]);
      expect(quote.fee.tariffs).toEqual({ 'F-complete': 108_000, 'F-prorata': 133_200, 'F-started': 144_000 });
      expect(quote.reduction).toBeNull();
    },
  );

  test('online it is free, and says so', () => {
    const quote = quoteOf(stateWith(), request({ route: 'online', language: 'en' }));
    expect(quote).toMatchObject({ totalCents: 0, reduction: 'the online hand-over is free.' });
  });

  test('under the Data Act it is held to the documented cost, and to nothing from 12 January 2027 on', () => {
    const withCost = stateWith({ directCostCents: 90_000 }, inScope);
    const before = quoteOf(withCost, request());
    expect(before.lines).toMatchObject([{ quantity: 1, unitCents: 90_000, totalCents: 90_000 }]);
    expect(before.reduction).toContain('coût direct');
    const after = quoteOf(withCost, request({ now: Date.parse('2027-01-12T10:00:00Z') }));
    expect(after).toMatchObject({ totalCents: 0, reduction: expect.stringContaining('12 janvier 2027') });
    expect(quoteOf(stateWith({}, inScope), request()).fee.zeroBecause).toBe('no-cost-sheet');
  });

  test('the mailboxes counted at the freeze replace those known today', () => {
    const handover = { ...empty.handover, userMailboxes: 10, allMailboxes: 12 };
    const quote = quoteOf(stateWith({ handover }), request());
    expect(quote.mailboxes).toEqual({ counted: 10, handedOver: 12, rule: 'B-user', final: true });
    expect(quote.totalCents).toBe(36_000);
  });

  test('media are at cost, their carriage apart, and only where one is wanted', () => {
    const media = [{ label: 'Disk', priceCents: 12_990, carriageCents: 1_850, invoiceSha256: null }];
    expect(quoteOf(stateWith(), request({ media })).totalCents).toBe(133_200 + 12_990 + 1_850);
    expect(quoteOf(stateWith(), request({ media, route: 'online' })).lines).toHaveLength(1);
  });

  test('without a signed contract there is no quote', () => {
    expect(() => quoteOf(empty, request())).toThrow(expect.objectContaining({ code: 'CONTRACT_NOT_SIGNED' }));
  });
});
