import type { PstValue } from '../model.ts';
import { decodeText, UTF_16 } from './code-page.ts';

/** Property types of [MS-OXCDATA] 2.11.1. */
export const propertyType = {
  unspecified: 0x0000,
  null: 0x0001,
  int16: 0x0002,
  int32: 0x0003,
  float32: 0x0004,
  float64: 0x0005,
  currency: 0x0006,
  floatingTime: 0x0007,
  error: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  int64: 0x0014,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  serverId: 0x00fb,
  restriction: 0x00fd,
  ruleAction: 0x00fe,
  binary: 0x0102,
} as const;

const MULTI = 0x1000;

/** Bytes of a value of fixed size, or null for one of variable size or an unknown type. */
export function fixedSize(type: number): number | null {
  switch (type) {
    case propertyType.boolean:
      return 1;
    case propertyType.int16:
      return 2;
    case propertyType.int32:
    case propertyType.float32:
    case propertyType.error:
      return 4;
    case propertyType.float64:
    case propertyType.currency:
    case propertyType.floatingTime:
    case propertyType.int64:
    case propertyType.time:
      return 8;
    case propertyType.guid:
      return 16;
    default:
      return null;
  }
}

/** True where a property context holds the value in its record: 4 bytes or less. */
export function isInline(type: number): boolean {
  const size = fixedSize(type);
  return (size !== null && size <= 4) || type === propertyType.unspecified || type === propertyType.null;
}

/** True for the types this reader knows; another one is read as bytes. */
export function isKnownType(type: number): boolean {
  const single = type & ~MULTI;
  return (Object.values(propertyType) as readonly number[]).includes(single);
}

/** 100-ns ticks between 1601 and 1970. */
const EPOCH_TICKS = 116_444_736_000_000_000n;

/** The last millisecond that ISO 8601 writes with four digits of year; later times mean "never". */
const LAST_MS = 253_402_300_799_999;

/** A FILETIME as Date; null for zero (not set) and for times after the year 9999 (never). */
export function fileTime(ticks: bigint): Date | null {
  if (ticks === 0n) return null;
  const ms = Number((ticks - EPOCH_TICKS) / 10_000n);
  return ms <= LAST_MS ? new Date(ms) : null;
}

/** OLE automation date: days since 1899-12-30. */
function floatingTime(days: number): Date | null {
  const ms = (days - 25_569) * 86_400_000;
  return Math.abs(ms) <= 8.64e15 ? new Date(Math.round(ms)) : null;
}

/** One value of a single-valued type from its bytes; null where they are too few. Never throws. */
function decodeSingle(type: number, bytes: Buffer, codePage: number): PstValue {
  const size = fixedSize(type);
  if (size !== null && bytes.length < size) return null;
  switch (type) {
    case propertyType.boolean:
      return bytes[0] !== 0;
    case propertyType.int16:
      return bytes.readInt16LE(0);
    case propertyType.int32:
    case propertyType.error:
      return bytes.readInt32LE(0);
    case propertyType.float32:
      return bytes.readFloatLE(0);
    case propertyType.float64:
      return bytes.readDoubleLE(0);
    case propertyType.floatingTime:
      return floatingTime(bytes.readDoubleLE(0));
    case propertyType.currency:
    case propertyType.int64:
      return bytes.readBigInt64LE(0);
    case propertyType.time:
      return fileTime(bytes.readBigUInt64LE(0));
    case propertyType.string8:
      return decodeText(bytes, codePage);
    case propertyType.string:
      return decodeText(bytes, UTF_16);
    case propertyType.unspecified:
    case propertyType.null:
      return null;
    default:
      return Buffer.from(bytes);
  }
}

/** A value of any type from its bytes; null where they do not make one. Never throws. */
export function decodeValue(type: number, bytes: Buffer, codePage: number): PstValue {
  if ((type & MULTI) === 0) return decodeSingle(type, bytes, codePage);
  const single = type & ~MULTI;
  const size = fixedSize(single);
  return size === null ? decodeVariable(single, bytes, codePage) : decodeFixed(single, size, bytes, codePage);
}

function decodeFixed(type: number, size: number, bytes: Buffer, codePage: number): PstValue {
  const values: PstValue[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) {
    values.push(decodeSingle(type, bytes.subarray(at, at + size), codePage));
  }
  return values;
}

/** Count, offsets, data ([MS-PST] 2.3.3.4.2). */
function decodeVariable(type: number, bytes: Buffer, codePage: number): PstValue {
  if (bytes.length === 0) return [];
  if (bytes.length < 4) return null;
  const count = bytes.readUInt32LE(0);
  if (4 + count * 4 > bytes.length) return null;
  const values: PstValue[] = [];
  let total = 0;
  for (let index = 0; index < count; index++) {
    const start = bytes.readUInt32LE(4 + index * 4);
    const end = index + 1 < count ? bytes.readUInt32LE(8 + index * 4) : bytes.length;
    if (start > end || end > bytes.length) return null;
    total += end - start;
    // Offsets that fall back would repeat the same bytes for each of a million values.
    if (total > bytes.length) return null;
    values.push(decodeSingle(type, bytes.subarray(start, end), codePage));
  }
  return values;
}
