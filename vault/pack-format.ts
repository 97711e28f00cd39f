import { MAX_CHUNK_BYTES } from './chunker.ts';
import { chunkId, packKey } from './derive.ts';
import { vaultError } from './errors.ts';
import { FRAME_OVERHEAD, NONCE_DIRECTORY, NONCE_FRAME, openBytes, openFrame, sealBytes, TAG_BYTES } from './frame.ts';
import { encodeHeader, HEADER_BYTES } from './header.ts';

/** Bytes of a pack (docs/vault-format.md § 5): header, frames, filler, directory, trailer. */
export const TRAILER_BYTES = 32;
const TRAILER_MAGIC = Buffer.from('COFPEND1', 'latin1');
const ENTRY_BYTES = 48;
/** The directory is padded to this, so that its size does not count the chunks. */
const DIRECTORY_STEP = 4096;

/** A pack is closed before it would exceed this; also what a reader is willing to hold. */
export const PACK_LIMIT = 64 * 1024 * 1024;

/** More frames than a pack of PACK_LIMIT can have: each has at least its overhead. */
const MAX_FRAMES = Math.floor(PACK_LIMIT / FRAME_OVERHEAD);

export interface PackEntry {
  readonly id: Uint8Array;
  readonly offset: number;
  readonly sealed: number;
  readonly raw: number;
  readonly kind: number;
}

/** What identifies a pack and is in its header. */
export interface PackIdentity {
  readonly packId: string;
  readonly mailboxRef: string;
  readonly generation: number;
  readonly fence: number;
}

export interface PackSeal {
  readonly header: Buffer;
  readonly key: Uint8Array;
}

export function packSeal(dataKey: Uint8Array, identity: PackIdentity): PackSeal {
  const { packId, mailboxRef, generation, fence } = identity;
  const header = encodeHeader({ magic: 'COFPACK1', id: packId, mailboxRef, generation, number: fence });
  return { header, key: packKey(dataKey, packId) };
}

export function packCorrupt(key: string, what: string): Error {
  return vaultError('VAULT_OBJECT_CORRUPT', `${key} ${what}`, { facts: { object: key } });
}

/** Sealed size of the directory of `count` frames. */
export function directorySize(count: number): number {
  return Math.ceil((4 + count * ENTRY_BYTES) / DIRECTORY_STEP) * DIRECTORY_STEP + TAG_BYTES;
}

export function sealDirectory(seal: PackSeal, entries: readonly PackEntry[]): Buffer {
  const plain = Buffer.alloc(directorySize(entries.length) - TAG_BYTES);
  plain.writeUInt32LE(entries.length, 0);
  for (const [i, entry] of entries.entries()) {
    const at = 4 + i * ENTRY_BYTES;
    plain.set(entry.id, at);
    plain.writeUInt32LE(entry.offset, at + 32);
    plain.writeUInt32LE(entry.sealed, at + 36);
    plain.writeUInt32LE(entry.raw, at + 40);
    plain[at + 44] = entry.kind;
  }
  return sealBytes({ key: seal.key, aad: seal.header, nonceKind: NONCE_DIRECTORY, ordinal: 0 }, [plain]);
}

export function encodeTrailer(directoryBytes: number, total: number): Buffer {
  const out = Buffer.alloc(TRAILER_BYTES);
  out.writeUInt32LE(directoryBytes, 0);
  out.writeBigUInt64LE(BigInt(total), 8);
  TRAILER_MAGIC.copy(out, 24);
  return out;
}

/** Sealed size of the directory, from the last 32 bytes of a pack of `total` bytes. */
export function decodeTrailer(key: string, bytes: Buffer, total: number): number {
  const directory = bytes.byteLength === TRAILER_BYTES ? bytes.readUInt32LE(0) : 0;
  const sound =
    bytes.byteLength === TRAILER_BYTES &&
    bytes.subarray(24).equals(TRAILER_MAGIC) &&
    bytes.readUInt32LE(4) === 0 &&
    bytes.readBigUInt64LE(16) === 0n &&
    bytes.readBigUInt64LE(8) === BigInt(total) &&
    directory >= DIRECTORY_STEP + TAG_BYTES &&
    directory <= total - HEADER_BYTES - TRAILER_BYTES;
  if (!sound) throw packCorrupt(key, 'has no sound trailer');
  return directory;
}

/** The frames of a pack in order. VAULT_OBJECT_CORRUPT where the directory does not open or contradicts itself. */
export function openDirectory(
  key: string,
  seal: PackSeal,
  sealed: Uint8Array,
  framesEnd: number,
): readonly PackEntry[] {
  const plain = openBytes({ key: seal.key, aad: seal.header, nonceKind: NONCE_DIRECTORY, ordinal: 0 }, sealed);
  if (plain === null || plain.byteLength < 4) throw packCorrupt(key, 'has a directory that does not open');
  const count = plain.readUInt32LE(0);
  if (count > MAX_FRAMES || directorySize(count) !== sealed.byteLength) {
    throw packCorrupt(key, 'has a directory of the wrong size');
  }
  const entries: PackEntry[] = [];
  let expected = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const at = 4 + i * ENTRY_BYTES;
    const offset = plain.readUInt32LE(at + 32);
    const bytes = plain.readUInt32LE(at + 36);
    const raw = plain.readUInt32LE(at + 40);
    const sound =
      offset === expected && bytes >= FRAME_OVERHEAD && offset + bytes <= framesEnd && raw <= MAX_CHUNK_BYTES;
    if (!sound || plain.readUIntLE(at + 45, 3) !== 0) throw packCorrupt(key, 'has a directory that contradicts itself');
    entries.push({ id: plain.subarray(at, at + 32), offset, sealed: bytes, raw, kind: plain[at + 44]! });
    expected = offset + bytes;
  }
  return entries;
}

/** The plain chunk of a frame, authenticated twice: by its tag and by its id. Null where either fails. */
export function openChunk(
  seal: PackSeal,
  idKeys: readonly Uint8Array[],
  frame: {
    readonly id: Uint8Array;
    readonly ordinal: number;
    readonly kind: number;
    readonly raw: number;
    readonly sealed: Uint8Array;
  },
): Buffer | null {
  const { id, ordinal, kind, raw, sealed } = frame;
  const plain = openFrame({ key: seal.key, aad: seal.header, nonceKind: NONCE_FRAME, ordinal }, sealed, {
    kind,
    limit: MAX_CHUNK_BYTES,
  });
  if (plain === null || plain.byteLength !== raw) return null;
  return idKeys.some((key) => chunkId(key, kind, plain).equals(id)) ? plain : null;
}
