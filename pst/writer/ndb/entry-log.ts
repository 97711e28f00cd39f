import type { Spilled, SpillFile } from '../spill-file.ts';

/** Entries in one chunk: 1.5 MB of block entries. */
const CHUNK_ENTRIES = 65_536;
/** Chunks kept in memory before any goes to the spill file: 12 MB, the blocks of a file of about 4 GB. */
const CHUNKS_IN_MEMORY = 8;

/**
 * Entries of one size in the order they were added. Those of a piece of work that failed can be dropped. Memory is bounded: older chunks go to the
 * spill file.
 */
export class EntryLog {
  readonly #entryBytes: number;
  readonly #spill: SpillFile;
  readonly #chunks: (Buffer | Spilled)[] = [];
  readonly #dropped: { readonly from: number; readonly to: number }[] = [];
  #tail: Buffer;
  #inTail = 0;

  constructor(entryBytes: number, spill: SpillFile) {
    this.#entryBytes = entryBytes;
    this.#spill = spill;
    this.#tail = Buffer.alloc(entryBytes * CHUNK_ENTRIES);
  }

  /** Entries added so far, dropped ones too. */
  get position(): number {
    return this.#chunks.length * CHUNK_ENTRIES + this.#inTail;
  }

  /** Makes room for one more entry; the view (zeros) is to be filled at once. */
  async add(): Promise<Buffer> {
    if (this.#inTail === CHUNK_ENTRIES) {
      const spills = this.#chunks.length >= CHUNKS_IN_MEMORY;
      this.#chunks.push(spills ? await this.#spill.append(this.#tail) : this.#tail);
      if (spills) this.#tail.fill(0);
      else this.#tail = Buffer.alloc(this.#tail.length);
      this.#inTail = 0;
    }
    const at = this.#inTail++ * this.#entryBytes;
    return this.#tail.subarray(at, at + this.#entryBytes);
  }

  /** Leaves out every entry added since `position` was what is given. */
  dropSince(position: number): void {
    if (this.position > position) this.#dropped.push({ from: position, to: this.position });
  }

  /** Every entry that was not dropped, in order; views that may be changed and are valid until the next one. */
  async *entries(): AsyncGenerator<Buffer> {
    let index = 0;
    let drop = 0;
    for (let chunk = 0; chunk <= this.#chunks.length; chunk++) {
      const stored = this.#chunks[chunk] ?? this.#tail;
      const bytes = Buffer.isBuffer(stored) ? stored : await this.#spill.read(stored.offset, stored.length);
      const count = chunk === this.#chunks.length ? this.#inTail : CHUNK_ENTRIES;
      for (let at = 0; at < count; at++, index++) {
        while (index >= (this.#dropped[drop]?.to ?? Number.POSITIVE_INFINITY)) drop++;
        if (index >= (this.#dropped[drop]?.from ?? Number.POSITIVE_INFINITY)) continue;
        yield bytes.subarray(at * this.#entryBytes, (at + 1) * this.#entryBytes);
      }
    }
  }
}
