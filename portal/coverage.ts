import type { ServedFile } from './views.ts';

/** Size of the parts that a bitmap speaks of: a client mends one part at a time, and 100 GB need 200 bytes. */
export const PART_BYTES = 64 * 1024 * 1024;

/** What was handed to sockets of one file: which bytes, how many in all, in how many answers. */
export interface Coverage {
  /** `length` bytes from `offset` left for a socket. */
  add(offset: number, length: number): void;
  answered(aborted: boolean): void;
  /** Since the last call, or null where nothing happened. */
  report(): ServedFile | null;
  readonly complete: boolean;
}

/** Pieces kept apart at once; beyond it the smallest gaps are kept and the smallest pieces forgotten: less is claimed, never more. */
const MOST_PIECES = 1000;

/** `size` in bytes. Pieces are kept exactly, so that a part fetched in two halves counts as fetched. */
export function createCoverage(file: string, size: number): Coverage {
  let pieces: (readonly [start: number, end: number])[] = [];
  let bytes = 0;
  let responses = 0;
  let aborted = 0;
  const complete = (): boolean => size === 0 || (pieces.length === 1 && pieces[0]?.[0] === 0 && pieces[0][1] === size);

  return {
    add: (offset, length) => {
      if (length <= 0) return;
      bytes += length;
      pieces = mergePieces(pieces, offset, offset + length);
      if (pieces.length > MOST_PIECES) pieces = dropSmallest(pieces);
    },
    answered: (wasAborted) => {
      responses += 1;
      if (wasAborted) aborted += 1;
    },
    report: () => {
      if (bytes === 0 && responses === 0) return null;
      const parts = Math.ceil(size / PART_BYTES);
      const covered = bitmap(pieces, size, parts).toString('base64');
      const report = { file, bytes, responses, aborted, parts, covered, complete: complete() };
      bytes = 0;
      responses = 0;
      aborted = 0;
      return report;
    },
    get complete() {
      return complete();
    },
  };
}

type Piece = readonly [start: number, end: number];

function mergePieces(pieces: readonly Piece[], start: number, end: number): Piece[] {
  const out: Piece[] = [];
  let [from, to] = [start, end];
  for (const piece of pieces) {
    if (piece[1] < from || piece[0] > to) out.push(piece);
    else {
      from = Math.min(from, piece[0]);
      to = Math.max(to, piece[1]);
    }
  }
  out.push([from, to]);
  return out.sort((a, b) => a[0] - b[0]);
}

function dropSmallest(pieces: readonly Piece[]): Piece[] {
  const smallest = pieces.reduce((least, one) => (one[1] - one[0] < least[1] - least[0] ? one : least));
  return pieces.filter((one) => one !== smallest);
}

function bitmap(pieces: readonly Piece[], size: number, parts: number): Buffer {
  const bits = Buffer.alloc(Math.ceil(parts / 8));
  for (let part = 0; part < parts; part++) {
    const [start, end] = [part * PART_BYTES, Math.min(size, (part + 1) * PART_BYTES)];
    if (pieces.some((one) => one[0] <= start && one[1] >= end))
      bits[part >> 3] = (bits[part >> 3] ?? 0) | (1 << (part & 7));
  }
  return bits;
}
