import { base32 } from '../../core/index.ts';
import { keyEncryptionKey, objectKey, packKey, type SealedKind } from '../../vault/derive.ts';
import { KIND, NONCE_DIRECTORY, NONCE_FRAME, openBytes, openFrame } from '../../vault/frame.ts';
import { HEADER_BYTES } from '../../vault/header.ts';
import { unwrapMailboxKeys, unwrapTenantKey } from '../../vault/key-objects.ts';
import { parseKeyName } from '../../vault/names.ts';

/** Objects by their key, as somebody with a copy of the bucket has them; versions of one key are told apart by a suffix. */
export type Loot = readonly { readonly key: string; readonly bytes: Buffer }[];

const SEALED: readonly SealedKind[] = ['segment', 'manifest', 'note', 'witness', 'act', 'erasure'];

/** Generations that are tried for each reference: more than any vault has had. */
const GENERATIONS = 4;

/**
 * Every key that can be had from a master key and these objects: the master key itself, a key-encryption key for each
 * reference in any name, and whatever opens of the wrapped keys, tried under every name that a wrapped key can have here.
 */
export function everyKey(master: Uint8Array, loot: Loot): readonly Uint8Array[] {
  const refs = new Set(loot.flatMap(({ key }) => key.split('/').filter((one) => /^[a-z2-7]{16}$/.test(one))));
  const keks = [...refs].flatMap((ref) =>
    Array.from({ length: GENERATIONS }, (_, g) => keyEncryptionKey(master, ref, g + 1)),
  );
  const keys: Uint8Array[] = [master, ...keks];
  const wraps = loot.filter(({ bytes }) => bytes.subarray(0, 8).toString('latin1') === 'COFKEY_1');
  const names = new Set(
    loot.map(({ key }) => key.slice(Math.max(0, key.indexOf('keys/')))).filter((key) => parseKeyName(key) !== null),
  );
  for (let grown = true; grown; ) {
    const known = keys.length;
    for (const { bytes } of wraps) {
      for (const name of names) {
        for (const key of [...keys]) keys.push(...unwrapped(key, name, bytes).filter((one) => !has(keys, one)));
      }
    }
    grown = keys.length > known;
  }
  return keys;
}

function has(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((one) => Buffer.compare(one, key) === 0);
}

function unwrapped(key: Uint8Array, name: string, bytes: Buffer): readonly Uint8Array[] {
  try {
    return [unwrapTenantKey(key, name, bytes).key];
  } catch {
    // not a tenant's, or not under this key
  }
  try {
    const { data, id, gear, meta } = unwrapMailboxKeys(key, name, bytes);
    return [data, id, gear, meta];
  } catch {
    return [];
  }
}

/** Whether one of the keys opens the object, whatever it calls itself: each key is tried in each role. */
export function opens(keys: readonly Uint8Array[], bytes: Buffer): boolean {
  if (bytes.byteLength < HEADER_BYTES + 32) return false;
  const aad = bytes.subarray(0, HEADER_BYTES);
  const id = base32(bytes.subarray(16, 32));
  const roles = keys.flatMap((key) => [key, packKey(key, id), ...SEALED.map((kind) => objectKey(key, id, kind))]);
  if (aad.toString('latin1', 0, 8) === 'COFPACK1') {
    const length = bytes.readUInt32LE(bytes.byteLength - 32);
    const directory = bytes.subarray(Math.max(HEADER_BYTES, bytes.byteLength - 32 - length), bytes.byteLength - 32);
    return roles.some((key) => openBytes({ key, aad, nonceKind: NONCE_DIRECTORY, ordinal: 0 }, directory) !== null);
  }
  const frame = bytes.subarray(HEADER_BYTES);
  return roles.some((key) =>
    Object.values(KIND).some(
      (kind) => openFrame({ key, aad, nonceKind: NONCE_FRAME, ordinal: 0 }, frame, { kind, limit: 2 ** 26 }) !== null,
    ),
  );
}
