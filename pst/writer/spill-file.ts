import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pstWriterError } from './errors.ts';

/** A stretch of a spill file. */
export interface Spilled {
  readonly offset: number;
  readonly length: number;
}

/**
 * What does not fit into memory while a file is written: one temporary file, made at the first need and without a name wherever the system
 * allows that, so that a killed process leaves nothing. Appends come one at a time. Throws PSTWRITER_SINK.
 */
export class SpillFile implements AsyncDisposable {
  readonly #path: string;
  #handle: FileHandle | null = null;
  #size = 0;

  constructor(folder: string = tmpdir()) {
    this.#path = join(folder, `coffre-pst-${randomUUID()}.spill`);
  }

  get size(): number {
    return this.#size;
  }

  async append(bytes: Uint8Array): Promise<Spilled> {
    return guarded(this.#path, async () => {
      if (this.#handle === null) {
        this.#handle = await open(this.#path, 'wx+', 0o600);
        // Windows refuses; there `close` removes it.
        await rm(this.#path).catch(() => undefined);
      }
      const offset = this.#size;
      let done = 0;
      while (done < bytes.byteLength) {
        done += (await this.#handle.write(bytes, done, bytes.byteLength - done, offset + done)).bytesWritten;
      }
      this.#size += bytes.byteLength;
      return { offset, length: bytes.byteLength };
    });
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return guarded(this.#path, async () => {
      const bytes = Buffer.allocUnsafe(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = (await this.#handle?.read(bytes, done, length - done, offset + done)) ?? { bytesRead: 0 };
        if (bytesRead === 0) throw new RangeError('the spill file ends early');
        done += bytesRead;
      }
      return bytes;
    });
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    if (handle === null) return;
    await handle.close();
    await rm(this.#path, { force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw pstWriterError('PSTWRITER_SINK', `the temporary file ${path} failed`, { cause: error });
  }
}
