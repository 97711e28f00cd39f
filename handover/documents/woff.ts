import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;
/** A table of these fonts has some hundred kilobytes at most; a larger one is not unpacked. */
const MAX_TABLE = 4 * 1024 * 1024;

/**
 * The OpenType font inside a WOFF 1.0 file (W3C Recommendation 2012-12-13, §§ 3–5), unpacked by zlib: the PDF library would
 * inflate each table again and again in JavaScript, which took most of the time of a document. TypeError for any other file.
 */
export function sfntOf(woff: Buffer): Buffer {
  if (woff.length < HEADER || woff.toString('latin1', 0, 4) !== 'wOFF') throw new TypeError('not a WOFF 1.0 font');
  const count = woff.readUInt16BE(12);
  if (count === 0 || HEADER + count * ENTRY > woff.length) throw new TypeError('a WOFF font without its tables');
  const tables = Array.from({ length: count }, (_, index) => readTable(woff, HEADER + index * ENTRY));
  const power = Math.floor(Math.log2(count));
  const head = Buffer.alloc(12 + count * 16);
  woff.copy(head, 0, 4, 8);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(2 ** power * 16, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE((count - 2 ** power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  tables.forEach(({ tag, checksum, data }, index) => {
    const at = 12 + index * 16;
    head.writeUInt32BE(tag, at);
    head.writeUInt32BE(checksum, at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    const padded = Buffer.concat([data], Math.ceil(data.length / 4) * 4);
    parts.push(padded);
    offset += padded.length;
  });
  return Buffer.concat(parts);
}

function readTable(woff: Buffer, at: number) {
  const [tag, offset, packed, length, checksum] = [0, 4, 8, 12, 16].map((field) => woff.readUInt32BE(at + field)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (length > MAX_TABLE || packed > length || offset + packed > woff.length) {
    throw new TypeError('a table of the WOFF font reaches past it');
  }
  const stored = woff.subarray(offset, offset + packed);
  const data = packed === length ? stored : inflateSync(stored, { maxOutputLength: length });
  if (data.length !== length) throw new TypeError('a table of the WOFF font is shorter than it says');
  return { tag, checksum, data };
}
