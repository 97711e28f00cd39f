import { z } from 'zod';
import { canonicalJson, type JsonValue, sha256Hex } from '../core/index.ts';
import { vaultError } from './errors.ts';
import { currentKeys, type Domain } from './keyring.ts';
import { type NoteName, noteName, parseNoteName } from './names.ts';
import { type Note, noteSchema } from './notes.ts';
import { openObject, sealObject } from './sealed-object.ts';

/**
 * Bytes of a note and of its witness (docs/vault-format.md § 8). Both say inside under which name they lie, so that a
 * renamed one does not open; the witness carries the note once more, so that either of the two can be lost.
 */
export const NOTE_LIMIT = 1024 * 1024;

const bodySchema = z.strictObject({ key: z.string(), note: noteSchema });
const witnessSchema = z.strictObject({
  key: z.string(),
  note: noteSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  witnessOf: z.string(),
});

/** What a witness says: the note, where it lies and the hash of its sealed bytes. */
export interface Witness {
  readonly of: NoteName;
  readonly note: Note;
  readonly sha256: string;
}

function seal(domain: Domain, kind: 'note' | 'witness', id: string, body: JsonValue): Buffer {
  const { mailboxRef, generation } = domain;
  const identity = { kind, id, mailboxRef, generation, number: 0 };
  return sealObject(currentKeys(domain).meta, identity, Buffer.from(canonicalJson(body)));
}

/** `objectId` must be fresh: two contents under one id would share a key and a nonce. */
export function sealNote(domain: Domain, name: NoteName, note: Note, objectId: string): Buffer {
  return seal(domain, 'note', objectId, { key: name.key, note: note as unknown as JsonValue });
}

export function sealWitness(
  domain: Domain,
  name: NoteName,
  of: { readonly name: NoteName; readonly note: Note; readonly bytes: Uint8Array },
  objectId: string,
): Buffer {
  return seal(domain, 'witness', objectId, {
    key: name.key,
    note: of.note as unknown as JsonValue,
    sha256: sha256Hex(of.bytes),
    witnessOf: of.name.key,
  });
}

function open<T extends { readonly key: string; readonly note: Note }>(
  domain: Domain,
  kind: 'note' | 'witness',
  key: string,
  bytes: Uint8Array,
  schema: z.ZodType<T>,
): T {
  const corrupt = (cause?: unknown): Error =>
    vaultError('VAULT_NOTE_CORRUPT', `${key} does not open`, { cause, facts: { object: key } });
  let body: T;
  try {
    const { raw } = openObject(bytes, { object: key, kind, mailboxRef: domain.mailboxRef }, (generation) => {
      return domain.generations.get(generation)?.meta;
    });
    body = schema.parse(JSON.parse(raw.toString('utf8')));
  } catch (error) {
    throw corrupt(error);
  }
  if (body.key !== key) throw corrupt();
  return body;
}

/** VAULT_NOTE_CORRUPT where it does not open, lies under another name, or speaks of another snapshot than its name. */
export function openNote(domain: Domain, name: NoteName, bytes: Uint8Array): Note {
  const { note } = open(domain, 'note', name.key, bytes, bodySchema);
  if (note.kind !== name.kind || note.snapshot !== name.snapshot) {
    throw vaultError('VAULT_NOTE_CORRUPT', `${name.key} is not what its name says`, { facts: { object: name.key } });
  }
  return note;
}

/** As `openNote`, for the witness beside it. */
export function openWitness(domain: Domain, name: NoteName, bytes: Uint8Array): Witness {
  const { note, sha256, witnessOf } = open(domain, 'witness', name.key, bytes, witnessSchema);
  const of = parseNoteName(witnessOf);
  const sound =
    of !== null && of.key === noteName(domain, note.kind, note.snapshot, name.id) && note.snapshot === name.snapshot;
  if (!sound) {
    throw vaultError('VAULT_NOTE_CORRUPT', `${name.key} is not what its name says`, { facts: { object: name.key } });
  }
  return { of, note, sha256 };
}
