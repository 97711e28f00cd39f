import { inflateSync } from 'node:zlib';
import type { FindingSink } from '../finding-sink.ts';
import type { PstEncoding } from '../model.ts';
import { pstCrc, signature } from './crc.ts';
import { codeCyclic, decodePermute } from './encoding.ts';
import { blockExtent, blockKey, isInternal, type Layout, readId } from './layout.ts';

/** An entry of the block B-tree ([MS-PST] 2.2.2.7.7.3). */
export interface BlockRef {
  /** As stored, bit 0 cleared. */
  readonly bid: number;
  readonly ib: number;
  /** Data bytes as stored in the file. */
  readonly stored: number;
  /** Data bytes after inflating; equal to `stored` except in 4-KB-page files. */
  readonly bytes: number;
  readonly refCount: number;
}

/** Parses the entry at `at` of a leaf page of the block tree. */
export function parseBlockRef(page: Buffer, at: number, layout: Layout): BlockRef {
  const width = layout.wide ? 8 : 4;
  const stored = page.readUInt16LE(at + 2 * width);
  const bytes = layout.deflates ? page.readUInt16LE(at + 2 * width + 2) : stored;
  return {
    bid: blockKey(readId(page, at, layout)),
    ib: readId(page, at + width, layout),
    stored,
    bytes,
    refCount: page.readUInt16LE(at + 2 * width + (layout.deflates ? 4 : 2)),
  };
}

/** Null, or what is wrong with where a block lies and how long it is. */
export function blockPlaceProblem(ref: BlockRef, size: number, layout: Layout): string | null {
  if (ref.ib % layout.blockAlign !== 0) return `is not aligned to ${layout.blockAlign} bytes`;
  if (ref.stored < 1 || ref.stored > layout.blockDataMax) return `claims ${ref.stored} data bytes`;
  if (ref.ib < layout.headerBytes || ref.ib + blockExtent(ref.stored, layout) > size) return 'lies outside the file';
  return null;
}

/** What a block's trailer says against its entry; `foreign`: these are the bytes of another block and must not be used. */
export interface BlockCheck {
  readonly foreign: string | null;
  readonly badSignature: boolean;
  readonly badCrc: boolean;
}

/** Checks the trailer of a block given with its whole extent ([MS-PST] 2.2.2.8.1). */
export function checkBlock(extent: Buffer, ref: BlockRef, layout: Layout): BlockCheck {
  const at = extent.length - layout.blockTrailerBytes;
  const [crc, bid] = layout.wide
    ? [extent.readUInt32LE(at + 4), readId(extent, at + 8, layout)]
    : [extent.readUInt32LE(at + 8), extent.readUInt32LE(at + 4)];
  const foreign =
    blockKey(bid) !== ref.bid
      ? `a block carries id ${bid} where ${ref.bid} is expected`
      : extent.readUInt16LE(at) !== ref.stored
        ? `a block is ${extent.readUInt16LE(at)} bytes long where ${ref.stored} are expected`
        : null;
  return {
    foreign,
    badSignature: extent.readUInt16LE(at + 2) !== signature(ref.ib, bid),
    badCrc: crc !== pstCrc(extent.subarray(0, ref.stored)),
  };
}

/** The data of a block as its writer gave it: decoded (external blocks only) and inflated. Throws PST_BLOCK when it does not inflate. */
export function blockData(extent: Buffer, ref: BlockRef, encoding: PstEncoding, sink: FindingSink): Buffer {
  const stored = extent.subarray(0, ref.stored);
  const plain = ref.bytes === ref.stored ? stored : inflate(stored, ref, sink);
  if (isInternal(ref.bid) || encoding === 'none') return plain;
  return encoding === 'permute' ? decodePermute(plain) : codeCyclic(plain, ref.bid);
}

function inflate(stored: Buffer, ref: BlockRef, sink: FindingSink): Buffer {
  let plain: Buffer;
  try {
    plain = inflateSync(stored, { maxOutputLength: ref.bytes });
  } catch {
    return sink.fail('PST_BLOCK', 'block', ref.ib, 'a compressed block cannot be inflated');
  }
  if (plain.length !== ref.bytes)
    sink.fail('PST_BLOCK', 'block', ref.ib, 'a compressed block inflates to another length');
  return plain;
}
