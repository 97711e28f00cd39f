import { bytesByteSource } from '../../byte-source.ts';
import { FindingSink } from '../../finding-sink.ts';
import { pstCrc } from '../../ndb/crc.ts';
import { blockExtent } from '../../ndb/layout.ts';
import { NodeDatabase, type NodeRef } from '../../ndb/node-database.ts';
import { findSubnode } from '../../ndb/subnodes.ts';
import { encodePermute } from '../ndb/encode.ts';
import { signal } from './write-file.ts';

const PAGE_DATA = 496;

/** Changes a permute-encoded file so that only what a test means is wrong: every checksum is right again afterwards. */
export class FileEditor {
  readonly #file: Buffer;
  readonly #db: NodeDatabase;

  private constructor(file: Buffer, db: NodeDatabase) {
    this.#file = file;
    this.#db = db;
  }

  static async open(file: Buffer): Promise<FileEditor> {
    const sink = new FindingSink({ strict: true });
    return new FileEditor(file, await NodeDatabase.open(bytesByteSource(Buffer.from(file)), sink, signal));
  }

  async node(nid: number): Promise<NodeRef> {
    return found(await this.#db.node(nid, signal), nid);
  }

  /** The first node of a type. */
  async nodeOfType(type: number, where: (node: NodeRef) => boolean = () => true): Promise<NodeRef> {
    for await (const node of this.#db.allNodes(signal)) if ((node.nid & 0x1f) === type && where(node)) return node;
    throw new Error(`no node of type ${type}`);
  }

  async subnode(node: NodeRef, nid: number): Promise<NodeRef> {
    return found(await findSubnode(this.#db, node.bidSub, nid, signal), nid);
  }

  /** The leaf entry of a node: NID, data, subnodes, parent. */
  async editNode(nid: number, change: (entry: Buffer) => void): Promise<void> {
    const hit = found(await this.#db.nodes.find(nid, signal), nid);
    const { ib, entryBytes } = hit.page;
    this.editPage(ib, (page) => change(page.subarray(hit.index * entryBytes, (hit.index + 1) * entryBytes)));
  }

  async editRootPage(change: (page: Buffer) => void): Promise<void> {
    this.editPage(this.#db.header.nodeRoot.ib, change);
  }

  editPage(ib: number, change: (page: Buffer) => void): void {
    const page = this.#file.subarray(ib, ib + PAGE_DATA);
    change(page);
    this.#file.writeUInt32LE(pstCrc(page), ib + PAGE_DATA + 4);
  }

  /** The decoded data of a node of one block. */
  async editData({ bidData }: NodeRef, change: (data: Buffer) => void): Promise<void> {
    const ref = await this.#db.blockRef(bidData, signal);
    const plain = Buffer.from(await this.#db.blockUncached(bidData, signal));
    change(plain);
    const stored = this.#file.subarray(ref.ib, ref.ib + ref.stored);
    encodePermute(plain, stored);
    this.#file.writeUInt32LE(pstCrc(stored), ref.ib + blockExtent(ref.stored, this.#db.header.layout) - 12);
  }

  /** A record of a property context: id, type, and its value or where that is. */
  async editProperty(node: NodeRef, tag: number, change: (record: Buffer) => void): Promise<void> {
    const key = Buffer.alloc(4);
    key.writeUInt16LE(tag >>> 16, 0);
    key.writeUInt16LE(tag & 0xffff, 2);
    await this.editData(node, (data) => {
      const at = data.indexOf(key);
      if (at < 0) throw new Error(`no property 0x${tag.toString(16)}`);
      change(data.subarray(at, at + 8));
    });
  }
}

function found<T>(value: T | null, nid: number): T {
  if (value === null) throw new Error(`no node 0x${nid.toString(16)}`);
  return value;
}
