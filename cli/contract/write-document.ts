import { type DocumentTwin, printDocument } from '../../daemon/index.ts';
import { cliError } from '../errors.ts';
import { writeNewFile } from './write-new-file.ts';

/** What was written: the PDF, the JSON twin beside it, and the hashes of both. */
export interface WrittenDocument {
  readonly id: string;
  readonly pdf: string;
  readonly json: string;
  readonly pdfSha256: string;
  readonly jsonSha256: string;
  readonly pages: number;
}

/** Draws a document into FILE.pdf and its twin into FILE.json; neither may be there yet. */
export async function writeDocument(cwd: string, path: string, twin: DocumentTwin): Promise<WrittenDocument> {
  if (!/\.pdf$/i.test(path)) throw cliError('USAGE', `${JSON.stringify(path)} is no name of a PDF: it ends in .pdf`);
  const { pdf, json, pdfSha256, jsonSha256, pages } = await printDocument(twin);
  return {
    id: twin.head.id,
    pdf: await writeNewFile(cwd, path, pdf),
    json: await writeNewFile(cwd, path.replace(/\.pdf$/i, '.json'), json),
    pdfSha256,
    jsonSha256,
    pages,
  };
}
