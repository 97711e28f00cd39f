import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sfntOf } from './woff.ts';

export type FontStyle = 'regular' | 'strong' | 'italic';

/** Characters that share one style and one font file. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

/** What of a PDF document the fonts need; PDFKit's documents are one. */
export interface FontUser {
  registerFont(name: string, source: Buffer): unknown;
  font(name: string): unknown;
  fontSize(size: number): unknown;
  widthOfString(text: string): number;
}

const FACES: Readonly<Record<FontStyle, string>> = {
  regular: '400-normal',
  strong: '600-normal',
  italic: '400-italic',
};
/** In this order: what the first lacks is looked for in the next. */
const SUBSETS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic', 'cyrillic-ext'] as const;

/**
 * Source Sans 3 (SIL Open Font License), every style in pieces by script. Splits text into runs that one piece can draw, so
 * that no character is ever missing in the PDF (PDF/A forbids the glyph of a missing one).
 */
export class Fonts {
  readonly #document: FontUser;
  readonly #covered = new Map<string, (codePoint: number) => boolean>();
  readonly #chosen = new Map<string, string | null>();

  constructor(document: FontUser) {
    this.#document = document;
    for (const style of Object.keys(FACES) as FontStyle[]) {
      for (const subset of SUBSETS) {
        const name = fontName(subset, style);
        document.registerFont(name, fontFile(name));
      }
    }
  }

  drawable(codePoint: number): boolean {
    return this.#fontFor('regular', codePoint) !== null;
  }

  runs(text: string, style: FontStyle): readonly Run[] {
    const runs: Run[] = [];
    for (const character of text) {
      const font = this.#fontFor(style, character.codePointAt(0) ?? 0) ?? fontName('latin', style);
      const last = runs.at(-1);
      if (last?.font === font) runs[runs.length - 1] = { font, text: last.text + character };
      else runs.push({ font, text: character });
    }
    return runs;
  }

  width(runs: readonly Run[], size: number): number {
    let width = 0;
    for (const run of runs) {
      this.#document.font(run.font);
      this.#document.fontSize(size);
      width += this.#document.widthOfString(run.text);
    }
    return width;
  }

  #fontFor(style: FontStyle, codePoint: number): string | null {
    const key = `${style}/${codePoint}`;
    const known = this.#chosen.get(key);
    if (known !== undefined) return known;
    const subset = SUBSETS.find((one) => this.#covers(one, style, codePoint));
    const font = subset === undefined ? null : fontName(subset, style);
    this.#chosen.set(key, font);
    return font;
  }

  #covers(subset: string, style: FontStyle, codePoint: number): boolean {
    const name = fontName(subset, style);
    let covers = this.#covered.get(name);
    if (covers === undefined) {
      this.#document.font(name);
      covers = coverageOf(this.#document);
      this.#covered.set(name, covers);
    }
    return covers(codePoint);
  }
}

/** Which characters the document's current font has. PDFKit keeps the parsed font in `_font.font` and shows it no other way. */
function coverageOf(document: FontUser): (codePoint: number) => boolean {
  const { _font } = document as unknown as {
    readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
  };
  const { font } = _font;
  return (codePoint) => font.hasGlyphForCodePoint(codePoint);
}

function fontName(subset: string, style: FontStyle): string {
  return `source-sans-3-${subset}-${FACES[style]}`;
}

/** Unpacked fonts of this process: eighteen files, three megabytes. */
const files = new Map<string, Buffer>();

function fontFile(name: string): Buffer {
  const known = files.get(name);
  if (known !== undefined) return known;
  const path = fileURLToPath(import.meta.resolve(`@fontsource/source-sans-3/files/${name}.woff`));
  const font = sfntOf(readFileSync(path));
  files.set(name, font);
  return font;
}
