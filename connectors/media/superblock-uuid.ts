/** How much of a volume's beginning `superblockUuid` looks at. */
export const SUPERBLOCK_BYTES = 4096;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** As RFC 9562 writes it. */
function dashed(bytes: Uint8Array): string {
  const text = hex(bytes);
  return [0, 8, 12, 16, 20].map((from, at, all) => text.slice(from, all[at + 1] ?? 32)).join('-');
}

/** A FAT or exFAT volume number, stored little-endian: `1A2B-3C4D`. */
function volumeNumber(bytes: Uint8Array): string {
  const text = hex(Uint8Array.from(bytes).reverse()).toUpperCase();
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/**
 * The identity of a file system from its first 4096 bytes, spelt as `blkid` does; null for one that is not known here.
 * ext2–4: kernel documentation, "Super Block" · XFS: "Superblocks" of the XFS Algorithms & Data Structures · exFAT
 * specification § 3.1 · FAT: Microsoft FAT32 specification, BS_VolID · NTFS: volume serial number of the boot sector.
 */
export function superblockUuid(start: Uint8Array): string | null {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < SUPERBLOCK_BYTES) return null;
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (bytes.readUInt16LE(1024 + 0x38) === 0xef53) return dashed(bytes.subarray(1024 + 0x68, 1024 + 0x78));
  if (text(0, 4) === 'XFSB') return dashed(bytes.subarray(32, 48));
  if (text(3, 11) === 'EXFAT   ') return volumeNumber(bytes.subarray(100, 104));
  if (text(3, 11) === 'NTFS    ') return hex(Uint8Array.from(bytes.subarray(72, 80)).reverse()).toUpperCase();
  if (text(82, 90) === 'FAT32   ') return volumeNumber(bytes.subarray(67, 71));
  if (text(54, 57) === 'FAT') return volumeNumber(bytes.subarray(39, 43));
  return null;
}
