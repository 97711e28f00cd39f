/** Names that somebody else chose, for tests of whatever shows names: markup, line ends, escapes, overrides, halves. */
export const hostileStrings: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '</td></tr></table><h1>All is well</h1>',
  '<!-- ',
  ']]>&lt;&amp;&#0;',
  'a\r\nBcc: evil@example.org\r\n\r\nbody',
  'line\nTotal  99  0  0',
  '\u001b[2J\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0000\u0008\u007f',
  'abc\u202egnp.exe',
  'zero\u200bwidth\u2066x\u2069',
  '\u2028\u2029',
  '\ud800 half',
  'Z\u0338\u0337\u0336'.repeat(500),
  '👩‍👩‍👧‍👦'.repeat(300),
  'x'.repeat(100_000),
];

/** The tags of a page in order with their attributes: data that stays data does not change them. */
export function markup(html: string): readonly string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

/** The characters that must not reach a reader: controls but line ends, format characters, lone surrogates. */
export function checkable(text: string): string {
  const found = text.match(/[\p{Cc}\p{Cf}\u2028\u2029]/gu) ?? [];
  return found.filter((one) => one !== '\n').join('') + (text.isWellFormed() ? '' : 'half a character');
}
