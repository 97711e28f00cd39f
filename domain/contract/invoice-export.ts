import type { InvoiceLine } from './invoice-line.ts';

/** Columns of `invoice-lines.csv`, in order (contract.md § 8.4); a billing tool may rely on their names. */
export const INVOICE_COLUMNS = [
  'lineId',
  'tenantId',
  'contractId',
  'kind',
  'clause',
  'reading',
  'packId',
  'quantity',
  'unit',
  'unitPriceCents',
  'amountCents',
  'vatRateBp',
  'periodStart',
  'periodEnd',
  'basisEventId',
  'proofHash',
  'status',
  'disputeBy',
  'textFr',
  'correctsLineId',
] as const satisfies readonly (keyof InvoiceLine)[];

const NAMES: Readonly<Record<string, string>> = { textFr: 'text_fr' };

/** The lines as CSV: UTF-8, `;`, RFC 4180 quoting, CRLF; text that a spreadsheet would run as a formula is defused. */
export function invoiceLinesCsv(lines: readonly InvoiceLine[]): string {
  const head = INVOICE_COLUMNS.map((name) => NAMES[name] ?? name).join(';');
  const rows = lines.map((line) => INVOICE_COLUMNS.map((name) => cell(line[name])).join(';'));
  return `${[head, ...rows].join('\r\n')}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
