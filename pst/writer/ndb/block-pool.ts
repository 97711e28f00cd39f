import { BLOCK_DATA_MAX } from './block-size.ts';

/** Buffers kept for use again: what one message with its attachments has open at a time; more would only lie there. */
const MOST_KEPT = 64;

/** Buffers of a block's length, used again and again: a million messages would otherwise leave 8 GB to be collected. */
export class BlockPool {
  readonly #free: Buffer[] = [];

  /** Zeros. */
  take(): Buffer {
    return this.#free.pop()?.fill(0) ?? Buffer.alloc(BLOCK_DATA_MAX);
  }

  /** Nobody may hold a view of `bytes` that is still used. */
  give(bytes: Buffer): void {
    if (this.#free.length < MOST_KEPT) this.#free.push(bytes);
  }
}
