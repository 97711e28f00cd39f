import { canonicalJson } from '../../core/index.ts';
import type { InvoiceLine } from '../../domain/index.ts';
import { plainJson } from './document.ts';

/** Invoice lines as one canonical JSON document, with the currency of its amounts; the CSV is `invoiceLinesCsv` of `domain`. */
export function invoiceLinesJson(lines: readonly InvoiceLine[]): string {
  return `${canonicalJson({ schema: 'coffre-invoice-lines@1', currency: 'EUR', lines: lines.map(plainJson) })}\n`;
}
