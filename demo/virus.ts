import { createCipheriv, createHash } from 'node:crypto';
import { copyFile, open } from 'node:fs/promises';
import { fileByteSource, openPst, type PstAttachment, type PstFile, pstCrc } from '../pst/index.ts';

/** Block trailer of a Unicode PST: cb (2), wSig (2), dwCRC (4), bid (8), at the end of an extent of 64-byte steps ([MS-PST] 2.2.2.8.1). */
const TRAILER_BYTES = 16;
const CRC_IN_TRAILER = 4;
const ALIGNMENT = 64;

export interface Infection {
  readonly attachments: number;
  readonly bytes: number;
}

/**
 * Does to a copy of a mailbox what an encrypting virus does through the client's own programs: the bytes of every attachment
 * become ciphertext of the same length, in place, and the file stays perfectly valid (each block's checksum is made right).
 * Only its content says what happened.
 */
export async function infect(from: string, to: string, seed: string, signal: AbortSignal): Promise<Infection> {
  await copyFile(from, to);
  const extents = await attachmentExtents(from, signal);
  const file = await open(to, 'r+');
  let bytes = 0;
  try {
    for (const { offset, bytes: length } of extents.blocks) {
      const block = Buffer.alloc(length);
      await file.read(block, 0, length, offset);
      const scrambled = encrypt(block, `${seed}/${offset}`);
      await file.write(scrambled, 0, length, offset);
      const crc = Buffer.alloc(4);
      crc.writeUInt32LE(pstCrc(scrambled));
      const extent = Math.ceil((length + TRAILER_BYTES) / ALIGNMENT) * ALIGNMENT;
      await file.write(crc, 0, 4, offset + extent - TRAILER_BYTES + CRC_IN_TRAILER);
      bytes += length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { attachments: extents.attachments, bytes };
}

async function attachmentExtents(path: string, signal: AbortSignal) {
  await using source = await fileByteSource(path);
  const file = await openPst(source, { mode: 'strict', signal });
  if (file.info.format !== 'unicode') throw new TypeError('the virus of the story knows Unicode files only');
  const blocks = new Map<number, number>();
  let attachments = 0;
  for await (const attachment of allAttachments(file, signal)) {
    let own = 0;
    for await (const { offset, bytes } of attachment.extents(signal)) {
      blocks.set(offset, bytes);
      own++;
    }
    if (own > 0) attachments++;
  }
  return { attachments, blocks: [...blocks].map(([offset, bytes]) => ({ offset, bytes })) };
}

async function* allAttachments(file: PstFile, signal: AbortSignal): AsyncGenerator<PstAttachment> {
  for await (const folder of file.folders(signal)) {
    if (folder.isSearchFolder) continue;
    for await (const item of file.items(folder, signal)) yield* item.attachments(signal);
  }
}

function encrypt(block: Buffer, seed: string): Buffer {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return Buffer.concat([cipher.update(block), cipher.final()]);
}
