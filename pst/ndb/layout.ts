import type { PstFormat } from '../model.ts';

/**
 * Where things stand in each of the three on-disk variants: ANSI (wVer 14, 15), Unicode (23) and the 4-KB-page OST (36).
 * Offsets in bytes from the start of what holds them. Ids and offsets are 8 bytes where `wide`, else 4.
 */
export interface Layout {
  readonly format: PstFormat;
  readonly wide: boolean;
  readonly headerBytes: number;
  /** ROOT inside the header. */
  readonly rootAt: number;
  readonly sentinelAt: number;
  readonly encodingAt: number;
  readonly bidNextBlockAt: number;
  readonly pageBytes: number;
  /** Offset of ptype in a page; the CRC covers everything before it. */
  readonly pageTrailerAt: number;
  /** Offset of cEnt in a B-tree page; entries lie before it. */
  readonly pageMetaAt: number;
  /** cEnt and cEntMax are 2 bytes each instead of 1. */
  readonly wideCounts: boolean;
  readonly branchEntryBytes: number;
  readonly nodeEntryBytes: number;
  readonly blockEntryBytes: number;
  readonly blockAlign: number;
  readonly blockTrailerBytes: number;
  /** Most data bytes in one block; every block of a data tree but the last is this full. */
  readonly blockDataMax: number;
  /** Blocks may be stored deflated. */
  readonly deflates: boolean;
  /** Allocation maps are where this reader knows them to be. */
  readonly hasKnownMaps: boolean;
  /** Bytes before the entries of an SLBLOCK or SIBLOCK. */
  readonly subnodeHeaderBytes: number;
  /** Bits of a HID's index; the rest above is the block. */
  readonly heapIndexBits: number;
}

const unicode: Layout = {
  format: 'unicode',
  wide: true,
  headerBytes: 564,
  rootAt: 180,
  sentinelAt: 512,
  encodingAt: 513,
  bidNextBlockAt: 516,
  pageBytes: 512,
  pageTrailerAt: 496,
  pageMetaAt: 488,
  wideCounts: false,
  branchEntryBytes: 24,
  nodeEntryBytes: 32,
  blockEntryBytes: 24,
  blockAlign: 64,
  blockTrailerBytes: 16,
  blockDataMax: 8176,
  deflates: false,
  hasKnownMaps: true,
  subnodeHeaderBytes: 8,
  heapIndexBits: 11,
};

const ansi: Layout = {
  ...unicode,
  format: 'ansi',
  wide: false,
  headerBytes: 512,
  rootAt: 164,
  sentinelAt: 460,
  encodingAt: 461,
  bidNextBlockAt: 24,
  pageTrailerAt: 500,
  pageMetaAt: 496,
  branchEntryBytes: 12,
  nodeEntryBytes: 16,
  blockEntryBytes: 12,
  blockTrailerBytes: 12,
  blockDataMax: 8180,
  subnodeHeaderBytes: 4,
};

const unicode4k: Layout = {
  ...unicode,
  format: 'unicode4k',
  pageBytes: 4096,
  pageTrailerAt: 4072,
  pageMetaAt: 4056,
  wideCounts: true,
  blockAlign: 512,
  blockTrailerBytes: 24,
  blockDataMax: 65_512,
  deflates: true,
  hasKnownMaps: false,
  heapIndexBits: 14,
};

/** The layout of a wVer, or null for one this library does not know. */
export function layoutOfVersion(version: number): Layout | null {
  if (version === 14 || version === 15) return ansi;
  if (version === 23) return unicode;
  if (version === 36) return unicode4k;
  return null;
}

/** An id or offset of the layout's width. Above 2^53 the number is not exact; callers compare it with what bounds it. */
export function readId(bytes: Buffer, at: number, layout: Layout): number {
  return layout.wide ? bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 0x1_0000_0000 : bytes.readUInt32LE(at);
}

/** How many bytes a block with `stored` data bytes takes in the file. */
export function blockExtent(stored: number, layout: Layout): number {
  return Math.ceil((stored + layout.blockTrailerBytes) / layout.blockAlign) * layout.blockAlign;
}

/** Bit 1 of a BID: the block holds references (X, XX, SL, SI) and is never encoded. */
export function isInternal(bid: number): boolean {
  return (bid & 2) !== 0;
}

/** A BID as B-trees key it: bit 0 is reserved and cleared before a lookup ([MS-PST] 2.2.2.2). */
export function blockKey(bid: number): number {
  return bid % 2 === 1 ? bid - 1 : bid;
}
