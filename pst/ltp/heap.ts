import type { DataTree } from '../ndb/data-tree.ts';
import type { NodeDatabase } from '../ndb/node-database.ts';

/** bClientSig of a heap ([MS-PST] 2.3.1.2). */
export const heapClient = { propertyContext: 0xbc, tableContext: 0x7c, tree: 0xb5 } as const;

const HEAP_SIGNATURE = 0xec;

/** The heap-on-node of one node ([MS-PST] 2.3.1): items by HID, each inside one block of the node's data. */
export class Heap {
  readonly client: number;
  readonly root: number;
  readonly data: DataTree;
  readonly #db: NodeDatabase;

  private constructor(db: NodeDatabase, data: DataTree, client: number, root: number) {
    this.#db = db;
    this.data = data;
    this.client = client;
    this.root = root;
  }

  /** Throws PST_HEAP when the data does not begin as a heap does. */
  static async open(db: NodeDatabase, data: DataTree, signal: AbortSignal): Promise<Heap> {
    if (data.blockCount === 0) db.sink.fail('PST_HEAP', 'ltp', null, 'a node that must hold a heap has no data');
    const first = await data.block(0, signal);
    if (first.length < 12 || first[2] !== HEAP_SIGNATURE) {
      db.sink.fail('PST_HEAP', 'ltp', null, 'the data of a node does not begin as a heap does');
    }
    return new Heap(db, data, first.readUInt8(3), first.readUInt32LE(4));
  }

  /** The item a HID names; a view, not to be written to. Throws PST_HEAP when there is none. */
  async item(hid: number, signal: AbortSignal): Promise<Buffer> {
    const { heapIndexBits } = this.#db.header.layout;
    const index = (hid >>> 5) & ((1 << heapIndexBits) - 1);
    const blockIndex = hid >>> (5 + heapIndexBits);
    if ((hid & 0x1f) !== 0 || index === 0) this.#fail(hid, 'is none');
    if (blockIndex >= this.data.blockCount) this.#fail(hid, `names block ${blockIndex} of ${this.data.blockCount}`);
    const block = await this.data.block(blockIndex, signal);
    const map = block.length < 2 ? block.length : block.readUInt16LE(0);
    if (map + 4 > block.length) this.#fail(hid, 'lies in a block without a page map');
    const count = block.readUInt16LE(map);
    const at = map + 4 + 2 * (index - 1);
    if (index > count || at + 4 > block.length) this.#fail(hid, `names item ${index} of ${count}`);
    const start = block.readUInt16LE(at);
    const end = block.readUInt16LE(at + 2);
    if (start > end || end > map) this.#fail(hid, 'runs out of its block');
    return block.subarray(start, end);
  }

  #fail(hid: number, what: string): never {
    return this.#db.sink.fail('PST_HEAP', 'ltp', null, `heap id 0x${hid.toString(16)} ${what}`);
  }
}
