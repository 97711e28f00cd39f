import type { FileHandle } from 'node:fs/promises';
import { pstCrc } from '../../pst/index.ts';

/** [MS-PST] 2.2.2.6: `dwUnique` at 40, `dwCRCPartial` at 4 over 471 bytes from 8, `dwCRCFull` at 524 over 516 bytes from 8. */
const HEADER_BYTES = 564;
const UNICODE_VERSION = 23;

/**
 * Gives an exported file another `dwUnique`, with both header checksums right: two exports of a mailbox are never equal byte for byte
 * on a real server either. A file that is no Unicode PST stays as it is.
 */
export async function makeUnique(file: FileHandle, number: number): Promise<void> {
  const head = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  if (bytesRead < head.length || head.readUInt16LE(10) !== UNICODE_VERSION) return;
  head.writeUInt32LE((head.readUInt32LE(40) + number) >>> 0, 40);
  head.writeUInt32LE(pstCrc(head.subarray(8, 8 + 471)), 4);
  head.writeUInt32LE(pstCrc(head.subarray(8, 8 + 516)), 524);
  await file.write(head, 0, head.length, 0);
}
