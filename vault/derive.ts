import { createHmac, hkdfSync } from 'node:crypto';
import { base32Bytes } from './names.ts';

/** The key tree (docs/vault-format.md § 3): every derivation is HKDF-SHA-256 with a salt and a label of its own. */
const NO_SALT = new Uint8Array(0);

export const KEY_BYTES = 32;

/** What an object is sealed as; stands in the label, so that an object of one kind never opens as another. */
export type SealedKind = 'segment' | 'manifest' | 'note' | 'witness' | 'act' | 'erasure';

function hkdf(key: Uint8Array, salt: Uint8Array, label: string, bytes = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, label, bytes));
}

/** Wraps the tenant key of one generation. */
export function keyEncryptionKey(master: Uint8Array, tenantRef: string, generation: number): Buffer {
  const salt = Buffer.alloc(14);
  base32Bytes(tenantRef).copy(salt);
  salt.writeUInt32LE(generation, 10);
  return hkdf(master, salt, 'coffre/kek/v1');
}

export function packKey(data: Uint8Array, packId: string): Buffer {
  return hkdf(data, base32Bytes(packId), 'coffre/pack/v1');
}

/** Key of one manifest, segment, note or witness (from the mailbox's meta key), or of one act (from the master key). */
export function objectKey(parent: Uint8Array, objectId: string, kind: SealedKind): Buffer {
  return hkdf(parent, base32Bytes(objectId), `coffre/${kind}/v1`);
}

/** The gear table of FastCDC: 256 words that only the holder of the mailbox's keys knows. */
export function gearTable(gear: Uint8Array): Int32Array {
  const bytes = hkdf(gear, NO_SALT, 'coffre/gear/v1', 1024);
  return Int32Array.from({ length: 256 }, (_, i) => bytes.readInt32LE(i * 4));
}

/** Chunk id: keyed, so that nobody who sees ids can test for known mail; `kind` keeps types apart. */
export function chunkId(idKey: Uint8Array, kind: number, plain: Uint8Array): Buffer {
  return createHmac('sha256', idKey).update(Uint8Array.of(kind)).update(plain).digest();
}

/** Proves possession of the master key without telling anything of it. */
export function masterKeyCheck(master: Uint8Array, vaultId: string): string {
  return hkdf(master, base32Bytes(vaultId), 'coffre/check/v1', 16).toString('hex');
}

/** Authenticates `vault.json`. */
export function vaultFileMac(master: Uint8Array, vaultId: string, text: string): string {
  return createHmac('sha256', hkdf(master, base32Bytes(vaultId), 'coffre/vault/v1'))
    .update(text)
    .digest('hex');
}

/** Names event `seq` of the ledger: the same for every process, so that two of them meet under one key. */
export function actId(master: Uint8Array, seq: number): Buffer {
  const salt = Buffer.alloc(8);
  salt.writeBigUInt64LE(BigInt(seq));
  return hkdf(master, salt, 'coffre/act-id/v1', 16);
}
