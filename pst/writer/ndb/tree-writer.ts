import type { PageRef } from '../../ndb/header.ts';
import { pageType } from '../../ndb/page.ts';
import { PAGE_BYTES, sealPage, writeId } from './map-pages.ts';
import type { Space } from './space.ts';

const META_AT = 488;
const BRANCH_BYTES = 24;

interface OpenPage {
  readonly bytes: Buffer;
  count: number;
}

/**
 * One of the two B-trees, bottom-up in one pass over its sorted entries ([MS-PST] 2.2.2.7.7): full pages, each level's last one holding what is
 * left. Memory: a page a level.
 */
export class TreeWriter {
  readonly #space: Space;
  readonly #type: number;
  readonly #leafBytes: number;
  readonly #nextPage: () => number;
  readonly #levels: OpenPage[] = [];
  #lastKey = -1;

  constructor(space: Space, type: 'node' | 'block', nextPage: () => number) {
    this.#space = space;
    this.#type = type === 'node' ? pageType.nodeTree : pageType.blockTree;
    this.#leafBytes = type === 'node' ? 32 : 24;
    this.#nextPage = nextPage;
  }

  /** Entries of 32 (nodes) or 24 bytes (blocks), keys strictly ascending; a TypeError otherwise, for that is a defect of the caller. */
  async add(entry: Buffer, signal: AbortSignal): Promise<void> {
    const key = entry.readUInt32LE(0) + entry.readUInt32LE(4) * 0x1_0000_0000;
    if (key <= this.#lastKey) throw new TypeError(`key ${key} comes after key ${this.#lastKey}`);
    this.#lastKey = key;
    await this.#append(0, entry, signal);
  }

  /** Writes what is open; answers the root, an empty leaf where nothing was added. */
  async finish(signal: AbortSignal): Promise<PageRef> {
    this.#levels[0] ??= { bytes: Buffer.alloc(PAGE_BYTES), count: 0 };
    for (let level = 0; ; level++) {
      const written = await this.#write(level, signal);
      if (level + 1 === this.#levels.length) return written;
      await this.#append(level + 1, this.#branchEntry(level, written), signal);
    }
  }

  async #append(level: number, entry: Buffer, signal: AbortSignal): Promise<void> {
    this.#levels[level] ??= { bytes: Buffer.alloc(PAGE_BYTES), count: 0 };
    const page = this.#levels[level];
    const size = this.#entryBytes(level);
    if (page.count === this.#most(level)) {
      const written = await this.#write(level, signal);
      await this.#append(level + 1, this.#branchEntry(level, written), signal);
      page.bytes.fill(0);
      page.count = 0;
    }
    entry.copy(page.bytes, page.count++ * size);
  }

  async #write(level: number, signal: AbortSignal): Promise<PageRef> {
    const page = this.#levels[level] ?? { bytes: Buffer.alloc(PAGE_BYTES), count: 0 };
    const { ib, bytes } = await this.#space.place(PAGE_BYTES, PAGE_BYTES, signal);
    const bid = this.#nextPage();
    page.bytes.copy(bytes);
    bytes.set([page.count, this.#most(level), this.#entryBytes(level), level], META_AT);
    sealPage(bytes, this.#type, ib, bid);
    return { bid, ib };
  }

  /** What the level above says of the page of `level` that was just written: its first key and where it is. */
  #branchEntry(level: number, ref: PageRef): Buffer {
    const entry = Buffer.alloc(BRANCH_BYTES);
    this.#levels[level]?.bytes.copy(entry, 0, 0, 8);
    writeId(entry, ref.bid, 8);
    writeId(entry, ref.ib, 16);
    return entry;
  }

  #entryBytes(level: number): number {
    return level > 0 ? BRANCH_BYTES : this.#leafBytes;
  }

  #most(level: number): number {
    return Math.floor(META_AT / this.#entryBytes(level));
  }
}
