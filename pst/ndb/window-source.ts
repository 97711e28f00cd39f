import type { ByteSource } from '../byte-source.ts';

/** Smaller windows mean a system call per block, larger ones waste reads on scattered pages. */
const WINDOW_BYTES = 131_072;
/** 4 MB: enough for a message with its pages; fewer windows thrash between B-tree pages and data. */
const WINDOWS = 32;

/** Small reads answered from cached, aligned windows of a source, least recently used first out. Memory at most 4 MB. */
export class WindowSource implements ByteSource {
  readonly size: number;
  readonly #source: ByteSource;
  readonly #windows = new Map<number, Buffer>();

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** The answer may be a view of a window: do not write to it. Shorter than asked only at the end of the source. */
  async read(offset: number, length: number, signal: AbortSignal): Promise<Buffer> {
    const first = Math.floor(offset / WINDOW_BYTES);
    const last = Math.floor(Math.max(offset, offset + length - 1) / WINDOW_BYTES);
    const start = offset - first * WINDOW_BYTES;
    if (first === last) return (await this.#window(first, signal)).subarray(start, start + length);
    const parts: Buffer[] = [];
    for (let index = first; index <= last; index++) parts.push(await this.#window(index, signal));
    return Buffer.concat(parts).subarray(start, start + length);
  }

  async #window(index: number, signal: AbortSignal): Promise<Buffer> {
    const known = this.#windows.get(index);
    if (known !== undefined) {
      this.#windows.delete(index);
      this.#windows.set(index, known);
      return known;
    }
    const offset = index * WINDOW_BYTES;
    const wanted = Math.max(0, Math.min(WINDOW_BYTES, this.size - offset));
    const bytes = await this.#source.read(offset, wanted, signal);
    const window = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#windows.set(index, window);
    for (const oldest of this.#windows.keys()) {
      if (this.#windows.size <= WINDOWS) break;
      this.#windows.delete(oldest);
    }
    return window;
  }
}
