import { pstError } from '../errors.ts';

/** Reads of a file may add up to this many times its size, plus the allowance: a whole verification takes about 20 times. */
const FACTOR = 1024;
const ALLOWANCE_BYTES = 2 ** 28;

/** What a step costs, in bytes, on top of the bytes it reads: about what it takes in time. */
export const workCost = {
  /** One page of a B-tree on the way to an entry. */
  page: 64,
  /** A block that the cache holds. */
  cached: 128,
  /** A block from the source. */
  block: 1024,
  /** A block of a subnode tree: where small files unfold without end. */
  subnodes: 4096,
} as const;

/**
 * Bounds the work an open file may cause over its lifetime by its size. References may be shared and nested so that a file of 100 KB unfolds into
 * more blocks than there are atoms; smaller factors would hit a long-lived reader that lists folders again and again.
 */
export class WorkLimit {
  #left: number;

  constructor(size: number) {
    this.#left = size * FACTOR + ALLOWANCE_BYTES;
  }

  /** Throws PST_LIMIT, which salvage mode does not step over, when the file has used up what its size justifies. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw pstError('PST_LIMIT', 'reading the file takes far more work than its size justifies', {
        facts: { exhausted: true },
      });
    }
  }
}
