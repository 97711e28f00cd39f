import { createCipheriv, createHmac, hkdfSync } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sha256Hex } from '../core/index.ts';
import { nextCut, RAW_SIZES } from './chunker.ts';
import { chunkId, gearTable } from './derive.ts';
import { vaultError } from './errors.ts';
import { KIND } from './frame.ts';
import { PackBuilder } from './pack-builder.ts';
import { decodeTrailer, openChunk, openDirectory, packSeal, TRAILER_BYTES } from './pack-format.ts';

/**
 * Known answers for everything a vault rests on, computed before it is opened: a machine, a Node or a change of ours that
 * computes otherwise must not write a single object.
 */
const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** RFC 5869, appendix A.1. */
function hkdf(): string {
  const info = hex('f0f1f2f3f4f5f6f7f8f9');
  return Buffer.from(hkdfSync('sha256', Buffer.alloc(22, 0x0b), hex('000102030405060708090a0b0c'), info, 42)).toString(
    'hex',
  );
}

/** McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16. */
function gcm(): string {
  const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
  const cipher = createCipheriv('aes-256-gcm', key, hex('cafebabefacedbaddecaf888'));
  cipher.setAAD(hex('feedfacedeadbeeffeedfacedeadbeefabaddad2'));
  const plain = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('hex');
}

/** RFC 4231, test case 2. */
function hmac(): string {
  return createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex');
}

/** A frame made by zstd 1.5.7, and one made here. */
function zstd(): string {
  const frame =
    '28b52ffd607002b50100b40274686520717569636b2062726f776e20666f78206a756d7073206f76657220746865206c' +
    '617a7920646f6702003d9f2a30686719';
  const old = zstdDecompressSync(hex(frame)).toString('latin1');
  const own = zstdDecompressSync(zstdCompressSync(Buffer.from(old, 'latin1'))).toString('latin1');
  return sha256Hex(Buffer.from(old), Buffer.from(own));
}

/** A megabyte or two that no compressor shortens, the same everywhere. */
function noise(bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  let state = 0x5eed;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    out[at] = state >>> 24;
  }
  return out;
}

function cuts(): string {
  const bytes = noise(2 * 1024 * 1024);
  const gear = gearTable(Buffer.alloc(32, 1));
  const lengths: number[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const length = nextCut(bytes, at, bytes.byteLength, { gear, sizes: RAW_SIZES, last: true });
    lengths.push(length);
    at += length;
  }
  return lengths.join(' ');
}

/** One pack of two chunks with fixed keys and filler: its bytes, and that it opens. */
function pack(): string {
  const identity = { packId: 'abcdefghijklmnopqrstuvwx3a', mailboxRef: 'abcdefghijklmnop', generation: 1, fence: 7 };
  const [data, idKey] = [Buffer.alloc(32, 2), Buffer.alloc(32, 3)];
  const builder = new PackBuilder(data, identity, 8192);
  const chunks = [noise(100), noise(1000)];
  for (const chunk of chunks) builder.add(chunkId(idKey, KIND.raw, chunk), KIND.raw, chunk);
  const bytes = builder.finish((count) => new Uint8Array(count));
  const seal = packSeal(data, identity);
  const end = bytes.byteLength - TRAILER_BYTES;
  const directoryAt = end - decodeTrailer('self-test', bytes.subarray(end), bytes.byteLength);
  const entries = openDirectory('self-test', seal, bytes.subarray(directoryAt, end), directoryAt);
  const opened = entries.map(({ id, offset, sealed, raw, kind }, ordinal) => {
    const frame = { id, ordinal, kind, raw, sealed: bytes.subarray(offset, offset + sealed) };
    return openChunk(seal, [idKey], frame)?.byteLength ?? 'closed';
  });
  return `${sha256Hex(bytes)} ${opened.join(' ')}`;
}

const KNOWN: readonly (readonly [string, () => string, string])[] = [
  ['HKDF-SHA-256', hkdf, '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'],
  [
    'AES-256-GCM',
    gcm,
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
      '76fc6ece0f4e1768cddf8853bb2d551b',
  ],
  ['HMAC-SHA-256', hmac, '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ['zstd', zstd, '9420a045b2ab864d84896af693234c1494d64df33d5427851cabf9d51ac09923'],
  ['content-defined cuts', cuts, '607410 777010 557172 155560'],
  ['a pack', pack, 'fc1a89730e964f7ea5bece2f330d7b31337205bf80349442e5902779b23c4280 100 1000'],
];

let passed = false;

/** Runs once a process, in a few milliseconds. VAULT_SELF_TEST names what came out wrong. */
export function selfTest(): void {
  if (passed) return;
  for (const [what, compute, expected] of KNOWN) {
    const found = compute();
    if (found !== expected) throw vaultError('VAULT_SELF_TEST', `${what} computes wrongly on this machine`);
  }
  passed = true;
}
