import type { Spilled, SpillFile } from '../spill-file.ts';

/** Entries sorted in memory at a time: 4 MB of node entries. Fewer make more runs to merge, more take memory. */
const RUN_ENTRIES = 131_072;
/** Entries of one run read at a time while merging: with 100 runs (13 million nodes) 1.6 MB. */
const WINDOW_ENTRIES = 512;

/**
 * Entries that come in any order and leave in the order of the 32-bit key in their first bytes. Above a bound, sorted runs go to the spill
 * file and are merged at the end.
 */
export class SortedEntries {
  readonly #entryBytes: number;
  readonly #spill: SpillFile;
  readonly #runEntries: number;
  readonly #runs: Spilled[] = [];
  #buffer: Buffer;
  #count = 0;

  constructor(entryBytes: number, spill: SpillFile, runEntries = RUN_ENTRIES) {
    this.#entryBytes = entryBytes;
    this.#spill = spill;
    this.#runEntries = runEntries;
    this.#buffer = Buffer.alloc(entryBytes * Math.min(1024, runEntries));
  }

  /** The view (zeros) is to be filled at once. */
  async add(): Promise<Buffer> {
    if (this.#count === this.#runEntries) {
      this.#runs.push(await this.#spill.append(this.#sorted()));
      this.#count = 0;
      this.#buffer.fill(0);
    }
    if ((this.#count + 1) * this.#entryBytes > this.#buffer.length) {
      const grown = Buffer.alloc(Math.min(this.#buffer.length * 2, this.#runEntries * this.#entryBytes));
      this.#buffer.copy(grown);
      this.#buffer = grown;
    }
    const at = this.#count++ * this.#entryBytes;
    return this.#buffer.subarray(at, at + this.#entryBytes);
  }

  /** Views valid until the next one. */
  async *entries(): AsyncGenerator<Buffer> {
    const last = this.#sorted();
    const readers = [
      ...this.#runs.map((run) => new RunReader(this.#spill, run, this.#entryBytes)),
      new RunReader(null, { offset: 0, length: last.length }, this.#entryBytes, last),
    ];
    for (const reader of readers) await reader.next();
    for (;;) {
      let least: RunReader | null = null;
      for (const reader of readers) if (reader.key < (least?.key ?? Number.POSITIVE_INFINITY)) least = reader;
      if (least === null) return;
      yield least.entry;
      await least.next();
    }
  }

  #sorted(): Buffer {
    const size = this.#entryBytes;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    const buffer = this.#buffer;
    order.sort((a, b) => buffer.readUInt32LE(a * size) - buffer.readUInt32LE(b * size));
    const sorted = Buffer.alloc(this.#count * size);
    order.forEach((from, to) => {
      buffer.copy(sorted, to * size, from * size, (from + 1) * size);
    });
    return sorted;
  }
}

class RunReader {
  readonly #spill: SpillFile | null;
  readonly #run: Spilled;
  readonly #entryBytes: number;
  #window: Buffer;
  #windowAt = 0;
  #at = 0;
  entry: Buffer = Buffer.alloc(0);
  /** Infinity once the run is at its end. */
  key = Number.POSITIVE_INFINITY;

  constructor(spill: SpillFile | null, run: Spilled, entryBytes: number, window: Buffer = Buffer.alloc(0)) {
    this.#spill = spill;
    this.#run = run;
    this.#entryBytes = entryBytes;
    this.#window = window;
  }

  async next(): Promise<void> {
    if (this.#at >= this.#run.length) {
      this.key = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.#at >= this.#windowAt + this.#window.length && this.#spill !== null) {
      const length = Math.min(WINDOW_ENTRIES * this.#entryBytes, this.#run.length - this.#at);
      this.#window = await this.#spill.read(this.#run.offset + this.#at, length);
      this.#windowAt = this.#at;
    }
    const at = this.#at - this.#windowAt;
    this.entry = this.#window.subarray(at, at + this.#entryBytes);
    this.key = this.entry.readUInt32LE(0);
    this.#at += this.#entryBytes;
  }
}
