import { base32 } from '../core/index.ts';
import { objectKey, type SealedKind } from './derive.ts';
import { vaultError } from './errors.ts';
import { KIND, NONCE_FRAME, openFrame, sealFrame } from './frame.ts';
import { decodeHeader, encodeHeader, HEADER_BYTES, type Magic } from './header.ts';

/** Largest raw content of a manifest, segment, note, witness or act: more is refused before it is decompressed. */
export const METADATA_LIMIT = 64 * 1024 * 1024;

const MAGIC: Readonly<Record<SealedKind, Magic>> = {
  segment: 'COFSEGM1',
  manifest: 'COFMANI1',
  note: 'COFNOTE1',
  witness: 'COFWITN1',
  act: 'COFACT_1',
  erasure: 'COFERAS1',
};

export interface SealedIdentity {
  readonly kind: SealedKind;
  readonly id: string;
  readonly mailboxRef: string | null;
  readonly generation: number;
  readonly number: number;
}

/** A header and one frame: the form of everything that is not a pack. `parent` is the mailbox's meta key, or the master key. */
export function sealObject(parent: Uint8Array, identity: SealedIdentity, raw: Uint8Array): Buffer {
  const { kind, ...rest } = identity;
  const header = encodeHeader({ magic: MAGIC[kind], ...rest });
  const key = objectKey(parent, identity.id, kind);
  return Buffer.concat([header, sealFrame({ key, aad: header, nonceKind: NONCE_FRAME, ordinal: 0 }, KIND[kind], raw)]);
}

/** Opens what `sealObject` made. `parentOf` gives the parent key of a generation, undefined for an unknown one. */
export function openObject(
  bytes: Uint8Array,
  expected: { readonly object: string; readonly kind: SealedKind; readonly mailboxRef: string | null },
  parentOf: (generation: number) => Uint8Array | undefined,
): { readonly id: string; readonly generation: number; readonly number: number; readonly raw: Buffer } {
  const { object, kind, mailboxRef } = expected;
  const header = decodeHeader(bytes, { object, magic: MAGIC[kind], mailboxRef });
  const id = base32(header.id);
  const parent = parentOf(header.generation);
  if (parent === undefined) {
    throw vaultError('VAULT_KEY_MISSING', `${object} wants key generation ${header.generation}`, { facts: { object } });
  }
  const raw = openFrame(
    {
      key: objectKey(parent, id, kind),
      aad: bytes.subarray(0, HEADER_BYTES),
      nonceKind: NONCE_FRAME,
      ordinal: 0,
    },
    bytes.subarray(HEADER_BYTES),
    { kind: KIND[kind], limit: METADATA_LIMIT },
  );
  if (raw === null) throw vaultError('VAULT_OBJECT_CORRUPT', `${object} does not open`, { facts: { object } });
  return { id, generation: header.generation, number: header.number, raw };
}
