import { fixedSize, isKnownType, propertyType } from '../../ltp/values.ts';
import type { PstValue } from '../../model.ts';
import { pstWriterError } from '../errors.ts';

const MULTI = 0x1000;
/** 100-ns ticks between 1601 and 1970. */
const EPOCH_TICKS = 116_444_736_000_000_000n;
/** Days between 1899-12-30, where OLE dates begin, and 1970. */
const EPOCH_DAYS = 25_569;

/** The bytes of a value as [MS-PST] 2.3.3.4 stores them. Throws PSTWRITER_INPUT for a value that is none of its type. */
export function encodeValue(tag: number, value: PstValue): Buffer {
  const type = tag & 0xffff;
  if (!isKnownType(type) || type === propertyType.object || (type & ~MULTI) <= propertyType.null) {
    throw refused(tag, 'its type cannot be written');
  }
  if (Buffer.isBuffer(value)) return checkSize(tag, type, value);
  if ((type & MULTI) === 0) return encodeSingle(tag, type, value);
  if (!Array.isArray(value)) throw refused(tag, 'a list is expected');
  const single = type & ~MULTI;
  const parts = (value as readonly PstValue[]).map((one) =>
    Buffer.isBuffer(one) ? checkSize(tag, single, one) : encodeSingle(tag, single, one),
  );
  if (fixedSize(single) !== null) return Buffer.concat(parts);
  const head = Buffer.alloc(4 + 4 * parts.length);
  head.writeUInt32LE(parts.length, 0);
  let at = head.length;
  parts.forEach((part, index) => {
    head.writeUInt32LE(at, 4 + 4 * index);
    at += part.length;
  });
  return parts.length === 0 ? Buffer.alloc(0) : Buffer.concat([head, ...parts]);
}

function encodeSingle(tag: number, type: number, value: PstValue): Buffer {
  const bytes = Buffer.alloc(fixedSize(type) ?? 0);
  try {
    switch (type) {
      case propertyType.boolean:
        if (typeof value !== 'boolean') break;
        bytes[0] = value ? 1 : 0;
        return bytes;
      case propertyType.int16:
        if (typeof value !== 'number') break;
        bytes.writeInt16LE(value);
        return bytes;
      case propertyType.int32:
      case propertyType.error:
        if (typeof value !== 'number') break;
        bytes.writeInt32LE(value | 0);
        return value === (value | 0) || value === value >>> 0 ? bytes : failed(tag);
      case propertyType.float32:
        if (typeof value !== 'number') break;
        bytes.writeFloatLE(value);
        return bytes;
      case propertyType.float64:
        if (typeof value !== 'number') break;
        bytes.writeDoubleLE(value);
        return bytes;
      case propertyType.floatingTime:
        if (!(value instanceof Date)) break;
        bytes.writeDoubleLE(value.getTime() / 86_400_000 + EPOCH_DAYS);
        return bytes;
      case propertyType.currency:
      case propertyType.int64:
        if (typeof value !== 'bigint') break;
        bytes.writeBigInt64LE(value);
        return bytes;
      case propertyType.time:
        if (typeof value === 'bigint') bytes.writeBigUInt64LE(value);
        else if (value instanceof Date) bytes.writeBigUInt64LE(BigInt(value.getTime()) * 10_000n + EPOCH_TICKS);
        else break;
        return bytes;
      case propertyType.string:
        if (typeof value !== 'string') break;
        return Buffer.from(value, 'utf16le');
      default:
        break;
    }
  } catch (error) {
    throw refused(tag, 'its value is out of range', error);
  }
  throw refused(tag, 'its value is not of its type');
}

function failed(tag: number): never {
  throw refused(tag, 'its value is out of range');
}

function checkSize(tag: number, type: number, bytes: Buffer): Buffer {
  const size = fixedSize(type & ~MULTI);
  const isWhole = size === null || (type & MULTI ? bytes.length % size === 0 : bytes.length === size);
  if (!isWhole) throw refused(tag, `${bytes.length} bytes do not make a value of its type`);
  return bytes;
}

export function refused(tag: number, why: string, cause?: unknown): Error {
  const name = `0x${(tag >>> 0).toString(16).padStart(8, '0')}`;
  return pstWriterError('PSTWRITER_INPUT', `property ${name} cannot be written: ${why}`, { cause, facts: { tag } });
}
