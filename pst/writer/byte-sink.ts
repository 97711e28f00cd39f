import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pstWriterError } from './errors.ts';

/**
 * Where the bytes of a new PST go. The writer calls one `write` at a time, with ascending offsets but for the header at 0, which comes first
 * (not valid) and again last (valid). `bytes` belong to the writer: they change once the promise is settled.
 */
export interface ByteSink {
  write(offset: number, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
}

/** A sink over a file that takes its name only when it is whole. */
export interface FileByteSink extends ByteSink, AsyncDisposable {
  /** Everything on disk (fsync), then renamed over `path`, then the folder fsynced. Once. */
  commit(): Promise<void>;
  /** Removes the temporary file; nothing after `commit`. Disposal does the same. */
  discard(): Promise<void>;
}

/** Opens a sink that writes to `<path>.partial` (an older one is replaced). Throws PSTWRITER_SINK, as its methods do. */
export async function fileByteSink(path: string): Promise<FileByteSink> {
  const temporary = `${path}.partial`;
  const guarded = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw pstWriterError('PSTWRITER_SINK', `${what} ${temporary} failed`, { cause: error });
    }
  };
  let handle: FileHandle | null = await guarded('opening', () => open(temporary, 'w', 0o600));
  const discard = async (): Promise<void> => {
    if (handle === null) return;
    const opened = handle;
    handle = null;
    await guarded('removing', async () => {
      await opened.close();
      await rm(temporary, { force: true });
    });
  };
  return {
    write: async (offset, bytes, signal) => {
      signal.throwIfAborted();
      if (handle === null) throw new TypeError('the sink is closed');
      const opened = handle;
      await guarded('writing', async () => {
        let done = 0;
        while (done < bytes.byteLength) {
          done += (await opened.write(bytes, done, bytes.byteLength - done, offset + done)).bytesWritten;
        }
      });
    },
    commit: () =>
      guarded('finishing', async () => {
        if (handle === null) throw new TypeError('the sink is closed');
        await handle.sync();
        await handle.close();
        await rename(temporary, path);
        handle = null;
        await syncFolder(dirname(path));
      }),
    discard,
    [Symbol.asyncDispose]: discard,
  };
}

/** So that the new name survives a power cut; systems that cannot open a folder (Windows) keep names without it. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  if (folder === null) return;
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** A sink in memory, for small files. */
export function memoryByteSink(): ByteSink & { readonly bytes: Buffer } {
  let buffer = Buffer.alloc(2 ** 19);
  let size = 0;
  return {
    get bytes() {
      return buffer.subarray(0, size);
    },
    write: async (offset, bytes, signal) => {
      signal.throwIfAborted();
      const end = offset + bytes.byteLength;
      if (end > buffer.length) {
        const grown = Buffer.alloc(Math.max(end, 2 * buffer.length));
        buffer.copy(grown, 0, 0, size);
        buffer = grown;
      }
      buffer.set(bytes, offset);
      size = Math.max(size, end);
    },
  };
}
