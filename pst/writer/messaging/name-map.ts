import { pstCrc } from '../../ndb/crc.ts';
import { pstWriterError } from '../errors.ts';
import type { PstProperty, PstPropertyName } from '../model.ts';

const BUCKETS = 251;
const FIRST_ID = 0x8000;
/** The last property id is 0xFFFE. */
const MOST_NAMES = 0x7ffe;
const PS_MAPI = '2803020000000000c000000000000046';
const PS_PUBLIC_STRINGS = '2903020000000000c000000000000046';
const STRING_BIT = 1;

interface Entry {
  readonly key: number;
  readonly text: string | null;
  readonly flags: number;
}

/**
 * The map of named properties ([MS-PST] 2.4.7): ids from 0x8000 in the order of first use. String names are matched without case (Outlook reports two
 * spellings of one name as damage); the first spelling is kept.
 */
export class NameMap {
  readonly #ids = new Map<string, number>();
  readonly #entries: Entry[] = [];
  readonly #guids = new Map<string, number>();

  /** The id of a name, new or known. Throws PSTWRITER_FULL above 32,766 names, PSTWRITER_INPUT for what is no name. */
  idOf({ guid, id }: PstPropertyName): number {
    const isSound =
      guid.length === 16 &&
      (typeof id === 'string' ? id.length > 0 : Number.isInteger(id) && id >= 0 && id <= 0xffff_ffff);
    if (!isSound) throw pstWriterError('PSTWRITER_INPUT', 'a property has neither a number nor a name');
    const hex = Buffer.from(guid).toString('hex');
    const key = `${hex} ${typeof id === 'string' ? `s${id.toLowerCase()}` : id}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#entries.length >= MOST_NAMES) {
      throw pstWriterError('PSTWRITER_FULL', `more than ${MOST_NAMES} named properties`);
    }
    const isText = typeof id === 'string';
    const flags = this.#guidIndex(hex) * 2 + (isText ? STRING_BIT : 0);
    const number = isText ? pstCrc(Buffer.from(id, 'utf16le')) : id;
    const property = FIRST_ID + this.#entries.length;
    this.#entries.push({ key: number, text: isText ? id : null, flags });
    this.#ids.set(key, property);
    return property;
  }

  /** The properties of node 0x61. */
  properties(): PstProperty[] {
    const stream = Buffer.alloc(8 * this.#entries.length);
    const texts: Buffer[] = [];
    let textBytes = 0;
    const buckets = new Map<number, Buffer[]>();
    for (const [index, { key, text, flags }] of this.#entries.entries()) {
      const entry = stream.subarray(8 * index, 8 * index + 8);
      entry.writeUInt32LE(text === null ? key : textBytes, 0);
      entry.writeUInt16LE(flags, 4);
      entry.writeUInt16LE(index, 6);
      if (text !== null) {
        const stored = storedText(text);
        texts.push(stored);
        textBytes += stored.length;
      }
      // A bucket's entry has the checksum of a text where the stream has its offset.
      const inBucket = Buffer.from(entry);
      inBucket.writeUInt32LE(key, 0);
      const bucket = ((key ^ flags) >>> 0) % BUCKETS;
      buckets.set(bucket, [...(buckets.get(bucket) ?? []), inBucket]);
    }
    const guids = Buffer.from([...this.#guids.keys()].join(''), 'hex');
    return [
      { tag: 0x0001_0003, value: BUCKETS },
      { tag: 0x0002_0102, value: guids },
      { tag: 0x0003_0102, value: stream },
      { tag: 0x0004_0102, value: Buffer.concat(texts) },
      ...[...buckets].map(([bucket, entries]) => {
        return { tag: (0x1000 + bucket) * 0x10000 + 0x0102, value: Buffer.concat(entries) };
      }),
    ];
  }

  #guidIndex(hex: string): number {
    if (hex === PS_MAPI) return 1;
    if (hex === PS_PUBLIC_STRINGS) return 2;
    const known = this.#guids.get(hex);
    if (known !== undefined) return known;
    const index = 3 + this.#guids.size;
    this.#guids.set(hex, index);
    return index;
  }
}

/** Length in bytes, UTF-16, padded to 4 ([MS-PST] 2.4.7.4). */
function storedText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  const stored = Buffer.alloc(4 + Math.ceil(bytes.length / 4) * 4);
  stored.writeUInt32LE(bytes.length, 0);
  bytes.copy(stored, 4);
  return stored;
}
