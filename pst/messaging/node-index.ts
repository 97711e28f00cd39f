import type { NodeDatabase } from '../ndb/node-database.ts';
import { nodeType, typeOf } from './tags.ts';

/** Which folders exist and which items each has, from one pass over the node tree: 8 bytes an item, a few more a folder. */
export interface NodeIndex {
  /** Folders and search folders in NID order, with the parent each names. */
  readonly folders: readonly { readonly nid: number; readonly parent: number }[];
  /** NIDs of the folders that name `parent`, in NID order; the root, which names itself, is not its own child. */
  childrenOf(parent: number): readonly number[];
  /** NIDs of items and associated items that name `parent`, in NID order. */
  itemsOf(parent: number): Uint32Array;
  /** Every parent that items name. */
  readonly parents: readonly number[];
}

/** A list of 32-bit numbers that grows by doubling. */
class NumberList {
  #values = new Uint32Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  get values(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

export async function buildNodeIndex(db: NodeDatabase, signal: AbortSignal): Promise<NodeIndex> {
  const folders: { nid: number; parent: number }[] = [];
  const nids = new NumberList();
  const parents = new NumberList();
  const counts = new Map<number, number>();
  for await (const { nid, parent } of db.allNodes(signal)) {
    const type = typeOf(nid);
    if (type === nodeType.folder || type === nodeType.searchFolder) folders.push({ nid, parent });
    if (type !== nodeType.message && type !== nodeType.associated) continue;
    nids.push(nid);
    parents.push(parent);
    counts.set(parent, (counts.get(parent) ?? 0) + 1);
  }
  const children = new Map<number, number[]>();
  for (const { nid, parent } of folders) {
    if (nid === parent) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [nid]);
    else siblings.push(nid);
  }
  const ranges = new Map<number, { readonly start: number; end: number }>();
  let next = 0;
  for (const [parent, count] of counts) {
    ranges.set(parent, { start: next, end: next });
    next += count;
  }
  const grouped = new Uint32Array(nids.values.length);
  parents.values.forEach((parent, index) => {
    const range = ranges.get(parent);
    if (range !== undefined) grouped[range.end++] = nids.values[index] ?? 0;
  });
  return {
    folders,
    parents: [...counts.keys()],
    childrenOf: (parent) => children.get(parent) ?? [],
    itemsOf: (parent) => {
      const range = ranges.get(parent);
      return range === undefined ? new Uint32Array(0) : grouped.subarray(range.start, range.end);
    },
  };
}
