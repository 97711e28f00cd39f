/**
 * Text from outside, made fit for one line of a message: control and format characters (line ends, escapes, bidirectional
 * overrides, zero-width joints) become spaces, halves of characters become U+FFFD, spaces are joined, and what is longer
 * than `max` characters ends in an ellipsis. Markup is not its business: the renderers escape.
 */
export function printable(text: string, max: number): string {
  // Cutting first bounds the work; eight UTF-16 units per wanted character leave room for what is removed.
  const clean = text
    .slice(0, max * 8)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029 ]+/gu, ' ')
    .trim();
  const characters = Array.from(clean);
  if (characters.length <= max) return clean;
  return `${characters.slice(0, max - 1).join('')}…`;
}
