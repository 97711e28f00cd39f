import { vaultError } from './errors.ts';
import { base32Bytes } from './names.ts';

/** The 64 bytes that every sealed object starts with (docs/vault-format.md § 4); they are the AAD of all its frames. */
export const HEADER_BYTES = 64;

export const FORMAT_VERSION = 0;

/** HKDF-SHA-256, AES-256-GCM, zstd. */
export const SUITE = 1;

export type Magic = 'COFPACK1' | 'COFSEGM1' | 'COFMANI1' | 'COFNOTE1' | 'COFWITN1' | 'COFACT_1' | 'COFERAS1';

export interface ObjectHeader {
  readonly magic: Magic;
  readonly id: string;
  /** Null for objects of the vault itself: acts and their witnesses. */
  readonly mailboxRef: string | null;
  readonly generation: number;
  /** Fence of the writer; the sequence number for acts. */
  readonly number: number;
}

const ZERO_REF = Buffer.alloc(10);

export function encodeHeader(header: ObjectHeader): Buffer {
  const out = Buffer.alloc(HEADER_BYTES);
  out.write(header.magic, 0, 'latin1');
  out.writeUInt16LE(FORMAT_VERSION, 8);
  out.writeUInt16LE(SUITE, 10);
  out.writeUInt32LE(HEADER_BYTES, 12);
  base32Bytes(header.id).copy(out, 16);
  (header.mailboxRef === null ? ZERO_REF : base32Bytes(header.mailboxRef)).copy(out, 32);
  out.writeUInt32LE(header.generation, 48);
  out.writeBigUInt64LE(BigInt(header.number), 56);
  return out;
}

/** What a header must say beforehand, the rest being read from it. `object` is the key, for messages. */
export interface ExpectedHeader {
  readonly object: string;
  readonly magic: Magic;
  readonly mailboxRef: string | null;
}

/** Object id, key generation and number of a stored header. VAULT_OBJECT_CORRUPT where anything else differs; VAULT_FORMAT for a newer version. */
export function decodeHeader(
  bytes: Uint8Array,
  expected: ExpectedHeader,
): { readonly id: Buffer; readonly generation: number; readonly number: number } {
  const corrupt = (what: string): Error =>
    vaultError('VAULT_OBJECT_CORRUPT', `${expected.object}: ${what}`, { facts: { object: expected.object } });
  if (bytes.byteLength < HEADER_BYTES) throw corrupt('shorter than its header');
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  if (view.toString('latin1', 0, 8) !== expected.magic) throw corrupt('not an object of its kind');
  const version = view.readUInt16LE(8);
  if (version !== FORMAT_VERSION) {
    throw vaultError('VAULT_FORMAT', `${expected.object} is of format ${version}`, {
      facts: { object: expected.object, version },
    });
  }
  if (view.readUInt16LE(10) !== SUITE || view.readUInt32LE(12) !== HEADER_BYTES) throw corrupt('unknown suite');
  const ref = expected.mailboxRef === null ? ZERO_REF : base32Bytes(expected.mailboxRef);
  if (!view.subarray(32, 42).equals(ref)) throw corrupt('it belongs to another mailbox');
  if (view.readUIntLE(42, 6) !== 0 || view.readUInt32LE(52) !== 0) throw corrupt('reserved bytes are not zero');
  const number = view.readBigUInt64LE(56);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw corrupt('number out of range');
  return { id: view.subarray(16, 32), generation: view.readUInt32LE(48), number: Number(number) };
}
