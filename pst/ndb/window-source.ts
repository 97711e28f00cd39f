import type { ByteSource } from '../byte-source.ts';

/** What is read at a place nobody was near: a page or block and its neighbours. Larger wastes reads on scattered blocks. */
const WINDOW_BYTES = 16_384;
/** 4 MB: enough for a message with its pages; fewer windows thrash between B-tree pages and data. */
const WINDOWS = 256;
/** Windows read at once where reading goes on in order: 128 KB. Fewer cost a system call per two blocks. */
const MOST_AHEAD = 8;

/**
 * Small reads answered from cached, aligned windows of a source, least recently used first out; reading in order reads ahead. Memory is about
 * 4 MB, at most 32 MB where one window of each stretch stays.
 */
export class WindowSource implements ByteSource {
  readonly size: number;
  readonly #source: ByteSource;
  readonly #windows = new Map<number, Buffer>();
  /** The window after the last one read, and how many to read if it is asked for next. */
  #next = -1;
  #ahead = 1;

  constructor(source: ByteSource) {
    this.#source = source;
    this.size = source.size;
  }

  /** The answer may be a view of a window: do not write to it. Shorter than asked only at the end of the source. */
  async read(offset: number, length: number, signal: AbortSignal): Promise<Buffer> {
    const first = Math.floor(offset / WINDOW_BYTES);
    const last = Math.floor(Math.max(offset, Math.min(offset + length, this.size) - 1) / WINDOW_BYTES);
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
    this.#ahead = index === this.#next ? Math.min(MOST_AHEAD, this.#ahead * 2) : 1;
    const count = this.#ahead;
    this.#next = index + count;
    const offset = index * WINDOW_BYTES;
    const wanted = Math.max(0, Math.min(count * WINDOW_BYTES, this.size - offset));
    const read = await this.#source.read(offset, wanted, signal);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    // Last first, so that the window asked for is the one used last.
    for (let ahead = count - 1; ahead >= 0; ahead--) {
      const window = bytes.subarray(ahead * WINDOW_BYTES, (ahead + 1) * WINDOW_BYTES);
      if (ahead === 0 || window.length > 0) this.#keep(index + ahead, window);
    }
    return bytes.subarray(0, WINDOW_BYTES);
  }

  #keep(index: number, window: Buffer): void {
    this.#windows.delete(index);
    this.#windows.set(index, window);
    if (this.#windows.size <= WINDOWS) return;
    const oldest = this.#windows.keys().next();
    if (oldest.done !== true) this.#windows.delete(oldest.value);
  }
}
