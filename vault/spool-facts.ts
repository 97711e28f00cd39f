import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Facts are small by contract; a stream that is not is refused before it fills the spool. */
const FACTS_LIMIT = 4 * 1024 ** 3;

/** Writes a stream to a new file, so that it can be read as often as needed; gives its size and hash. */
export async function spoolFacts(
  path: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of content) {
      signal.throwIfAborted();
      bytes += piece.byteLength;
      if (bytes > FACTS_LIMIT) throw new RangeError(`facts of more than ${FACTS_LIMIT} bytes`);
      hash.update(piece);
      await file.writeFile(piece);
    }
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}
