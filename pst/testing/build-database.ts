import { pstCrc, signature } from '../ndb/crc.ts';

/**
 * Builds small Unicode files at the NDB level for tests: exact pages, blocks, trees, maps and checksums, any content and any references, hostile
 * ones too. Not encoded; not a writer of stores (no messaging layer of its own).
 */
const FIRST_MAP = 0x4400;
const SECTION = 253_952;
const MAX_DATA = 8176;

interface Block {
  readonly bid: number;
  readonly data: Buffer;
}

interface Entry {
  readonly key: number;
  readonly bytes: Buffer;
}

export interface BuiltNode {
  readonly nid: number;
  readonly bidData?: number;
  readonly bidSub?: number;
  readonly parent?: number;
}

export class DatabaseBuilder {
  readonly #blocks: Block[] = [];
  readonly #nodes: BuiltNode[] = [];
  #nextBid = 4;

  /** Reserves an id, so that blocks can refer to each other in circles. */
  reserve(kind: 'data' | 'internal'): number {
    const bid = this.#nextBid + (kind === 'internal' ? 2 : 0);
    this.#nextBid += 4;
    return bid;
  }

  block(kind: 'data' | 'internal', data: Buffer, bid = this.reserve(kind)): number {
    this.#blocks.push({ bid, data });
    return bid;
  }

  /** XBLOCK (level 1) or XXBLOCK (level 2). */
  references(level: 1 | 2, total: number, bids: readonly number[], bid?: number): number {
    const data = Buffer.alloc(8 + 8 * bids.length);
    data[0] = 1;
    data[1] = level;
    data.writeUInt16LE(bids.length, 2);
    data.writeUInt32LE(total, 4);
    bids.forEach((one, index) => {
      data.writeBigUInt64LE(BigInt(one), 8 + 8 * index);
    });
    return this.block('internal', data, bid);
  }

  /** SLBLOCK. */
  subnodes(nodes: readonly BuiltNode[], bid?: number): number {
    const data = Buffer.alloc(8 + 24 * nodes.length);
    data[0] = 2;
    data.writeUInt16LE(nodes.length, 2);
    nodes.forEach((node, index) => {
      const at = 8 + 24 * index;
      data.writeBigUInt64LE(BigInt(node.nid), at);
      data.writeBigUInt64LE(BigInt(node.bidData ?? 0), at + 8);
      data.writeBigUInt64LE(BigInt(node.bidSub ?? 0), at + 16);
    });
    return this.block('internal', data, bid);
  }

  /** A data tree of any size: one block, an XBLOCK or an XXBLOCK. */
  data(bytes: Buffer): number {
    const leaves: number[] = [];
    for (let at = 0; at === 0 || at < bytes.length; at += MAX_DATA) {
      leaves.push(this.block('data', bytes.subarray(at, at + MAX_DATA)));
    }
    if (leaves.length === 1) return leaves[0] ?? 0;
    if (leaves.length <= 1021) return this.references(1, bytes.length, leaves);
    const parts: number[] = [];
    for (let at = 0; at < leaves.length; at += 1021) {
      const total = Math.min(bytes.length - at * MAX_DATA, 1021 * MAX_DATA);
      parts.push(this.references(1, total, leaves.slice(at, at + 1021)));
    }
    return this.references(2, bytes.length, parts);
  }

  node(node: BuiltNode): void {
    this.#nodes.push(node);
  }

