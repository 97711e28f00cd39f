import type { ByteSource } from '../byte-source.ts';
import { type BlockRef, blockData, blockPlaceProblem, checkBlock } from '../ndb/block.ts';
import { blockExtent, isInternal } from '../ndb/layout.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';
import { workCost } from '../ndb/work-limit.ts';
import type { BlockTable } from './block-table.ts';

/** Blocks are read in pieces of this much: smaller ones cost system calls, larger ones memory. */
const PIECE_BYTES = 2 ** 20;

/**
 * Level 3: every block of the block tree, reachable or not, in the order of the file: place, size, overlap, trailer, checksum. Bad ones are marked
 * in the table; the data of every sound reference block goes to `on.references`.
 */
export async function checkBlocks(
  db: NodeDatabase,
  source: ByteSource,
  blocks: BlockTable,
  on: {
    readonly bytes: (bytes: number) => void;
    readonly references: (order: number, data: Buffer) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { layout } = db.header;
  const { sink } = db;
  const order = blocks.byPlace();
  let end = 0;
  let piece: { start: number; bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  for (let index = 0; index < order.length; index++) {
    const at = order[index] ?? 0;
    const ref = blocks.ref(at);
    const length = blockExtent(ref.stored, layout);
    db.limit.spend(length + workCost.page);
    const problem = blockPlaceProblem(ref, source.size, layout);
    if (problem !== null) {
      sink.error('PST_BLOCK', 'block', ref.ib, `block ${ref.bid} ${problem}`);
      blocks.markBad(at);
      continue;
    }
    if (ref.ib < end) {
      sink.error('PST_BLOCK', 'block', ref.ib, `block ${ref.bid} overlaps the block before it`);
      blocks.markBad(at);
    }
    end = Math.max(end, ref.ib + length);
    if (ref.ib + length > piece.start + piece.bytes.length) {
      const wanted = pieceEnd(blocks, order, index, source.size, layout) - ref.ib;
      const bytes = await source.read(ref.ib, wanted, signal);
      piece = { start: ref.ib, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
      on.bytes(bytes.byteLength);
    }
    const extent = piece.bytes.subarray(ref.ib - piece.start, ref.ib - piece.start + length);
    if (extent.length < length) {
      sink.error('PST_TRUNCATED', 'block', ref.ib, 'the file ends inside a block');
      blocks.markBad(at);
    } else if (!passes(db, extent, ref)) blocks.markBad(at);
    else if (isInternal(ref.bid)) {
      const { encoding } = db.header;
      const data = await sink.salvage<Buffer | null>(async () => blockData(extent, ref, encoding, sink), null);
      if (data === null) blocks.markBad(at);
      else on.references(at, data);
    }
  }
}

/** Where a piece beginning with block `index` ends: after the last block that lies near and whole in it. */
function pieceEnd(
  blocks: BlockTable,
  order: Uint32Array,
  index: number,
  size: number,
  layout: NodeDatabase['header']['layout'],
): number {
  const start = blocks.ref(order[index] ?? 0).ib;
  let end = start;
  for (let next = index; next < order.length; next++) {
    const ref = blocks.ref(order[next] ?? 0);
    const refEnd = ref.ib + blockExtent(ref.stored, layout);
    if (next > index && (refEnd - start > PIECE_BYTES || ref.ib - end > PIECE_BYTES / 16)) break;
    end = Math.max(end, refEnd);
  }
  return Math.min(end, size);
}

function passes(db: NodeDatabase, extent: Buffer, ref: BlockRef): boolean {
  const { sink } = db;
  const check = checkBlock(extent, ref, db.header.layout);
  if (check.foreign !== null) sink.error('PST_BLOCK', 'block', ref.ib, check.foreign);
  else {
    if (check.badSignature) sink.error('PST_BLOCK', 'block', ref.ib, `block ${ref.bid} fails its signature`);
    if (check.badCrc) sink.error('PST_CRC', 'block', ref.ib, `block ${ref.bid} fails its checksum`);
  }
  return check.foreign === null && !check.badSignature && !check.badCrc;
}
