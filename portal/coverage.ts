/** Size of the parts that a bitmap speaks of: a client mends one part at a time, and 100 GB need 200 bytes. */
export const PART_BYTES = 64 * 1024 * 1024;

/** Which bytes of one file were handed to sockets, over all sessions of this process. */
export interface Coverage {
  readonly parts: number;
  /** `length` bytes from `offset` left for a socket. */
  add(offset: number, length: number): void;
  /** First part in the lowest bit of the first byte; set where every byte of the part was handed out. */
  bitmap(): Uint8Array;
  complete(): boolean;
}

type Piece = readonly [start: number, end: number];

/** Pieces kept apart at once; beyond it the smallest is forgotten: less is claimed, never more. */
const MOST_PIECES = 1000;

/** `size` in bytes. Pieces are kept exactly, so that a part fetched in two halves counts as fetched. */
export function createCoverage(size: number): Coverage {
  const parts = Math.ceil(size / PART_BYTES);
  let pieces: readonly Piece[] = [];
  const holds = (start: number, end: number): boolean => pieces.some((one) => one[0] <= start && one[1] >= end);

  return {
    parts,
    add: (offset, length) => {
      if (length <= 0) return;
      pieces = merge(pieces, offset, offset + length);
      if (pieces.length > MOST_PIECES) pieces = withoutSmallest(pieces);
    },
    bitmap: () => {
      const bits = new Uint8Array(Math.ceil(parts / 8));
      for (let part = 0; part < parts; part++) {
        const covered = holds(part * PART_BYTES, Math.min(size, (part + 1) * PART_BYTES));
        if (covered) bits[part >> 3] = (bits[part >> 3] ?? 0) | (1 << (part & 7));
      }
      return bits;
    },
    complete: () => size === 0 || holds(0, size),
  };
}

function merge(pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  const apart: Piece[] = [];
  let [from, to] = [start, end];
  for (const piece of pieces) {
    if (piece[1] < from || piece[0] > to) {
      apart.push(piece);
      continue;
    }
    from = Math.min(from, piece[0]);
    to = Math.max(to, piece[1]);
  }
  return [...apart, [from, to] as const];
}

function withoutSmallest(pieces: readonly Piece[]): readonly Piece[] {
  const smallest = pieces.reduce((least, one) => (one[1] - one[0] < least[1] - least[0] ? one : least));
  return pieces.filter((one) => one !== smallest);
}