  build(): Buffer {
    const space = new Space();
    const blockEntries = this.#blocks.map((block) => ({ key: block.bid, bytes: blockEntry(block, space) }));
    const nodeEntries = this.#nodes.map((node) => ({ key: node.nid, bytes: nodeEntry(node) }));
    const pages = new PageWriter(space);
    const blockRoot = pages.tree(0x80, blockEntries);
    const nodeRoot = pages.tree(0x81, nodeEntries);
    return space.finish({ nodeRoot, blockRoot, nextPage: pages.next, nextBlock: this.#nextBid });
  }
}

/** Places things one after another past the map pages and keeps the allocation bits. */
class Space {
  readonly #parts: { ib: number; bytes: Buffer }[] = [];
  #next = FIRST_MAP + 1024;

  place(length: number, align: number): number {
    let ib = Math.ceil(this.#next / align) * align;
    const start = FIRST_MAP + Math.floor((ib - FIRST_MAP) / SECTION) * SECTION;
    if (ib < start + 1024) ib = start + 1024;
    else if (ib + length > start + SECTION) ib = start + SECTION + 1024;
    this.#next = ib + length;
    return ib;
  }

  put(ib: number, bytes: Buffer): void {
    this.#parts.push({ ib, bytes });
  }

  finish(roots: { nodeRoot: PageRef; blockRoot: PageRef; nextPage: number; nextBlock: number }): Buffer {
    const sections = Math.floor((this.#next - FIRST_MAP) / SECTION) + 1;
    const file = Buffer.alloc(FIRST_MAP + sections * SECTION);
    const used = Buffer.alloc((sections * SECTION) / 64 / 8);
    const mark = (ib: number, length: number): void => {
      for (let unit = (ib - FIRST_MAP) / 64; unit < (ib + length - FIRST_MAP) / 64; unit++) {
        used[unit >>> 3] = (used[unit >>> 3] ?? 0) | (0x80 >> (unit & 7));
      }
    };
    for (const { ib, bytes } of this.#parts) {
      bytes.copy(file, ib);
      mark(ib, bytes.length);
    }
    for (let section = 0; section < sections; section++) mark(FIRST_MAP + section * SECTION, 1024);
    for (let section = 0; section < sections; section++) {
      const ib = FIRST_MAP + section * SECTION;
      const page = Buffer.alloc(512);
      used.copy(page, 0, section * 496, (section + 1) * 496);
      trailer(page, 0x84, ib, ib, false).copy(file, ib);
    }
    let free = 0;
    for (const byte of used) for (let bit = 0; bit < 8; bit++) if ((byte & (1 << bit)) === 0) free += 64;
    header(file, { ...roots, free, lastMap: FIRST_MAP + (sections - 1) * SECTION });
    return file;
  }
}

interface PageRef {
  readonly bid: number;
  readonly ib: number;
}

class PageWriter {
  readonly #space: Space;
  next = 1;

  constructor(space: Space) {
    this.#space = space;
  }

  tree(type: number, entries: readonly Entry[]): PageRef {
    let level = 0;
    let row = [...entries].sort((a, b) => a.key - b.key);
    for (;;) {
      const most = level > 0 ? 20 : type === 0x81 ? 15 : 20;
      const pages: { key: number; ref: PageRef }[] = [];
      for (let at = 0; at === 0 || at < row.length; at += most) {
        const part = row.slice(at, at + most);
        pages.push({ key: part[0]?.key ?? 0, ref: this.#page(type, level, most, part) });
      }
      const only = pages[0];
      if (pages.length === 1 && only !== undefined) return only.ref;
      row = pages.map(({ key, ref }) => ({ key, bytes: numbers(key, ref.bid, ref.ib) }));
      level++;
    }
  }

  #page(type: number, level: number, most: number, entries: readonly Entry[]): PageRef {
    const page = Buffer.alloc(512);
    const size = entries[0]?.bytes.length ?? (type === 0x81 ? 32 : 24);
    entries.forEach((entry, index) => {
      entry.bytes.copy(page, index * size);
    });
    page[488] = entries.length;
    page[489] = most;
    page[490] = size;
    page[491] = level;
    const ib = this.#space.place(512, 512);
    const bid = this.next++;
    this.#space.put(ib, trailer(page, type, ib, bid, true));
    return { bid, ib };
  }
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => {
    bytes.writeBigUInt64LE(BigInt(value), 8 * index);
  });
  return bytes;
}

function nodeEntry(node: BuiltNode): Buffer {
  return numbers(node.nid, node.bidData ?? 0, node.bidSub ?? 0, node.parent ?? 0);
}

function blockEntry(block: Block, space: Space): Buffer {
  const length = Math.ceil((block.data.length + 16) / 64) * 64;
  const ib = space.place(length, 64);
  const bytes = Buffer.alloc(length);
  block.data.copy(bytes);
  const at = length - 16;
  bytes.writeUInt16LE(block.data.length, at);
  bytes.writeUInt16LE(signature(ib, block.bid), at + 2);
  bytes.writeUInt32LE(pstCrc(block.data), at + 4);
  bytes.writeBigUInt64LE(BigInt(block.bid), at + 8);
  space.put(ib, bytes);
  const entry = numbers(block.bid, ib, 0);
  entry.writeUInt16LE(block.data.length, 16);
  entry.writeUInt16LE(2, 18);
  return entry;
}

/** Gives a page its trailer; maps carry no signature. */
export function trailer(page: Buffer, type: number, ib: number, bid: number, signed: boolean): Buffer {
  page[496] = type;
  page[497] = type;
  page.writeUInt16LE(signed ? signature(ib, bid) : 0, 498);
  page.writeUInt32LE(pstCrc(page.subarray(0, 496)), 500);
  page.writeBigUInt64LE(BigInt(bid), 504);
  return page;
}

function header(
  file: Buffer,
  of: { nodeRoot: PageRef; blockRoot: PageRef; nextPage: number; nextBlock: number; free: number; lastMap: number },
): void {
  file.write('!BDN', 0, 'latin1');
  file.write('SM', 8, 'latin1');
  file.writeUInt16LE(23, 10);
  file.writeUInt16LE(19, 12);
  file.writeBigUInt64LE(BigInt(of.nextPage), 32);
  const root = [
    file.length,
    of.lastMap,
    of.free,
    0,
    of.nodeRoot.bid,
    of.nodeRoot.ib,
    of.blockRoot.bid,
    of.blockRoot.ib,
  ];
  numbers(...root).copy(file, 184);
  file[248] = 2;
  file[512] = 0x80;
  file.writeBigUInt64LE(BigInt(of.nextBlock), 516);
  sealHeader(file);
}

/** Makes both checksums of a header right again. */
export function sealHeader(file: Buffer): void {
  file.writeUInt32LE(pstCrc(file.subarray(8, 479)), 4);
  file.writeUInt32LE(pstCrc(file.subarray(8, 524)), 524);
}
