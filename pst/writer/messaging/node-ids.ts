/** Nodes of a store that the reader has no name for ([MS-PST] 2.4.1 and 2.7.1). */
export const storeNode = {
  searchManagementQueue: 0x1e1,
  searchActivityList: 0x201,
  searchDomain: 0x261,
  conflicts: 0xec1,
  searchFolder: 0x2223,
  searchQueue: 0x2226,
  searchCriteria: 0x2227,
  searchContents: 0x2230,
  ipmSubtree: 0x8022,
  searchRoot: 0x8042,
  deletedItems: 0x8062,
} as const;

/** Gives out node ids by type, each above those that every store has. */
export class NodeIds {
  readonly #next = new Map<number, number>();

  constructor() {
    this.#next.set(2, 0x404);
    this.#next.set(4, 0x10001);
    this.#next.set(8, 0x8001);
  }

  /** Throws a RangeError after 134 million ids of a type. */
  next(type: number): number {
    const index = this.#next.get(type) ?? 0x401;
    if (index > 0x7ff_ffff) throw new RangeError('no node id is left');
    this.#next.set(type, index + 1);
    return ((index << 5) | type) >>> 0;
  }
}
