/** Longer lines are none of ours: the longest holds ten thousand attachments and the deepest folder. */
const LONGEST = 64 * 1024 * 1024;

/**
 * The lines of a UTF-8 stream, each without its LF. A line above the limit comes cut to it, so that it reads as no line of
 * ours; text after the last LF is a line too, with `ended` false.
 */
export async function* textLines(
  content: AsyncIterable<Uint8Array>,
  longest = LONGEST,
): AsyncGenerator<{ readonly text: string; readonly ended: boolean }> {
  let held: Uint8Array[] = [];
  let size = 0;
  const keep = (piece: Uint8Array): void => {
    if (size < longest && piece.byteLength > 0) held.push(piece.slice(0, longest - size));
    size += piece.byteLength;
  };
  const take = (): string => {
    const text = Buffer.concat(held).toString('utf8');
    held = [];
    size = 0;
    return text;
  };
  for await (const piece of content) {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      keep(piece.subarray(start, end));
      start = end + 1;
      yield { text: take(), ended: true };
    }
    keep(piece.subarray(start));
  }
  if (size > 0) yield { text: take(), ended: false };
}
