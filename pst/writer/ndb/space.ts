import type { ByteSink } from '../byte-sink.ts';
import { FIRST_MAP, MAP_BITS_BYTES, mapPages, PAGE_BYTES, SECTION_BYTES, sealPage, UNIT_BYTES } from './map-pages.ts';

/** A piece of the file: where it lies and its bytes, zeros to be filled before the next piece is asked for. */
export interface Place {
  readonly ib: number;
  readonly bytes: Buffer;
}

/**
 * Gives out the file's space forward, section by section. One section (248 KB) is in memory; when it is full it goes to the sink with its maps in
 * one write. Pieces never cross a section, as all of them are far smaller.
 */
export class Space {
  readonly #sink: ByteSink;
  readonly #section = Buffer.alloc(SECTION_BYTES);
  #index = 0;
  /** Offset in the section of what is free. */
  #next = 0;
  #usedUnits = 0;
  #allUsedUnits = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#begin();
  }

  /** `length` and `align` are multiples of 64; at most a section less its maps. */
  async place(length: number, align: number, signal: AbortSignal): Promise<Place> {
    let at = Math.ceil(this.#next / align) * align;
    if (at + length > SECTION_BYTES) {
      await this.#flush(signal);
      this.#index++;
      this.#begin();
      at = Math.ceil(this.#next / align) * align;
    }
    this.#mark(at, length);
    this.#next = at + length;
    return { ib: this.#start + at, bytes: this.#section.subarray(at, at + length) };
  }

  /** Writes the last section; answers what the header says of the maps. */
  async finish(signal: AbortSignal): Promise<{ fileEof: number; lastMap: number; freeBytes: number }> {
    await this.#flush(signal);
    const units = (this.#index + 1) * (SECTION_BYTES / UNIT_BYTES);
    return {
      fileEof: this.#start + SECTION_BYTES,
      lastMap: this.#start,
      freeBytes: (units - this.#allUsedUnits) * UNIT_BYTES,
    };
  }

  get #start(): number {
    return FIRST_MAP + this.#index * SECTION_BYTES;
  }

  #begin(): void {
    this.#section.fill(0);
    this.#usedUnits = 0;
    for (const { offset } of mapPages(this.#index)) {
      // The bits of the AMap are set as space is given out; the other maps are not kept up and hold ones.
      if (offset > 0) this.#section.fill(0xff, offset, offset + MAP_BITS_BYTES);
      this.#mark(offset, PAGE_BYTES);
      this.#next = offset + PAGE_BYTES;
    }
  }

  #mark(offset: number, length: number): void {
    const end = (offset + length) / UNIT_BYTES;
    for (let unit = offset / UNIT_BYTES; unit < end; unit++) {
      this.#section[unit >>> 3] = (this.#section[unit >>> 3] ?? 0) | (0x80 >> (unit & 7));
    }
    this.#usedUnits += length / UNIT_BYTES;
  }

  async #flush(signal: AbortSignal): Promise<void> {
    for (const { offset, type } of mapPages(this.#index)) {
      const page = this.#section.subarray(offset, offset + PAGE_BYTES);
      sealPage(page, type, this.#start + offset);
    }
    this.#allUsedUnits += this.#usedUnits;
    await this.#sink.write(this.#start, this.#section, signal);
  }
}
