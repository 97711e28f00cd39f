import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { throwIfAborted } from '../../core/index.ts';
import { deviceError, onDevice, systemCode } from './device-error.ts';
import { mediaError } from './errors.ts';
import type { VolumeReading } from './volume.ts';

/**
 * File systems whose reads with O_DIRECT come from the device (kernel sources, `direct_IO` and iomap). FUSE is not among
 * them: the driver behind it reads through the cache of the block device. ntfs3 keeps small files cached.
 */
const DIRECT: readonly string[] = ['ext2', 'ext3', 'ext4', 'xfs', 'exfat', 'vfat'];

/** Whether O_DIRECT means on this mount what it says; a journal of data makes ext4 ignore it. */
export function readsDirect(fileSystem: string, superOptions: readonly string[]): boolean {
  return DIRECT.includes(fileSystem) && !superOptions.includes('data=journal');
}

/** Bytes of one read. A multiple of every block size, as O_DIRECT asks; smaller costs calls, larger memory. */
const CHUNK = 1 << 20;

interface AlignedMemory {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
}

/**
 * Memory that begins at a page, which O_DIRECT needs and Buffer does not promise: WebAssembly's is mapped in pages of
 * 64 KiB. It does not grow, so the buffer stays valid.
 */
function alignedChunk(): Uint8Array {
  const { Memory } = (globalThis as unknown as { readonly WebAssembly: AlignedMemory }).WebAssembly;
  return new Uint8Array(new Memory({ initial: CHUNK >> 16, maximum: CHUNK >> 16 }).buffer);
}

/** Opens a regular file, never through a link; with O_DIRECT where wished and taken. MEDIA_NOT_OURS for anything else. */
async function openRegular(
  at: string,
  path: string,
  wish: boolean,
): Promise<{ readonly handle: FileHandle; readonly direct: boolean }> {
  // Without O_NONBLOCK the opening of a pipe would wait for its other end.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let direct = wish;
  let handle: FileHandle;
  try {
    handle = await open(at, wish ? flags | constants.O_DIRECT : flags);
  } catch (error) {
    if (!wish || systemCode(error) !== 'EINVAL') throw deviceError(path, error);
    direct = false;
    handle = await onDevice(path, () => open(at, flags));
  }
  const stats = await handle.stat();
  if (stats.isFile()) return { handle, direct };
  await handle.close();
  throw mediaError('MEDIA_NOT_OURS', `${path} is no regular file`);
}

/** Reads a file of the volume from its start to its end; the file is closed when the reader is done or leaves. */
export async function readFileOf(
  at: string,
  path: string,
  wishDirect: boolean,
  signal: AbortSignal,
): Promise<VolumeReading> {
  const { handle, direct } = await openRegular(at, path, wishDirect);
  return { direct, bytes: chunks(handle, path, signal) };
}

async function* chunks(handle: FileHandle, path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    const { size } = await onDevice(path, () => handle.stat());
    const chunk = alignedChunk();
    for (let at = 0; at < size; ) {
      throwIfAborted(signal);
      // O_DIRECT reads begin at a block: after a short read the block is read again and its known part left out.
      const from = at - (at % CHUNK);
      const { bytesRead } = await onDevice(path, () => handle.read(chunk, 0, CHUNK, from));
      const known = at - from;
      if (bytesRead <= known) throw mediaError('MEDIA_IO', `${path}: ends at ${at} of ${size} bytes`);
      yield chunk.subarray(known, bytesRead);
      at = from + bytesRead;
    }
  } finally {
    await handle.close();
  }
}
