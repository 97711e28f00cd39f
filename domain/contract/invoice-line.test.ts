import { describe, expect, it } from 'vitest';
import { INVOICE_COLUMNS, invoiceLinesCsv } from './invoice-export.ts';
import { type InvoiceLine, lineProblems } from './invoice-line.ts';
import { type LocalDate, localDate } from './local-date.ts';

const line: InvoiceLine = {
  lineId: 'l-1',
  tenantId: 'acme',
  contractId: 'c-1',
  kind: 'reversibility',
  clause: '17.2',
  reading: 'F-prorata',
  packId: 'contract-fr@1',
  quantity: 37,
  unit: 'mailbox',
  unitPriceCents: 3600,
  amountCents: 133_200,
  vatRateBp: 2000,
  periodStart: null,
  periodEnd: null,
  basisEventId: 'e-1',
  proofHash: 'a'.repeat(64),
  status: 'ready',
  disputeBy: localDate('2027-03-16'),
  textFr: 'Réversibilité, 37 boîtes mails',
  correctsLineId: null,
};

describe('a line', () => {
  it('that is sound has no problem', () => {
    expect(lineProblems(line)).toEqual([]);
    const day = localDate('2027-04-01');
    expect(lineProblems({ ...line, periodStart: day, periodEnd: day })).toEqual([]);
    const credit = {
      ...line,
      kind: 'subscription-credit',
      quantity: 1,
      unitPriceCents: -5586,
      amountCents: -5586,
    } as const;
    expect(lineProblems(credit)).toEqual([]);
  });

  it.each([
    ['no clause', { clause: '' }],
    ['a blank basis', { basisEventId: ' ' }],
    ['no proof', { proofHash: '' }],
    ['a sum that is another', { amountCents: 133_201 }],
    ['parts of a cent', { quantity: 1, unitPriceCents: 0.5, amountCents: 0.5 }],
    ['a quantity of half', { quantity: 0.5, unitPriceCents: 2, amountCents: 1 }],
    ['a rate above 100 %', { vatRateBp: 10_001 }],
    ['a charge below zero that corrects nothing', { quantity: 1, unitPriceCents: -1, amountCents: -1 }],
    ['a credit above zero', { kind: 'sla-credit' }],
    [
      'a period that ends before it starts',
      { periodStart: localDate('2027-04-02'), periodEnd: localDate('2027-04-01') },
    ],
    ['a day that is none', { disputeBy: '2027-02-30' as LocalDate }],
    ['itself to correct', { correctsLineId: 'l-1' }],
    ['a penalty never disclosed', { kind: 'penalty' }],
  ] as const)('with %s is not exported', (_, change) => {
    expect(lineProblems({ ...line, ...change }).length).toBeGreaterThan(0);
  });

  it('that corrects another may be below zero, and a disclosed penalty stands alone', () => {
    const correction = { ...line, correctsLineId: 'l-0', quantity: 1, unitPriceCents: -3600, amountCents: -3600 };
    expect(lineProblems(correction)).toEqual([]);
    expect(lineProblems({ ...line, kind: 'penalty', disclosedOn: localDate('2024-01-01') })).toEqual([]);
  });
});

describe('the CSV of lines', () => {
  const rows = (of: readonly InvoiceLine[]) => invoiceLinesCsv(of).split('\r\n');

  it('names its columns and keeps empty what is not known', () => {
    const [head, row, end] = rows([line]);
    expect(head?.split(';')).toEqual(INVOICE_COLUMNS.map((name) => (name === 'textFr' ? 'text_fr' : name)));
    expect(row).toBe(
      `l-1;acme;c-1;reversibility;17.2;F-prorata;contract-fr@1;37;mailbox;3600;133200;2000;;;e-1;${'a'.repeat(64)};ready;2027-03-16;Réversibilité, 37 boîtes mails;`,
    );
    expect(end).toBe('');
  });

  it('quotes what would break a row and defuses what a spreadsheet would run', () => {
    const hostile = { ...line, textFr: 'a;b "c"\r\nd', unit: '=HYPERLINK("x")', tenantId: '-1+1', amountCents: -5 };
    const text = invoiceLinesCsv([hostile]);
    expect(text).toContain('"a;b ""c""\r\nd"');
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain(`l-1;'-1+1;`);
    // amounts are numbers and stay so
    expect(text).toContain(';3600;-5;2000;');
  });
});
