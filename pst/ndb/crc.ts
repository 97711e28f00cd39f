import { crc32 } from 'node:zlib';

/** CRC-32 of [MS-PST] 5.3: reflected 0xEDB88320, initial value 0, no final inversion. One for headers, pages, blocks and passwords. */
export function pstCrc(bytes: Uint8Array): number {
  return (crc32(bytes, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** wSig of pages and blocks ([MS-PST] 5.5): binds an id to the place it is stored at. Both may be up to 2^53. */
export function signature(ib: number, bid: number): number {
  const x = (ib ^ bid) >>> 0;
  return (x >>> 16) ^ (x & 0xffff);
}
