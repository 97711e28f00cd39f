import { createHash } from 'node:crypto';
import { domainError } from '../errors.ts';

/** What the verdict needs to know of an attachment. */
export interface AttachmentFact {
  readonly name: string;
  readonly bytes: number;
  /** Of `magicMatches`; null where nothing can be said. */
  readonly magicOk: boolean | null;
}

/** What the verdict needs to know of an item; comparable between nights, whatever file holds it. */
export interface ItemFact {
  /** The same in every night: 32 bytes, or any text. Items may share one (copies do). */
  readonly identity: string | Uint8Array;
  /** Hash of the canonical content, hex or bytes; null where the item could not be read. */
  readonly contentHash: string | Uint8Array | null;
  readonly messageClass: string;
  /** Not sent yet: people edit drafts. */
  readonly draft: boolean;
  readonly attachments: readonly AttachmentFact[];
}

/*
 * A stream of facts, version 1, little-endian:
 *
 *   0   8  "COFFACT1"
 *   8   4  number of records
 *  12   4  zero
 *  16  40  records, in byte order:
 *            0 16  identity (first 16 bytes of a SHA-256)
 *           16 16  content (likewise); zeros unless kind is 0
 *           32  2  attachments whose beginning was checked
 *           34  2  of these, attachments that begin otherwise than their type says
 *           36  2  attachments of which nothing can be said
 *           38  1  kind: 0 delivered, 1 a class that people edit, 2 unreadable
 *           39  1  zero
 *
 * 128 bits of each hash: among two million items the chance that two share one is below 10⁻²⁶. Counts stop at 65,535.
 */
const MAGIC = Buffer.from('COFFACT1');
const HEADER_BYTES = 16;
export const RECORD_BYTES = 40;
export const KIND_DELIVERED = 0;
export const KIND_EDITED = 1;
export const KIND_UNREADABLE = 2;

/** 2²¹ items are 80 MiB of records to sort; the sort key below holds no more. */
export const MAX_ITEMS = 2 ** 21;

/** Bytes handed on at once. */
const BLOCK_BYTES = RECORD_BYTES * 4096;

/**
 * Classes whose content people or the server change (ransomware.md § 2): calendar, contacts, tasks, notes, journal, and the
 * stubs that archiving leaves in place of a message.
 */
const EDITED =
  /^IPM\.(Appointment|Contact|DistList|AbchPerson|Task|StickyNote|Activity|Configuration|Microsoft|Note\.(EnterpriseVault|EAS|Mimecast))/i;

function isEdited(fact: ItemFact): boolean {
  return fact.draft || EDITED.test(fact.messageClass);
}

function hash16(value: string | Uint8Array, isHex: boolean): Buffer {
  const bytes =
    typeof value === 'string' && isHex && /^[0-9a-f]{32,128}$/i.test(value) ? Buffer.from(value, 'hex') : value;
  if (typeof bytes !== 'string' && bytes.byteLength >= 16) return Buffer.from(bytes.subarray(0, 16));
  return createHash('sha256').update(bytes).digest().subarray(0, 16);
}

const stop16 = (count: number): number => Math.min(count, 0xffff);

function writeRecord(into: Buffer, at: number, fact: ItemFact): void {
  const kind = fact.contentHash === null ? KIND_UNREADABLE : isEdited(fact) ? KIND_EDITED : KIND_DELIVERED;
  into.set(hash16(fact.identity, false), at);
  if (kind === KIND_DELIVERED && fact.contentHash !== null) into.set(hash16(fact.contentHash, true), at + 16);
  else into.fill(0, at + 16, at + 32);
  const checked = fact.attachments.filter((one) => one.magicOk !== null).length;
  into.writeUInt16LE(stop16(checked), at + 32);
  into.writeUInt16LE(stop16(fact.attachments.filter((one) => one.magicOk === false).length), at + 34);
  into.writeUInt16LE(stop16(fact.attachments.length - checked), at + 36);
  into[at + 38] = kind;
  into[at + 39] = 0;
}

/** Positions of the records in byte order. */
function sortedOrder(records: Buffer, count: number): Float64Array {
  // The first 32 bits and the position in one double: numbers sort natively, without a call per comparison.
  const keys = new Float64Array(count);
  for (let index = 0; index < count; index++)
    keys[index] = records.readUInt32BE(index * RECORD_BYTES) * MAX_ITEMS + index;
  keys.sort();
  const high = (at: number): number => Math.floor((keys[at] ?? 0) / MAX_ITEMS);
  const compare = (a: number, b: number): number => {
    const left = (a % MAX_ITEMS) * RECORD_BYTES;
    const right = (b % MAX_ITEMS) * RECORD_BYTES;
    return records.compare(records, right, right + RECORD_BYTES, left, left + RECORD_BYTES);
  };
  for (let from = 0; from < count; ) {
    let to = from + 1;
    while (to < count && high(to) === high(from)) to++;
    if (to - from > 1) keys.subarray(from, to).sort(compare);
    from = to;
  }
  return keys.map((key) => key % MAX_ITEMS);
}

