import { pstWriterError } from '../errors.ts';
import type { BlockWriter } from './block-writer.ts';
import { writeId } from './map-pages.ts';

/** Entries of an SLBLOCK and of an SIBLOCK ([MS-PST] 2.2.2.8.3.3): what fits 8176 bytes. */
const MOST_ENTRIES = 340;
const MOST_CHILDREN = 510;

/** A subnode: its id within its node, its data and its own subnodes (0: none). */
export interface SubnodeEntry {
  readonly nid: number;
  readonly bidData: number;
  readonly bidSub: number;
}

/** The subnode tree of one node, of one level or two; 0 for no entries. Throws PSTWRITER_FULL above 173,400 entries. */
export async function writeSubnodes(
  blocks: BlockWriter,
  entries: readonly SubnodeEntry[],
  signal: AbortSignal,
): Promise<number> {
  if (entries.length === 0) return 0;
  if (entries.length > MOST_ENTRIES * MOST_CHILDREN) {
    throw pstWriterError('PSTWRITER_FULL', `${entries.length} large values or attachments hang on one item or table`);
  }
  const sorted = entries.toSorted((a, b) => a.nid - b.nid);
  const leaves: { nid: number; bid: number }[] = [];
  for (let at = 0; at < sorted.length; at += MOST_ENTRIES) {
    const part = sorted.slice(at, at + MOST_ENTRIES);
    const rows = part.map(({ nid, bidData, bidSub }) => [nid, bidData, bidSub]);
    leaves.push({ nid: part[0]?.nid ?? 0, bid: await blocks.write('internal', subnodeBlock(0, rows), signal) });
  }
  const only = leaves[0];
  if (leaves.length === 1 && only !== undefined) return only.bid;
  const rows = leaves.map(({ nid, bid }) => [nid, bid]);
  return blocks.write('internal', subnodeBlock(1, rows), signal);
}

function subnodeBlock(level: number, rows: readonly (readonly number[])[]): Buffer {
  const width = rows[0]?.length ?? 0;
  const block = Buffer.alloc(8 + 8 * width * rows.length);
  block[0] = 0x02;
  block[1] = level;
  block.writeUInt16LE(rows.length, 2);
  rows.flat().forEach((value, index) => {
    writeId(block, value, 8 + 8 * index);
  });
  return block;
}
