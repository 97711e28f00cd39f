import { collectBytes } from '../../../core/index.ts';
import { isInline, propertyType } from '../../ltp/values.ts';
import type { PstPropertyBag, PstWriteValue } from '../model.ts';
import { encodeValue, refused } from './encode-value.ts';

/** A property ready to be written: its bytes, or the stream that gives them. */
export interface PreparedProperty {
  readonly id: number;
  readonly type: number;
  readonly value: Buffer | AsyncIterable<Uint8Array>;
}

/** A stream whose value must be known whole (for a row of a table) may be this long. */
const MOST_WHOLE_BYTES = 2 ** 20;

/** Checks and encodes a bag; the answer is by id. Throws PSTWRITER_INPUT for a value not of its type and for an id given twice. */
export function prepareProperties(bag: PstPropertyBag): Map<number, PreparedProperty> {
  const prepared = new Map<number, PreparedProperty>();
  for (const { tag, value } of bag) {
    if (value === null) continue;
    const id = tag >>> 16;
    if (prepared.has(id)) throw refused(tag, 'its id is given twice');
    prepared.set(id, prepareProperty(tag, value));
  }
  return prepared;
}

export function prepareProperty(tag: number, value: PstWriteValue): PreparedProperty {
  const id = tag >>> 16;
  const type = writtenType(tag & 0xffff, value);
  if (isStream(value)) {
    // Refuses the types that cannot be written at all.
    encodeValue(((id << 16) | propertyType.binary) >>> 0, Buffer.alloc(0));
    if (isInline(type) || type === propertyType.object) throw refused(tag, 'a stream is no value of its type');
    return { id, type, value };
  }
  return { id, type, value: encodeValue(((id << 16) | type) >>> 0, value) };
}

/** 8-bit text that is given as text becomes Unicode: the file has one code page less to be wrong about. */
function writtenType(type: number, value: PstWriteValue): number {
  const single = type & 0xfff;
  if (single !== propertyType.string8) return type;
  const isText =
    (type & 0x1000) !== 0
      ? Array.isArray(value) && !value.some((one) => Buffer.isBuffer(one))
      : typeof value === 'string';
  return isText ? type + 1 : type;
}

function isStream(value: PstWriteValue): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Takes the streams among `ids` into memory; throws PSTWRITER_INPUT above 1 MB. */
export async function takeWhole(prepared: Map<number, PreparedProperty>, ids: Iterable<number>): Promise<void> {
  for (const id of ids) {
    const one = prepared.get(id);
    if (one === undefined || Buffer.isBuffer(one.value)) continue;
    try {
      prepared.set(id, { ...one, value: await collectBytes(one.value, MOST_WHOLE_BYTES) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw refused(((id << 16) | one.type) >>> 0, 'it stands in a table and is too long for that', error);
    }
  }
}
