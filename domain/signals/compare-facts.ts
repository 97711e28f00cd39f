import { type FactsStream, KIND_DELIVERED, KIND_UNREADABLE, RECORD_BYTES } from './facts-codec.ts';

/** What two nights have in common and what differs; counts only. */
export interface FactsComparison {
  /** Items of each night. */
  readonly previousItems: number;
  readonly currentItems: number;
  /** Delivered items that both nights have: C of ransomware.md § 2. */
  readonly carried: number;
  /** Of these, the ones whose content differs. */
  readonly changed: number;
  /** Items of the previous night that could be read then, are there now and cannot be read. */
  readonly carriedUnreadable: number;
  readonly added: number;
  readonly gone: number;
  /** Items of tonight that could not be read. */
  readonly unreadable: number;
  /** Attachments of added and changed items whose beginning was checked, and of these the ones that begin otherwise. */
  readonly attachmentsChecked: number;
  readonly attachmentsWrong: number;
  /** Attachments of added and changed items of which nothing can be said. */
  readonly attachmentsUnknown: number;
  /** Attachments of changed delivered items that began as their type says and no longer do. */
  readonly attachmentsTurned: number;
}

const EMPTY = Buffer.alloc(0);

/** Walks a stream record by record; only moving to the next block is asynchronous. */
class Cursor {
  readonly #blocks: AsyncIterator<Buffer>;
  #block: Buffer = EMPTY;
  #at = 0;
  items = 0;

  constructor(stream: FactsStream) {
    this.#blocks = stream[Symbol.asyncIterator]();
  }

  get block(): Buffer {
    return this.#block;
  }

  /** Offset of the current record, or −1 at the end. */
  get at(): number {
    return this.#at < this.#block.length ? this.#at : -1;
  }

  get kind(): number {
    return this.#block[this.#at + 38] ?? 255;
  }

  /** True when `next` has to wait. */
  get atBlockEnd(): boolean {
    return this.#at + RECORD_BYTES >= this.#block.length;
  }

  step(): void {
    this.#at += RECORD_BYTES;
    this.items++;
  }

  async load(): Promise<void> {
    for (;;) {
      const { done, value } = await this.#blocks.next();
      this.#block = done === true ? EMPTY : value;
      this.#at = 0;
      if (done === true || value.length > 0) return;
    }
  }

  async close(): Promise<void> {
    await this.#blocks.return?.();
  }
}

interface Group {
  /** Delivered items of each side that match none of the other. */
  previousOnly: number;
  currentOnly: number;
  currentUnreadable: number;
  previous: number;
  current: number;
  /** Wrong beginnings among those that match none of the other side. */
  previousWrong: number;
  currentWrong: number;
}

const emptyGroup = (): Group => ({
  previousOnly: 0,
  currentOnly: 0,
  currentUnreadable: 0,
  previous: 0,
  current: 0,
  previousWrong: 0,
  currentWrong: 0,
});

/**
 * Merges two sorted streams in constant memory. Items that share an identity are compared as multisets: those with equal
 * content match, and as many of the rest as both sides have are counted as changed. Aborts with the signal's reason.
 */
export async function compareFacts(
  previous: FactsStream,
  current: FactsStream,
  signal: AbortSignal,
): Promise<FactsComparison> {
  const before = new Cursor(previous);
  const now = new Cursor(current);
  const sum = {
    carried: 0,
    changed: 0,
    carriedUnreadable: 0,
    added: 0,
    gone: 0,
    unreadable: 0,
    attachmentsChecked: 0,
    attachmentsWrong: 0,
    attachmentsUnknown: 0,
    attachmentsTurned: 0,
  };
  const identity = Buffer.alloc(16);
  let group = emptyGroup();

  const closeGroup = (): void => {
    const changed = Math.min(group.previousOnly, group.currentOnly);
    sum.changed += changed;
    sum.carried += changed;
    sum.carriedUnreadable += Math.min(group.previousOnly - changed, group.currentUnreadable);
    sum.added += Math.max(0, group.current - group.previous);
    sum.gone += Math.max(0, group.previous - group.current);
    if (changed > 0) sum.attachmentsTurned += Math.max(0, group.currentWrong - group.previousWrong);
    group = emptyGroup();
  };
  const stepPrevious = async (): Promise<void> => {
    const wait = before.atBlockEnd;
    before.step();
    if (wait) await before.load();
  };
  const takePrevious = (): void => {
    group.previous++;
    if (before.kind !== KIND_DELIVERED) return;
    group.previousOnly++;
    group.previousWrong += before.block.readUInt16LE(before.at + 34);
  };
  const takeCurrent = (): void => {
    const { block, at, kind } = now;
    group.current++;
    if (kind === KIND_DELIVERED) {
      group.currentOnly++;
      group.currentWrong += block.readUInt16LE(at + 34);
    }
    if (kind === KIND_UNREADABLE) {
      group.currentUnreadable++;
      sum.unreadable++;
    }
    sum.attachmentsChecked += block.readUInt16LE(at + 32);
    sum.attachmentsWrong += block.readUInt16LE(at + 34);
    sum.attachmentsUnknown += block.readUInt16LE(at + 36);
  };
  const takeBoth = (): void => {
    group.previous++;
    group.current++;
    if (before.kind === KIND_DELIVERED && now.kind === KIND_DELIVERED) sum.carried++;
    else if (now.kind === KIND_UNREADABLE) sum.unreadable++;
  };

  try {
    await before.load();
    await now.load();
    for (let steps = 0; before.at >= 0 || now.at >= 0; steps++) {
      if (steps % 4096 === 0) signal.throwIfAborted();
      const order = compareHeads(before, now);
      const head = order <= 0 ? before : now;
      if (head.block.compare(identity, 0, 16, head.at, head.at + 16) !== 0) {
        closeGroup();
        head.block.copy(identity, 0, head.at, head.at + 16);
      }
      if (order === 0) takeBoth();
      else if (order < 0) takePrevious();
      else takeCurrent();
      if (order >= 0) {
        const wait = now.atBlockEnd;
        now.step();
        if (wait) await now.load();
      }
      if (order <= 0) await stepPrevious();
    }
    closeGroup();
    return { previousItems: before.items, currentItems: now.items, ...sum };
  } finally {
    await before.close();
    await now.close();
  }
}

/** Byte order of the two current records; the end of a stream comes after everything. */
function compareHeads(before: Cursor, now: Cursor): number {
  if (before.at < 0) return 1;
  if (now.at < 0) return -1;
  return before.block.compare(now.block, now.at, now.at + 32, before.at, before.at + 32);
}
