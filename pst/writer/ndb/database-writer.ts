import type { ByteSink } from '../byte-sink.ts';
import { SpillFile } from '../spill-file.ts';
import { BlockWriter } from './block-writer.ts';
import { DataTreeWriter, type WrittenData } from './data-tree-writer.ts';
import { firstIndexes, headerBytes } from './header-bytes.ts';
import { FIRST_MAP, writeId } from './map-pages.ts';
import { SortedEntries } from './sorted-entries.ts';
import { Space } from './space.ts';
import { type SubnodeEntry, writeSubnodes } from './subnode-writer.ts';
import { TreeWriter } from './tree-writer.ts';

/** A node of the node tree; `parent` is 0 for tables and internal nodes. */
export interface NodeEntry extends SubnodeEntry {
  readonly parent: number;
}

/**
 * The NDB layer of a new Unicode file, permute-encoded. Blocks go forward to the sink as they are written; `finish` adds both trees, the last maps
 * and the header. One call at a time.
 */
export class DatabaseWriter implements AsyncDisposable {
  readonly blocks: BlockWriter;
  readonly spill: SpillFile;
  readonly #sink: ByteSink;
  readonly #space: Space;
  readonly #nodes: SortedEntries;
  readonly #lastIndexes = firstIndexes();

  private constructor(sink: ByteSink, spill: SpillFile) {
    this.#sink = sink;
    this.spill = spill;
    this.#space = new Space(sink);
    this.blocks = new BlockWriter(this.#space, spill);
    this.#nodes = new SortedEntries(32, spill);
  }

  /** Writes the header of a file that is not whole. `spillFolder`: where what does not fit memory goes; the system's own by default. */
  static async create(
    sink: ByteSink,
    options: { readonly spillFolder?: string | undefined },
    signal: AbortSignal,
  ): Promise<DatabaseWriter> {
    const nowhere = { bid: 0, ib: 0 };
    const fields = { fileEof: FIRST_MAP, lastMap: 0, freeBytes: 0, nextPage: 1, nextBlock: 4 };
    const roots = { nodeRoot: nowhere, blockRoot: nowhere, lastIndexes: firstIndexes() };
    await sink.write(0, headerBytes({ mapValid: 0, ...fields, ...roots }), signal);
    return new DatabaseWriter(sink, new SpillFile(options.spillFolder));
  }

  /** Writes a value of any length as it comes. */
  async data(source: Uint8Array | AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<WrittenData> {
    const tree = new DataTreeWriter(this.blocks);
    if (source instanceof Uint8Array) await tree.append(source, signal);
    else for await (const piece of source) await tree.append(piece, signal);
    return tree.finish(signal);
  }

  async subnodes(entries: readonly SubnodeEntry[], signal: AbortSignal): Promise<number> {
    for (const { nid } of entries) this.#note(nid);
    return writeSubnodes(this.blocks, entries, signal);
  }

  async node(node: NodeEntry): Promise<void> {
    this.#note(node.nid);
    const entry = await this.#nodes.add();
    writeId(entry, node.nid, 0);
    writeId(entry, node.bidData, 8);
    writeId(entry, node.bidSub, 16);
    entry.writeUInt32LE(node.parent, 24);
  }

  /** Trees, maps, header; answers the length of the file. */
  async finish(signal: AbortSignal): Promise<{ readonly bytes: number }> {
    let pages = 0;
    const nextPage = (): number => ++pages;
    const nodes = new TreeWriter(this.#space, 'node', nextPage);
    for await (const entry of this.#nodes.entries()) await nodes.add(entry, signal);
    const nodeRoot = await nodes.finish(signal);
    const blocks = new TreeWriter(this.#space, 'block', nextPage);
    for await (const entry of this.blocks.entries()) await blocks.add(entry, signal);
    const blockRoot = await blocks.finish(signal);
    const ends = await this.#space.finish(signal);
    const ids = { nextPage: pages + 1, nextBlock: this.blocks.nextBid, lastIndexes: this.#lastIndexes };
    await this.#sink.write(0, headerBytes({ mapValid: 2, ...ends, nodeRoot, blockRoot, ...ids }), signal);
    return { bytes: ends.fileEof };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.spill.close();
  }

  /** Keeps rgnid: ids of subnodes count as well. */
  #note(nid: number): void {
    const type = nid & 0x1f;
    this.#lastIndexes[type] = Math.max(this.#lastIndexes[type] ?? 0, nid >>> 5);
  }
}
