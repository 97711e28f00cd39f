import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type ChunkSizes, nextCut } from './chunker.ts';

/** Read window; several chunks of the largest size, so that little is moved. */
const WINDOW_BYTES = 4 * 1024 * 1024;

export interface CutRequest {
  readonly gear: Int32Array;
  readonly sizes: ChunkSizes;
  readonly signal: AbortSignal;
  /** Stops as soon as the file turns out longer. */
  readonly limit: number;
  /** One chunk; valid only until the promise resolves. */
  readonly onChunk: (chunk: Uint8Array) => void | Promise<void>;
}

/** Reads a file once, in one window of memory, and hands its chunks over in order. Gives its size and SHA-256 as read. */
export async function cutFile(
  path: string,
  request: CutRequest,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const { gear, sizes, signal, limit, onChunk } = request;
  const file = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const window = Buffer.allocUnsafe(WINDOW_BYTES);
    let [start, end, bytes, last] = [0, 0, 0, false];
    while (!last || start < end) {
      window.copyWithin(0, start, end);
      end -= start;
      start = 0;
      while (!last && end < window.byteLength) {
        const { bytesRead } = await file.read(window, end, window.byteLength - end, null);
        last = bytesRead === 0;
        end += bytesRead;
      }
      for (;;) {
        signal.throwIfAborted();
        const length = start < end ? nextCut(window, start, end, { gear, sizes, last }) : 0;
        if (length === 0) break;
        const chunk = window.subarray(start, start + length);
        hash.update(chunk);
        bytes += length;
        if (bytes > limit) return { bytes, sha256: '' };
        await onChunk(chunk);
        start += length;
      }
    }
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
