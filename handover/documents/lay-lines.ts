import type { FontStyle, Fonts, Run } from './fonts.ts';
import { printableText } from './printable-text.ts';

export interface Line {
  readonly runs: readonly Run[];
  readonly width: number;
}

export interface LineOptions {
  readonly style: FontStyle;
  readonly size: number;
  /** No line is wider. */
  readonly width: number;
  /** Characters shown at most; the rest is in the JSON twin, and the text says so. */
  readonly max: number;
  /** Said where the text was cut. */
  readonly cutMark: string;
}

/** Enough to know that a column of text is wide. */
const NATURAL_CHARACTERS = 120;
/** Wider than any page. */
const UNBROKEN = 10_000;

/** Breaks text into lines that fit: at spaces, and inside a word only where the word alone is too wide. */
export function layLines(fonts: Fonts, text: string, options: LineOptions): readonly Line[] {
  const shown = printableText(bound(text), { max: options.max, drawable: (codePoint) => fonts.drawable(codePoint) });
  const whole = shown.cut ? `${shown.text}… ${options.cutMark}` : shown.text;
  return whole.split('\n').flatMap((one) => layParagraph(fonts, one, options));
}

/** French puts a space inside guillemets and before double signs; no line is broken there. */
function bound(text: string): string {
  return text.replaceAll('« ', '«\u00a0').replace(/ (?=[»;:!?%])/g, '\u00a0');
}

/** The width of the text on one line. */
export function naturalWidth(fonts: Fonts, text: string, options: Omit<LineOptions, 'width'>): number {
  const max = Math.min(options.max, NATURAL_CHARACTERS);
  const lines = layLines(fonts, text, { ...options, max, cutMark: '', width: UNBROKEN });
  return lines.reduce((most, line) => Math.max(most, line.width), 0);
}

function layParagraph(fonts: Fonts, text: string, { style, size, width }: LineOptions): readonly Line[] {
  // A line never holds more characters than this: a word of thousands is broken without being measured as a whole.
  const most = Math.ceil((width / size) * 8);
  const fits = (part: string): boolean => part.length <= most && fonts.width(fonts.runs(part, style), size) <= width;
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (fits(longer)) {
      current = longer;
      continue;
    }
    if (current !== '') lines.push(current);
    current = word;
    while (!fits(current)) {
      const head = longestHead(current.slice(0, most), fits);
      lines.push(head);
      current = current.slice(head.length);
    }
  }
  lines.push(current);
  return lines.map((line) => {
    const runs = fonts.runs(line, style);
    return { runs, width: fonts.width(runs, size) };
  });
}

/** The longest beginning that fits, at least one character; found by halving, so that a word of thousands stays cheap. */
function longestHead(word: string, fits: (part: string) => boolean): string {
  const characters = Array.from(word);
  let low = 1;
  let high = characters.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(characters.slice(0, middle).join(''))) low = middle;
    else high = middle - 1;
  }
  return characters.slice(0, low).join('');
}
