/**
 * Which chunks of a mailbox are in the store, and where: 64 bytes a chunk in flat memory, open addressing over it. Lives
 * during one run or one reading; a 50 GB mailbox has about 100 000 chunks.
 */
export interface PackInfo {
  readonly packId: string;
  readonly key: string;
  readonly versionId: string | null;
  readonly fence: number;
  readonly generation: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ChunkPlace {
  readonly pack: PackInfo;
  readonly kind: number;
  /** Number of the frame in its pack: its nonce. */
  readonly ordinal: number;
  readonly offset: number;
  readonly sealed: number;
  readonly raw: number;
}

const RECORD = 64;
const ID_BYTES = 32;
const EMPTY = -1;
/** Fuller tables probe long, emptier ones waste memory. */
const LOAD = 0.7;

export class ChunkIndex {
  readonly #packs: PackInfo[] = [];
  readonly #packNumbers = new Map<string, number>();
  readonly #unusable = new Set<number>();
  #records = Buffer.alloc(1024 * RECORD);
  #slots = new Int32Array(2048).fill(EMPTY);
  #size = 0;

  /** Chunks recorded, those of unusable packs included. */
  get size(): number {
    return this.#size;
  }

  get packs(): readonly PackInfo[] {
    return this.#packs;
  }

  usable(pack: PackInfo): boolean {
    return !this.#unusable.has(this.#packNumbers.get(pack.key) ?? -1);
  }

  /** From now on the chunks of this pack are unknown: they will be stored again. */
  quarantine(packKey: string): boolean {
    const number = this.#packNumbers.get(packKey);
    if (number === undefined || this.#unusable.has(number)) return false;
    this.#unusable.add(number);
    return true;
  }

  /** Says of a pack what is known only once it is sealed and stored. */
  settle(pack: PackInfo): void {
    const number = this.#packNumbers.get(pack.key);
    if (number !== undefined) this.#packs[number] = pack;
  }

  /** Where the chunk lies, or null: not stored, or in a quarantined pack. */
  get(id: Uint8Array): ChunkPlace | null {
    const at = this.#slots[this.#slot(id)] as number;
    if (at === EMPTY) return null;
    const pack = this.#records.readUInt32LE(at * RECORD + ID_BYTES);
    return this.#unusable.has(pack) ? null : this.#place(at);
  }

  /** Adds a chunk, or moves a known one to the place given. */
  set(id: Uint8Array, place: ChunkPlace): void {
    let number = this.#packNumbers.get(place.pack.key);
    if (number === undefined) {
      number = this.#packs.push(place.pack) - 1;
      this.#packNumbers.set(place.pack.key, number);
    }
    if (this.#size + 1 > this.#slots.length * LOAD) this.#grow();
    const slot = this.#slot(id);
    let at = this.#slots[slot] as number;
    if (at === EMPTY) {
      at = this.#size++;
      this.#slots[slot] = at;
      if (this.#size * RECORD > this.#records.byteLength) {
        this.#records = Buffer.concat([this.#records, Buffer.alloc(this.#records.byteLength)]);
      }
      this.#records.set(id, at * RECORD);
    }
    const base = at * RECORD + ID_BYTES;
    this.#records.writeUInt32LE(number, base);
    this.#records.writeUInt32LE(place.ordinal, base + 4);
    this.#records.writeUInt32LE(place.offset, base + 8);
    this.#records.writeUInt32LE(place.sealed, base + 12);
    this.#records.writeUInt32LE(place.raw, base + 16);
    this.#records.writeUInt32LE(place.kind, base + 20);
  }

  /** Usable chunks in the order they were first added. */
  *entries(): Generator<{ readonly id: Uint8Array; readonly place: ChunkPlace }> {
    for (let at = 0; at < this.#size; at++) {
      if (this.#unusable.has(this.#records.readUInt32LE(at * RECORD + ID_BYTES))) continue;
      yield { id: Uint8Array.from(this.#id(at)), place: this.#place(at) };
    }
  }

  #place(at: number): ChunkPlace {
    const base = at * RECORD + ID_BYTES;
    const field = (offset: number): number => this.#records.readUInt32LE(base + offset);
    return {
      pack: this.#packs[field(0)] as PackInfo,
      ordinal: field(4),
      offset: field(8),
      sealed: field(12),
      raw: field(16),
      kind: field(20),
    };
  }

  #id(at: number): Uint8Array {
    return this.#records.subarray(at * RECORD, at * RECORD + ID_BYTES);
  }

  /** The slot that holds `id`, or the empty one where it belongs. Ids are HMACs: their first bytes are the hash. */
  #slot(id: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = (id[0]! | (id[1]! << 8) | (id[2]! << 16) | (id[3]! << 24)) & mask;
    for (;;) {
      const at = this.#slots[slot] as number;
      if (at === EMPTY || this.#records.compare(id, 0, ID_BYTES, at * RECORD, at * RECORD + ID_BYTES) === 0) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let at = 0; at < this.#size; at++) this.#slots[this.#slot(this.#id(at))] = at;
  }
}