/**
 * Facts of any number of items, in any order, as the stream above. Holds 40 bytes an item while it sorts (doubling, so at
 * most 160 MiB for the two million it accepts); FACTS_TOO_MANY beyond. The same items give the same bytes.
 */
export async function* encodeFacts(
  facts: AsyncIterable<ItemFact> | Iterable<ItemFact>,
  maxItems: number = MAX_ITEMS,
): AsyncGenerator<Uint8Array> {
  let records = Buffer.alloc(RECORD_BYTES * 1024);
  let count = 0;
  for await (const fact of facts) {
    if (count >= Math.min(maxItems, MAX_ITEMS)) {
      throw domainError('FACTS_TOO_MANY', `more than ${count} items in one mailbox`);
    }
    if ((count + 1) * RECORD_BYTES > records.length) {
      const larger = Buffer.alloc(records.length * 2);
      records.copy(larger);
      records = larger;
    }
    writeRecord(records, count * RECORD_BYTES, fact);
    count++;
  }
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(count, 8);
  yield header;
  const order = sortedOrder(records, count);
  const perBlock = BLOCK_BYTES / RECORD_BYTES;
  for (let from = 0; from < count; from += perBlock) {
    const size = Math.min(perBlock, count - from);
    const block = Buffer.alloc(size * RECORD_BYTES);
    for (let index = 0; index < size; index++) {
      const at = (order[from + index] ?? 0) * RECORD_BYTES;
      records.copy(block, index * RECORD_BYTES, at, at + RECORD_BYTES);
    }
    yield block;
  }
}

/** Blocks of whole records, in order. */
export type FactsStream = AsyncIterable<Buffer>;

function damaged(what: string): Error {
  return domainError('FACTS_DAMAGED', `the facts of the items are damaged: ${what}`);
}

function checkRecord(block: Buffer, at: number, before: Buffer): void {
  const kind = block[at + 38] ?? 255;
  if (kind > KIND_UNREADABLE || block[at + 39] !== 0) throw damaged('unknown kind');
  if (block.readUInt16LE(at + 34) > block.readUInt16LE(at + 32)) throw damaged('impossible counts');
  if (kind !== KIND_DELIVERED && block.subarray(at + 16, at + 32).some((byte) => byte !== 0))
    throw damaged('kind and content');
  if (block.compare(before, 0, 32, at, at + 32) < 0) throw damaged('out of order');
  block.copy(before, 0, at, at + 32);
}

/**
 * Reads the stream back, whatever pieces it comes in, with one block in memory. FACTS_DAMAGED for anything that
 * {@link encodeFacts} does not write: other version, wrong order, impossible values, too short, too long.
 */
export async function* decodeFacts(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let expected = -1;
  let seen = 0;
  const before = Buffer.alloc(32);
  for await (const piece of bytes) {
    for (let offset = 0; offset < piece.byteLength; ) {
      // Pieces of any size are worked off in blocks, so that memory stays at two of them.
      const taken = piece.subarray(offset, offset + BLOCK_BYTES);
      offset += taken.byteLength;
      rest = rest.length === 0 ? Buffer.from(taken) : Buffer.concat([rest, taken]);
      if (expected < 0) {
        if (rest.length < HEADER_BYTES) continue;
        if (!rest.subarray(0, 8).equals(MAGIC) || rest.readUInt32LE(12) !== 0) throw damaged('unknown version');
        expected = rest.readUInt32LE(8);
        if (expected > MAX_ITEMS) throw damaged('too many records');
        rest = rest.subarray(HEADER_BYTES);
      }
      const whole = Math.floor(rest.length / RECORD_BYTES);
      if (whole === 0) continue;
      const block = rest.subarray(0, whole * RECORD_BYTES);
      rest = rest.subarray(whole * RECORD_BYTES);
      seen += whole;
      if (seen > expected) throw damaged('more records than announced');
      for (let at = 0; at < block.length; at += RECORD_BYTES) checkRecord(block, at, before);
      yield block;
    }
  }
  if (expected < 0 || seen !== expected || rest.length > 0) throw damaged('cut short');
}
