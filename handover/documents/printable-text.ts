/**
 * Text from anywhere, made fit to be drawn: NFC, halves of characters become U+FFFD, line ends become `\n`, and every
 * character that would act on the line instead of being seen (controls, bidirectional overrides, zero-width joints, line
 * separators) or that no font shows is spelt out as `[U+202E]`. Nothing is dropped; what is longer than `max` characters is
 * cut, `cut` says so.
 */
export function printableText(
  text: string,
  options: { readonly max: number; readonly drawable: (codePoint: number) => boolean },
): { readonly text: string; readonly cut: boolean } {
  // Cutting first bounds the work: NFC never makes four characters out of one more than once in `max`.
  const head = text
    .slice(0, options.max * 4)
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, ' ');
  let out = '';
  let count = 0;
  for (const character of head) {
    if (count++ >= options.max) return { text: out, cut: true };
    out += isShown(character, options.drawable) ? character : spelt(character);
  }
  return { text: out, cut: head.length < text.length && text.length > options.max * 4 };
}

function isShown(character: string, drawable: (codePoint: number) => boolean): boolean {
  if (character === '\n') return true;
  return !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u.test(character) && drawable(character.codePointAt(0) ?? 0);
}

function spelt(character: string): string {
  // Spaces that the font lacks (U+202F between thousands, for one) are spaces all the same.
  if (/\p{Zs}/u.test(character)) return '\u00a0';
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
