import { type CheckScope, errorFinding } from './check-scope.ts';
import { checkSnapshot, SnapshotProofs } from './check-snapshot.ts';
import type { VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import { judgeHistory, READ_WIDTH, tryManifest } from './history.ts';
import type { Domain } from './keyring.ts';
import type { CommittedManifest } from './manifest.ts';
import { mailboxPrefix, noteName, parseNoteName, parseOrderedName } from './names.ts';
import { type NotePair, readNotes } from './note-store.ts';
import { listKeys, mapOrdered, type StoredKey } from './store-io.ts';
import type { UnreadableManifest, VaultFinding } from './vault.ts';

function missing(snapshot: string, object: string, message: string): VaultFinding {
  return errorFinding(snapshot, object, vaultError('VAULT_OBJECT_MISSING', message));
}

/** Second versions and delete markers on write-once keys: told, and no obstacle. */
function* anomalies(stored: StoredKey, snapshot: string | null): Generator<VaultFinding> {
  const { key: object, copies, marked } = stored;
  const say = (message: string): VaultFinding => {
    return { severity: 'warning', code: 'VAULT_CHANGED', snapshot, object, message };
  };
  if (marked) yield say(`${object} has been deleted; its bytes are still there`);
  if (new Set(copies.map(({ size }) => size)).size > 1)
    yield say(`${object} has been overwritten; its bytes are still there`);
}

/** Everything about one mailbox whose keys open: manifests and their chain, notes, then what each snapshot needs. */
export async function* checkMailbox(
  context: VaultContext,
  domain: Domain,
  names: readonly StoredKey[],
  scope: CheckScope,
): AsyncGenerator<VaultFinding> {
  const read: (CommittedManifest | UnreadableManifest)[] = [];
  const open = async (stored: StoredKey): Promise<CommittedManifest | UnreadableManifest | null> => {
    const name = parseOrderedName(stored.key);
    return name === null ? null : tryManifest(context, domain, { name, stored }, scope.signal);
  };
  for await (const one of mapOrdered(names, READ_WIDTH, open)) {
    scope.onObject();
    if (one !== null) read.push(one);
  }
  const { valid, unreadable } = judgeHistory(read);
  for (const stored of names) yield* anomalies(stored, parseOrderedName(stored.key)?.id ?? null);
  for (const { key, code, message } of unreadable) {
    const severity = code === 'VAULT_MANIFEST_VOID' ? 'warning' : 'error';
    yield { severity, code, snapshot: parseOrderedName(key)?.id ?? null, object: key, message };
  }

  const pairs: NotePair[] = [];
  for await (const pair of readNotes(context, domain, scope.signal)) {
    scope.onObject();
    pairs.push(pair);
  }
  const dropped = new Set(pairs.filter(({ note }) => note?.kind === 'drop').map(({ snapshot }) => snapshot));
  const present = new Set(names.map((stored) => parseOrderedName(stored.key)?.id ?? ''));
  yield* checkNotes(domain, { pairs, valid, present, dropped });
  for await (const stored of listKeys(context.store, mailboxPrefix('notes', domain), scope.signal)) {
    const name = parseNoteName(stored.key);
    yield* anomalies(stored, name?.snapshot ?? null);
    if (name !== null) continue;
    yield errorFinding(null, stored.key, vaultError('VAULT_NOTE_CORRUPT', `${stored.key} is no name of a note`));
  }
  yield* checkChain(valid, present, dropped);

  const proofs = new SnapshotProofs(context, domain, scope);
  for (const committed of valid) {
    if (scope.wants(committed.manifest.id)) yield* checkSnapshot(proofs, committed);
  }
}

interface NoteFacts {
  readonly pairs: readonly NotePair[];
  readonly valid: readonly CommittedManifest[];
  /** Snapshots that have a manifest, readable or not. */
  readonly present: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
}

/** Each note opens, has its witness or its manifest, and is about something; each note a manifest expects is there. */
function* checkNotes(domain: Domain, { pairs, valid, present, dropped }: NoteFacts): Generator<VaultFinding> {
  const expected = new Map<string, string>();
  for (const { manifest } of valid) {
    for (const { key } of manifest.expectedNotes) expected.set(key, manifest.id);
  }
  const found = new Set<string>();
  for (const { snapshot, id, noteKey, witnessKey, note, problems } of pairs) {
    if (noteKey !== null) found.add(noteKey);
    const isDrop = note?.kind === 'drop';
    // What retention has not yet cleared away after its decision is no finding.
    if (dropped.has(snapshot) && !present.has(snapshot) && !isDrop) continue;
    for (const { key, error } of problems) yield errorFinding(snapshot, key, error);
    const object = noteKey ?? witnessKey ?? '';
    if (witnessKey === null && !expected.has(object)) {
      const gone = noteName(domain, 'witness', snapshot, id);
      yield missing(snapshot, gone, `${object} has no witness, and no manifest speaks for it`);
    }
    if (!present.has(snapshot) && !dropped.has(snapshot)) {
      yield missing(snapshot, object, `the manifest of snapshot ${snapshot} is gone; ${object} is still there`);
    }
  }
  for (const [key, snapshot] of expected) {
    if (!found.has(key)) yield missing(snapshot, key, `${key} is gone; the manifest of its snapshot expects it`);
  }
}

/** What manifests say of each other: nothing they knew of is gone without a drop note, and nothing was rewritten. */
function* checkChain(
  valid: readonly CommittedManifest[],
  present: ReadonlySet<string>,
  dropped: ReadonlySet<string>,
): Generator<VaultFinding> {
  const hashes = new Map(valid.map(({ manifest, sha256 }) => [manifest.id, sha256]));
  const told = new Set<string>();
  for (const { key, manifest } of valid) {
    const named = manifest.previous === null ? manifest.known : [...manifest.known, manifest.previous];
    for (const { id, sha256 } of named) {
      if (told.has(id)) continue;
      const hash = hashes.get(id);
      if (!present.has(id) && !dropped.has(id)) {
        told.add(id);
        yield missing(id, key, `the manifest of snapshot ${id} is gone; ${key} names it`);
      } else if (hash !== undefined && hash !== sha256) {
        told.add(id);
        const error = vaultError('VAULT_CHANGED', `the manifest of snapshot ${id} is not the one that ${key} names`);
        yield errorFinding(id, key, error);
      }
    }
  }
}
