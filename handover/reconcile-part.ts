import type { FrozenPart } from './package-model.ts';

/** Items of one folder in the three places that must agree (handover.md § 2). */
export interface FolderCounts {
  /** From the root of the PST. */
  readonly path: readonly string[];
  /** Null where the source gave no counts, or does not count such a folder. */
  readonly exchange: number | null;
  readonly pst: number;
  /** Associated items in the PST: counted apart, delivered inside it, no lines of `items.jsonl`. */
  readonly hidden: number;
  readonly delivered: number;
}

export interface Difference {
  readonly class: string;
  readonly folder: string | null;
  readonly count: number;
  readonly message: string;
}

export interface PartReconciliation {
  readonly differences: readonly Difference[];
  /** Sum of those of class `unexplained`: anything but 0 stops the hand-over. */
  readonly unexplained: number;
}

/** Explained differences and findings of this many folders are spelled out, the rest is summed up. */
const SPELLED_OUT = 200;

/**
 * What the night's own comparison said of the part, and the difference between the PST and what was delivered of it: items of
 * a damaged PST that nobody can read are `corrupt-at-source`, any other is `unexplained`.
 */
export function reconcilePart(
  part: Pick<FrozenPart, 'exceptions'>,
  folders: Iterable<Pick<FolderCounts, 'path' | 'pst' | 'delivered'>>,
): PartReconciliation {
  const isDamaged = part.exceptions.some((one) => one.class === 'damaged' || one.class === 'corrupt-at-source');
  const differences: Difference[] = [...part.exceptions];
  let listed = 0;
  let rest = 0;
  for (const { path, pst, delivered } of folders) {
    if (pst === delivered) continue;
    const count = Math.abs(pst - delivered);
    if (++listed > SPELLED_OUT) {
      rest += count;
      continue;
    }
    const message = `${pst} items in the PST, ${delivered} lines in items.jsonl`;
    differences.push({ class: classOf(isDamaged, pst > delivered), folder: path.join('/'), count, message });
  }
  if (rest > 0) {
    const message = `items in ${listed - SPELLED_OUT} more folders`;
    differences.push({ class: classOf(isDamaged, true), folder: null, count: rest, message });
  }
  const unexplained = differences.filter((one) => one.class === 'unexplained').reduce((sum, one) => sum + one.count, 0);
  return { differences, unexplained };
}

const classOf = (isDamaged: boolean, isFewer: boolean): string =>
  isDamaged && isFewer ? 'corrupt-at-source' : 'unexplained';
