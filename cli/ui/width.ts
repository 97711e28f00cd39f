const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE = /^(\p{Emoji_Presentation}|\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|\p{sc=Hangul}|[\uff01-\uff60])/u;
const PLAIN = /^[\u0020-\u007e]*$/;

/** Columns that a terminal uses for this text: two for East Asian wide characters and emoji, one for any other grapheme. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text itself where it fits, else its beginning and an ellipsis, at most `width` columns wide. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 1;
  let out = '';
  for (const { segment } of graphemes.segment(text)) {
    used += WIDE.test(segment) ? 2 : 1;
    if (used > width) break;
    out += segment;
  }
  return width < 1 ? '' : `${out}…`;
}

export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}
