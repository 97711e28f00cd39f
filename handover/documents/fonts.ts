import { fileURLToPath } from 'node:url';

export type FontStyle = 'regular' | 'strong' | 'italic';

/** Characters that share one style and one font file. */
export interface Run {
  readonly font: string;
  readonly text: string;
}

/** What of a PDF document the fonts need; PDFKit's documents are one. */
export interface FontUser {
  font(path: string): unknown;
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
  }

  drawable(codePoint: number): boolean {
    return this.#fontFor('regular', codePoint) !== null;
  }

  runs(text: string, style: FontStyle): readonly Run[] {
    const runs: Run[] = [];
    for (const character of text) {
      const font = this.#fontFor(style, character.codePointAt(0) ?? 0) ?? fontPath('latin', style);
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
    const font = subset === undefined ? null : fontPath(subset, style);
    this.#chosen.set(key, font);
    return font;
  }

  #covers(subset: string, style: FontStyle, codePoint: number): boolean {
    const path = fontPath(subset, style);
    let covers = this.#covered.get(path);
    if (covers === undefined) {
      this.#document.font(path);
      covers = coverageOf(this.#document);
      this.#covered.set(path, covers);
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

function fontPath(subset: string, style: FontStyle): string {
  const name = `source-sans-3-${subset}-${FACES[style]}.woff`;
  return fileURLToPath(import.meta.resolve(`@fontsource/source-sans-3/files/${name}`));
}

/** The font that a document starts with: without one PDFKit takes Helvetica, which it does not embed. */
export const firstFont: string = fontPath('latin', 'regular');
