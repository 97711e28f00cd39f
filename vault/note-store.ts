import { CodedError, sha256Hex } from '../core/index.ts';
import type { VaultContext } from './context.ts';
import { isDamage, vaultError } from './errors.ts';
import { listManifests, READ_WIDTH } from './history.ts';
import type { Domain } from './keyring.ts';
import { type MailboxPath, mailboxPrefix, type NoteName, newObjectId, noteName, parseNoteName } from './names.ts';
import { NOTE_LIMIT, openNote, openWitness, sealNote, sealWitness, type Witness } from './note-codec.ts';
import type { Note, StoredNote } from './notes.ts';
import { findKey, listKeys, mapOrdered, putProven, readFirst, type StoredKey } from './store-io.ts';

/**
 * Notes lie in pairs: the note, and a witness that names it and repeats it. The two notes that a manifest expects have
 * the manifest as their witness. So each object's loss is told by another one.
 */
export interface NotePair {
  readonly snapshot: string;
  readonly id: string;
  readonly noteKey: string | null;
  readonly witnessKey: string | null;
  /** From the note, or from its witness where the note is lost. */
  readonly note: Note | null;
  readonly problems: readonly { readonly key: string; readonly error: CodedError }[];
}

interface Listed {
  readonly snapshot: string;
  readonly id: string;
  note?: { readonly name: NoteName; readonly stored: StoredKey };
  witness?: { readonly name: NoteName; readonly stored: StoredKey };
}

