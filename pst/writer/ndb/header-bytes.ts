import { pstCrc } from '../../ndb/crc.ts';
import type { PageRef } from '../../ndb/header.ts';
import { FIRST_MAP, writeId } from './map-pages.ts';

/** What the header of a new file says ([MS-PST] 2.2.2.6). */
export interface HeaderFields {
  /** 0 while the file is being written, 2 when it is whole. */
  readonly mapValid: 0 | 2;
  readonly fileEof: number;
  readonly lastMap: number;
  readonly freeBytes: number;
  readonly nodeRoot: PageRef;
  readonly blockRoot: PageRef;
  readonly nextPage: number;
  readonly nextBlock: number;
  /** Last index used per node type. */
  readonly lastIndexes: Uint32Array;
}

/** Indexes that a new file begins with: an item's node is above those of folders, whatever is added later. */
export function firstIndexes(): Uint32Array {
  const indexes = new Uint32Array(32).fill(0x400);
  indexes[3] = 0x4000;
  indexes[4] = 0x10000;
  indexes[8] = 0x8000;
  return indexes;
}

/** Everything before the first allocation map: the header and what is reserved after it; no DList. */
export function headerBytes(of: HeaderFields): Buffer {
  const bytes = Buffer.alloc(FIRST_MAP);
  bytes.write('!BDN', 0, 'latin1');
  bytes.write('SM', 8, 'latin1');
  bytes.writeUInt16LE(23, 10);
  bytes.writeUInt16LE(19, 12);
  bytes[14] = 1;
  bytes[15] = 1;
  bytes.writeUInt32LE(4, 24);
  bytes.writeUInt32LE(1, 28);
  writeId(bytes, of.nextPage, 32);
  bytes.writeUInt32LE(of.mapValid === 2 ? 2 : 1, 40);
  of.lastIndexes.forEach((index, type) => {
    bytes.writeUInt32LE(index, 44 + 4 * type);
  });
  const { nodeRoot, blockRoot } = of;
  const root = [of.fileEof, of.lastMap, of.freeBytes, 0, nodeRoot.bid, nodeRoot.ib, blockRoot.bid, blockRoot.ib];
  root.forEach((value, index) => {
    writeId(bytes, value, 184 + 8 * index);
  });
  bytes[248] = of.mapValid;
  bytes.fill(0xff, 256, 512);
  bytes[512] = 0x80;
  bytes[513] = 1;
  writeId(bytes, of.nextBlock, 516);
  bytes.writeUInt32LE(pstCrc(bytes.subarray(8, 479)), 4);
  bytes.writeUInt32LE(pstCrc(bytes.subarray(8, 524)), 524);
  return bytes;
}
