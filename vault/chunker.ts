/**
 * FastCDC with normalised cutting (Xia et al., USENIX ATC 2016), level 2: a strict mask before the mean, a loose one
 * after it. Int32 arithmetic only. These numbers are part of the format: another value stores every mailbox anew.
 */
export interface ChunkSizes {
  /** Never cut before: smaller and the index outgrows what it saves. */
  readonly min: number;
  /** Power of two. */
  readonly mean: number;
  /** Always cut here: a frame must fit MAX_CHUNK_BYTES. */
  readonly max: number;
}

/** Files as they are (`raw@1`): 2 000 chunks a gigabyte; a change costs about one of them. */
export const RAW_SIZES: ChunkSizes = { min: 128 * 1024, mean: 512 * 1024, max: 1024 * 1024 };

/** No chunk is larger, whatever cut it; what claims to be is refused before anything is allocated. */
export const MAX_CHUNK_BYTES = 1024 * 1024;

/** A mask of the top `bits` bits: they depend on the most bytes. */
function topBits(bits: number): number {
  return bits === 0 ? 0 : (-1 << (32 - bits)) | 0;
}

/**
 * Length of the chunk that starts at `from`, or 0 when more bytes are needed to tell. `end` is where the bytes known so
 * far end; with `last` nothing follows them.
 */
export function nextCut(
  bytes: Uint8Array,
  from: number,
  end: number,
  cut: { readonly gear: Int32Array; readonly sizes: ChunkSizes; readonly last: boolean },
): number {
  const { gear, sizes, last } = cut;
  const have = end - from;
  if (have < sizes.max && !last) return 0;
  if (have <= sizes.min) return have;
  const level = Math.log2(sizes.mean);
  const strict = topBits(level + 2);
  const loose = topBits(level - 2);
  const stop = from + Math.min(have, sizes.max);
  const middle = Math.min(stop, from + sizes.mean);
  let hash = 0;
  let at = from + sizes.min;
  for (; at < middle; at++) {
    hash = ((hash << 1) + gear[bytes[at]!]!) | 0;
    if ((hash & strict) === 0) return at + 1 - from;
  }
  for (; at < stop; at++) {
    hash = ((hash << 1) + gear[bytes[at]!]!) | 0;
    if ((hash & loose) === 0) return at + 1 - from;
  }
  return stop - from;
}
