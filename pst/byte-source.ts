import { open } from 'node:fs/promises';
import { CodedError } from '../core/index.ts';
import { pstError } from './errors.ts';

/**
 * Where the bytes of a PST come from: a file, memory, pieces in a vault. `size` never changes while it is in use.
 * `read` answers exactly `length` bytes, or fewer only at the end of the source; it may be called concurrently. The answer may be a view
 * of shared memory: readers do not write to it.
 */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** A source with a handle to give back; `close` may be called twice. */
export interface FileByteSource extends ByteSource, AsyncDisposable {
  close(): Promise<void>;
}

/** Opens a file for reading. Throws PST_READ when it cannot be opened; its reads throw PST_READ too. */
export async function fileByteSource(path: string): Promise<FileByteSource> {
  try {
    const handle = await open(path, 'r');
    let size: number;
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw pstError('PST_READ', `${path} is not a file`, { hint: 'Name a file.' });
      size = stat.size;
    } catch (error) {
      await handle.close();
      throw error;
    }
    let closed = false;
    const close = async (): Promise<void> => {
      if (closed) return;
      closed = true;
      await handle.close();
    };
    return {
      size,
      read: async (offset, length, signal) => {
        signal.throwIfAborted();
        const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
        let done = 0;
        try {
          while (done < buffer.length) {
            const { bytesRead } = await handle.read(buffer, done, buffer.length - done, offset + done);
            if (bytesRead === 0) break;
            done += bytesRead;
          }
        } catch (error) {
          throw pstError('PST_READ', `reading ${length} bytes at ${offset} failed`, { cause: error });
        }
        return done === buffer.length ? buffer : buffer.subarray(0, done);
      },
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw pstError('PST_READ', `${path} cannot be opened`, { cause: error });
  }
}

/** A source over bytes in memory. */
export function bytesByteSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.byteLength,
    read: async (offset, length, signal) => {
      signal.throwIfAborted();
      return bytes.subarray(Math.min(offset, bytes.byteLength), Math.min(offset + length, bytes.byteLength));
    },
  };
}
