import { pstCrc, signature } from '../../ndb/crc.ts';
import { pageType } from '../../ndb/page.ts';

/** Where the first allocation map (AMap) lies ([MS-PST] 2.2.2.7.2). */
export const FIRST_MAP = 0x4400;
export const PAGE_BYTES = 512;
/** The smallest piece of space: one bit of an AMap. */
export const UNIT_BYTES = 64;
/** Bytes of bits in one AMap. */
export const MAP_BITS_BYTES = 496;
/** What one AMap accounts for, itself included. */
export const SECTION_BYTES = MAP_BITS_BYTES * 8 * UNIT_BYTES;

/** ptype of an FPMap page, which readers have no use for. */
const FREE_PAGE_MAP = 0x85;

export interface MapPage {
  /** From the start of the section. */
  readonly offset: number;
  readonly type: number;
}

/**
 * The map pages of section `index`, the AMap first: a PMap in every 8th, an FMap in section 128 and every 496 further ([MS-PST] 2.2.2.7.5), an
 * FPMap in section 8192 and every 31,744 further (2.2.2.7.6). Readings of the last one's place differ by 512 bytes: both
 * places get one, so that whoever looks finds a sound page.
 */
export function mapPages(index: number): readonly MapPage[] {
  const pages: MapPage[] = [{ offset: 0, type: pageType.allocationMap }];
  if (index % 8 === 0) pages.push({ offset: PAGE_BYTES, type: pageType.pageMap });
  if (index >= 128 && (index - 128) % 496 === 0) pages.push({ offset: 2 * PAGE_BYTES, type: pageType.freeMap });
  if (index >= 8192 && (index - 8192) % 31_744 === 0) {
    pages.push({ offset: 2 * PAGE_BYTES, type: FREE_PAGE_MAP }, { offset: 3 * PAGE_BYTES, type: FREE_PAGE_MAP });
  }
  return pages;
}

/** Gives a page of 512 bytes its trailer ([MS-PST] 2.2.2.7.1). Map pages have their own offset as id and no signature. */
export function sealPage(page: Buffer, type: number, ib: number, bid: number = ib): void {
  const isTree = type === pageType.blockTree || type === pageType.nodeTree;
  page[MAP_BITS_BYTES] = type;
  page[MAP_BITS_BYTES + 1] = type;
  page.writeUInt16LE(isTree ? signature(ib, bid) : 0, 498);
  page.writeUInt32LE(pstCrc(page.subarray(0, MAP_BITS_BYTES)), 500);
  writeId(page, bid, 504);
}

/** An id or offset of 8 bytes; up to 2^53. */
export function writeId(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32LE(value >>> 0, at);
  bytes.writeUInt32LE(Math.floor(value / 0x1_0000_0000), at + 4);
}
