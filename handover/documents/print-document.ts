import { sha256Hex } from '../../core/index.ts';
import { type DocumentTwin, twinBytes } from './document.ts';

export interface PrintedDocument {
  /** PDF/A-3b, tagged, with the JSON twin attached. */
  readonly pdf: Uint8Array;
  /** The JSON twin, the bytes that are attached. */
  readonly json: Uint8Array;
  readonly pdfSha256: string;
  readonly jsonSha256: string;
  readonly pages: number;
}

/** Draws a document. The same twin gives the same bytes, on any machine and at any time. */
export async function printDocument(twin: DocumentTwin): Promise<PrintedDocument> {
  const { bytes: json, sha256: jsonSha256 } = twinBytes(twin);
  // Loaded when the first document is drawn: most commands draw none, and the PDF library takes a while.
  const { drawDocument } = await import('./draw-document.ts');
  const { pdf, pages } = await drawDocument(twin, jsonSha256);
  return { pdf, json, pdfSha256: sha256Hex(pdf), jsonSha256, pages };
}
