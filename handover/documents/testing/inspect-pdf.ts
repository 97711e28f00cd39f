import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PrintedDocument } from '../print-document.ts';

const run = promisify(execFile);

/** What other programs (poppler) read in a PDF. */
export interface Inspected {
  readonly text: string;
  readonly pages: number;
  /** Every font with whether it is embedded. */
  readonly fonts: readonly { readonly name: string; readonly embedded: boolean }[];
  /** Words that reach over the edge of the type area. */
  readonly outside: readonly string[];
  readonly attachments: readonly string[];
}

/** Gives the PDF to poppler's tools. */
export async function inspect(printed: PrintedDocument): Promise<Inspected> {
  const folder = await mkdtemp(join(tmpdir(), 'coffre-pdf-'));
  try {
    const path = join(folder, 'document.pdf');
    await writeFile(path, printed.pdf);
    const tool = async (name: string, ...args: string[]): Promise<string> =>
      (await run(name, args, { maxBuffer: 64 << 20 })).stdout;
    const boxes = await tool('pdftotext', '-bbox', path, '-');
    const fonts = (await tool('pdffonts', path)).split('\n').slice(2).filter(Boolean);
    return {
      text: await tool('pdftotext', '-layout', path, '-'),
      pages: [...boxes.matchAll(/<page /g)].length,
      fonts: fonts.map((line) => ({
        name: line.slice(0, 36).trim(),
        embedded: /\byes +(yes|no) +(yes|no) +\d+ +\d+$/.test(line.trimEnd()),
      })),
      outside: [...boxes.matchAll(/xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</g)]
        .filter(([, x0, y0, x1, y1]) => Number(x0) < 55 || Number(y0) < 20 || Number(x1) > 540.5 || Number(y1) > 825)
        .map(([, , , , , word]) => word ?? ''),
      attachments: (await tool('pdfdetach', '-list', path)).split('\n').slice(1).filter(Boolean),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
