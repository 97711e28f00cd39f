import { createCipheriv, createDecipheriv } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Authenticated encryption of one piece (docs/vault-format.md § 4.2). Every object has its own key, so nonces are counters. */
export const TAG_BYTES = 16;
/** Codec, kind, two zeros, raw length: sealed together with the data. */
export const PREFIX_BYTES = 8;
export const FRAME_OVERHEAD = TAG_BYTES + PREFIX_BYTES;

/** First four bytes of the nonce. */
export const NONCE_FRAME = 1;
export const NONCE_DIRECTORY = 2;

/** What a frame holds; in the chunk id too. Numbers are part of the format; 1–3, 5 and 7 are kept for `pst-split@1`. */
export const KIND = {
  list: 4,
  raw: 6,
  facts: 8,
  segment: 16,
  manifest: 17,
  note: 18,
  witness: 19,
  act: 20,
  erasure: 21,
} as const;

const CODEC_RAW = 0;
const CODEC_ZSTD = 1;

/** Level 3: level 6 costs half the speed for 2.5 % in size. */
const ZSTD_LEVEL = 3;

/** zlib accepts no smaller output buffer; larger ones than the result save joining pieces. */
const MIN_OUTPUT = 64;

export interface FrameSeal {
  readonly key: Uint8Array;
  readonly aad: Uint8Array;
  readonly nonceKind: number;
  readonly ordinal: number;
}

function nonceOf({ nonceKind, ordinal }: FrameSeal): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(nonceKind, 0);
  nonce.writeBigUInt64BE(BigInt(ordinal), 4);
  return nonce;
}

/** Ciphertext followed by its tag, as it is stored. */
export function sealBytes(seal: FrameSeal, plain: readonly Uint8Array[]): Buffer {
  const cipher = createCipheriv('aes-256-gcm', seal.key, nonceOf(seal));
  cipher.setAAD(seal.aad);
  const parts = plain.map((part) => cipher.update(part));
  parts.push(cipher.final(), cipher.getAuthTag());
  return Buffer.concat(parts);
}

/** The plain bytes, or null where a single bit of key, nonce, AAD or ciphertext differs. */
export function openBytes(seal: FrameSeal, sealed: Uint8Array): Buffer | null {
  if (sealed.byteLength < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', seal.key, nonceOf(seal), { authTagLength: TAG_BYTES });
  decipher.setAAD(seal.aad);
  decipher.setAuthTag(sealed.subarray(sealed.byteLength - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.byteLength - TAG_BYTES));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}

/** Compresses where that shrinks, then seals. */
export function sealFrame(seal: FrameSeal, kind: number, raw: Uint8Array): Buffer {
  const packed = zstdCompressSync(raw, {
    chunkSize: Math.max(MIN_OUTPUT, raw.byteLength),
    params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
  });
  const smaller = packed.byteLength < raw.byteLength;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix[0] = smaller ? CODEC_ZSTD : CODEC_RAW;
  prefix[1] = kind;
  prefix.writeUInt32LE(raw.byteLength, 4);
  return sealBytes(seal, [prefix, smaller ? packed : raw]);
}

/** The raw bytes of a frame of `kind`; null where it does not open, is of another kind, or would exceed `limit` bytes. */
export function openFrame(
  seal: FrameSeal,
  sealed: Uint8Array,
  expected: { readonly kind: number; readonly limit: number },
): Buffer | null {
  const plain = openBytes(seal, sealed);
  if (plain === null || plain.byteLength < PREFIX_BYTES) return null;
  const length = plain.readUInt32LE(4);
  if (plain[1] !== expected.kind || plain.readUInt16LE(2) !== 0 || length > expected.limit) return null;
  const data = plain.subarray(PREFIX_BYTES);
  if (plain[0] === CODEC_RAW) return data.byteLength === length ? data : null;
  if (plain[0] !== CODEC_ZSTD) return null;
  try {
    const raw = zstdDecompressSync(data, {
      chunkSize: Math.max(MIN_OUTPUT, length),
      maxOutputLength: Math.max(1, length),
    });
    return raw.byteLength === length ? raw : null;
  } catch {
    return null;
  }
}