async function attempt<T>(
  context: VaultContext,
  stored: StoredKey,
  signal: AbortSignal,
  open: (bytes: Buffer) => T,
): Promise<T | CodedError> {
  try {
    return await readFirst(context.store, stored, { limit: NOTE_LIMIT, signal }, open);
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

async function readPair(context: VaultContext, domain: Domain, listed: Listed, signal: AbortSignal): Promise<NotePair> {
  const problems: { key: string; error: CodedError }[] = [];
  const { snapshot, id } = listed;
  let own: { readonly note: Note; readonly sha256: string } | null = null;
  let witness: Witness | null = null;
  if (listed.note !== undefined) {
    const { name, stored } = listed.note;
    const open = (bytes: Buffer) => ({ note: openNote(domain, name, bytes), sha256: sha256Hex(bytes) });
    const read = await attempt(context, stored, signal, open);
    if (read instanceof CodedError) problems.push({ key: name.key, error: read });
    else own = read;
  }
  if (listed.witness !== undefined) {
    const { name, stored } = listed.witness;
    const read = await attempt(context, stored, signal, (bytes) => openWitness(domain, name, bytes));
    if (read instanceof CodedError) problems.push({ key: name.key, error: read });
    else witness = read;
  }
  if (witness !== null && listed.note === undefined) {
    const key = witness.of.key;
    problems.push({ key, error: vaultError('VAULT_OBJECT_MISSING', `${key} was removed; its witness is there`) });
  }
  if (witness !== null && own !== null && witness.sha256 !== own.sha256) {
    const key = witness.of.key;
    problems.push({ key, error: vaultError('VAULT_CHANGED', `${key} is not the note that was witnessed`) });
  }
  return {
    snapshot,
    id,
    noteKey: listed.note?.name.key ?? null,
    witnessKey: listed.witness?.name.key ?? null,
    note: witness?.note ?? own?.note ?? null,
    problems,
  };
}

/** Notes and witnesses by snapshot and id, from their names alone; those about other snapshots than wanted are left out. */
async function listNotes(
  context: VaultContext,
  domain: Domain,
  signal: AbortSignal,
  wanted: (snapshot: string) => boolean,
): Promise<readonly Listed[]> {
  const listed = new Map<string, Listed>();
  for await (const found of listKeys(context.store, mailboxPrefix('notes', domain), signal)) {
    const name = parseNoteName(found.key);
    if (name === null || !wanted(name.snapshot)) continue;
    const { snapshot, id } = name;
    const pair = listed.get(`${snapshot}-${id}`) ?? { snapshot, id };
    if (name.kind === 'witness') pair.witness = { name, stored: found };
    else pair.note = { name, stored: found };
    listed.set(`${snapshot}-${id}`, pair);
  }
  return [...listed.values()];
}

/**
 * The notes of a mailbox with their witnesses, opened; of one snapshot where it is given. Keys that are no note names are
 * skipped here; `check` names them.
 */
export async function* readNotes(
  context: VaultContext,
  domain: Domain,
  signal: AbortSignal,
  snapshot?: string,
): AsyncGenerator<NotePair> {
  const listed = await listNotes(context, domain, signal, (one) => snapshot === undefined || one === snapshot);
  yield* mapOrdered(listed, READ_WIDTH, (one) => readPair(context, domain, one, signal));
}

function stored(domain: Domain, name: NoteName, note: Note): StoredNote {
  return { id: name.id, key: name.key, tenant: domain.tenant, mailboxId: domain.mailboxId, note };
}

function nameOf(path: MailboxPath, kind: NoteName['kind'], snapshot: string, id: string): NoteName {
  const { tenantRef, mailboxRef } = path;
  return { key: noteName(path, kind, snapshot, id), tenantRef, mailboxRef, kind, snapshot, id };
}

async function putWitness(
  context: VaultContext,
  domain: Domain,
  of: { readonly name: NoteName; readonly note: Note; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<void> {
  const name = nameOf(domain, 'witness', of.name.snapshot, of.name.id);
  const bytes = sealWitness(domain, name, of, newObjectId(context.random));
  await putProven(context.store, name.key, bytes, signal);
}

/** Stores a note and its witness, each read back. VAULT_SNAPSHOT_NOT_FOUND for a note about nothing, drop notes excepted. */
export async function putFreeNote(
  context: VaultContext,
  domain: Domain,
  note: Note,
  signal: AbortSignal,
): Promise<StoredNote> {
  const names = await listManifests(context, domain, signal);
  if (note.kind !== 'drop' && !names.some(({ name }) => name.id === note.snapshot)) {
    throw vaultError('VAULT_SNAPSHOT_NOT_FOUND', `there is no snapshot ${note.snapshot} to write a note about`);
  }
  const name = nameOf(domain, note.kind, note.snapshot, newObjectId(context.random));
  const bytes = sealNote(domain, name, note, newObjectId(context.random));
  await putProven(context.store, name.key, bytes, signal);
  await putWitness(context, domain, { name, note, bytes }, signal);
  return stored(domain, name, note);
}

/** The note under a key that a manifest reserved: stored once; called again it gives what is there. */
export async function putReservedNote(
  context: VaultContext,
  domain: Domain,
  request: { readonly note: Note; readonly key: string; readonly signal: AbortSignal },
): Promise<StoredNote> {
  const { note, key, signal } = request;
  const name = parseNoteName(key);
  if (name === null || key !== noteName(domain, note.kind, note.snapshot, name.id)) {
    throw new TypeError(`${key} is not reserved for this note`);
  }
  const there = async (): Promise<StoredNote | null> => {
    const found = await findKey(context.store, key, signal);
    if (found === null) return null;
    const limits = { limit: NOTE_LIMIT, signal };
    const known = await readFirst(context.store, found, limits, (bytes) => openNote(domain, name, bytes));
    return stored(domain, name, known);
  };
  const before = await there();
  if (before !== null) return before;
  try {
    await putProven(context.store, key, sealNote(domain, name, note, newObjectId(context.random)), signal);
  } catch (error) {
    const winner = signal.aborted ? null : await there().catch(() => null);
    if (winner === null) throw error;
    return winner;
  }
  return (await there()) ?? stored(domain, name, note);
}

/** Gives every note that a death left without a witness its witness; `expected` are keys that a manifest speaks for. */
export async function mendNotes(
  context: VaultContext,
  domain: Domain,
  expected: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  for (const { note, witness } of await listNotes(context, domain, signal, () => true)) {
    if (note === undefined || witness !== undefined || expected.has(note.name.key)) continue;
    const { name, stored } = note;
    const open = (bytes: Buffer) => ({ name, bytes, note: openNote(domain, name, bytes) });
    const read = await attempt(context, stored, signal, open);
    if (!(read instanceof CodedError)) await putWitness(context, domain, read, signal);
  }
}
