/**
 * The papers of a contract's end: quote, receipt of a client's act, procès-verbal, certificate of erasure, export of
 * invoice lines.
 *
 * A document is made in two steps. A pure function puts plain facts into words and blocks (`quoteDocument` and its like give
 * a `DocumentTwin`); `printDocument` draws that twin, and only it, as a PDF (PDF/A-3b, tagged, fonts embedded) that carries
 * the twin as an attached JSON file and bears its SHA-256 on each page. Dates are arguments: the same facts give the same bytes.
 *
 * Every name is hostile: what no font shows or what would act on the line is spelt out, what is too long is cut with a note
 * that the attached file holds it whole, and no text leaves the page. Nothing is signed, stored, sent or decided here.
 */
export type { Block, SignatureBox } from './blocks.ts';
export { type Name, readingName, timerName } from './contract-names.ts';
export {
  type DocumentHead,
  type DocumentKind,
  type DocumentLanguage,
  type DocumentTwin,
  type Party,
  twinBytes,
} from './document.ts';
export { erasureCertificateDocument } from './erasure-certificate.ts';
export { documentError } from './errors.ts';
export { type Figures, figuresFor } from './figures.ts';
export { invoiceLinesJson } from './invoice-export.ts';
export { minutesDocument } from './minutes.ts';
export type { MinutesFacts } from './minutes-facts.ts';
export { type PrintedDocument, printDocument } from './print-document.ts';
export { type QuoteFacts, quoteDocument } from './quote.ts';
export { receiptDocument } from './receipt.ts';
export type { ReceiptAct, ReceiptFacts } from './receipt-facts.ts';
