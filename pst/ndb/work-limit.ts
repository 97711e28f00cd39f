import { pstError } from '../errors.ts';

/** Reads of a file may add up to this many times its size, plus the allowance: a whole verification needs about 4 times. */
const FACTOR = 256;
const ALLOWANCE_BYTES = 2 ** 30;
/** What one read costs on top of its bytes: a block of 20 bytes is no less work than one of 1,000. */
const COST_PER_READ = 1024;

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
    this.#left -= bytes + COST_PER_READ;
    if (this.#left < 0) {
      throw pstError('PST_LIMIT', 'reading the file takes far more work than its size justifies', {
        facts: { exhausted: true },
      });
    }
  }
}
