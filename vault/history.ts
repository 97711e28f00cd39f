import type { CodedError } from '../core/index.ts';
import type { VaultContext } from './context.ts';
import { isDamage, vaultError } from './errors.ts';
import type { Domain } from './keyring.ts';
import type { CommittedManifest } from './manifest.ts';
import { openManifest } from './manifest-codec.ts';
import { type MailboxPath, mailboxPrefix, type OrderedName, parseOrderedName } from './names.ts';
import { METADATA_LIMIT } from './sealed-object.ts';
import { listKeys, mapOrdered, readFirst, type StoredKey } from './store-io.ts';
import type { UnreadableManifest } from './vault.ts';

/** Manifests read at once: what a small gateway answers fastest (object-store.md § 2). */
export const READ_WIDTH = 16;

export interface NamedManifest {
  readonly name: OrderedName;
  readonly stored: StoredKey;
}

/** The manifests of one mailbox in the order of their names; keys that are no manifest names are left to `check`. */
export async function listManifests(
  context: VaultContext,
  path: MailboxPath,
  signal: AbortSignal,
): Promise<readonly NamedManifest[]> {
  const found: NamedManifest[] = [];
  for await (const stored of listKeys(context.store, mailboxPrefix('snapshots', path), signal)) {
    const name = parseOrderedName(stored.key);
    if (name !== null) found.push({ name, stored });
  }
  return found;
}

/** Reads and opens one manifest. VAULT_MANIFEST_CORRUPT, VAULT_OBJECT_MISSING, or the store's own error. */
export async function readManifest(
  context: VaultContext,
  domain: Domain,
  { name, stored }: NamedManifest,
  signal: AbortSignal,
): Promise<CommittedManifest> {
  const { vaultId } = context;
  return readFirst(context.store, stored, { limit: METADATA_LIMIT, signal }, (bytes, { versionId }) =>
    openManifest(bytes, name, domain, { vaultId, versionId }),
  );
}

export function unreadable(key: string, error: CodedError): UnreadableManifest {
  return { key, code: error.code, message: error.message };
}

/** As `readManifest`, what is wrong with it as a value. */
export async function tryManifest(
  context: VaultContext,
  domain: Domain,
  named: NamedManifest,
  signal: AbortSignal,
): Promise<CommittedManifest | UnreadableManifest> {
  try {
    return await readManifest(context, domain, named, signal);
  } catch (error) {
    if (isDamage(error)) {
      return unreadable(named.name.key, error);
    }
    throw error;
  }
}

/** What is true of the manifests of one mailbox taken together. */
export interface History {
  /** In the order of seq; void ones left out. */
  readonly valid: readonly CommittedManifest[];
  readonly unreadable: readonly UnreadableManifest[];
  /** Highest seq in any name, readable or not: the next one is above it. */
  readonly lastSeq: number;
}

/**
 * Which manifests count (vault.md § 8.4): of two with the same seq the higher fence; none with a fence below that of an
 * earlier seq: a writer that had lost its lease made it. Only manifests that open can make another void.
 */
export function judgeHistory(
  manifests: readonly (CommittedManifest | UnreadableManifest)[],
): Pick<History, 'valid' | 'unreadable'> {
  const opened = manifests.filter((one) => 'manifest' in one);
  const bad: UnreadableManifest[] = manifests.filter((one): one is UnreadableManifest => !('manifest' in one));
  const sorted = opened.toSorted(
    (a, b) => a.manifest.seq - b.manifest.seq || b.manifest.fence - a.manifest.fence || (a.key < b.key ? -1 : 1),
  );
  const valid: CommittedManifest[] = [];
  for (const one of sorted) {
    const last = valid.at(-1)?.manifest;
    if (last !== undefined && (one.manifest.seq === last.seq || one.manifest.fence < last.fence)) {
      bad.push(unreadable(one.key, voidManifest(one.key)));
    } else valid.push(one);
  }
  return { valid, unreadable: bad };
}

/** The manifest of one snapshot. VAULT_SNAPSHOT_NOT_FOUND where there is none, VAULT_MANIFEST_VOID, or what keeps it from opening. */
export async function findSnapshot(
  context: VaultContext,
  domain: Domain,
  snapshot: string,
  signal: AbortSignal,
): Promise<CommittedManifest> {
  const names = await listManifests(context, domain, signal);
  const named = names.find(({ name }) => name.id === snapshot);
  if (named === undefined)
    throw vaultError('VAULT_SNAPSHOT_NOT_FOUND', `there is no snapshot ${snapshot} of this mailbox`);
  const { seq, fence } = named.name;
  const rivals = names.filter(({ name }) => name.seq <= seq && name.fence > fence);
  const found = await readManifest(context, domain, named, signal);
  for (const rival of rivals) {
    if ('manifest' in (await tryManifest(context, domain, rival, signal))) throw voidManifest(found.key);
  }
  return found;
}

function voidManifest(key: string): CodedError {
  return vaultError('VAULT_MANIFEST_VOID', `manifest ${key} was written by a process that had lost its lease`);
}

/** Every manifest of one mailbox, opened and judged. */
export async function readHistory(context: VaultContext, domain: Domain, signal: AbortSignal): Promise<History> {
  const names = await listManifests(context, domain, signal);
  const read: (CommittedManifest | UnreadableManifest)[] = [];
  for await (const one of mapOrdered(names, READ_WIDTH, (named) => tryManifest(context, domain, named, signal))) {
    read.push(one);
  }
  return { ...judgeHistory(read), lastSeq: Math.max(0, ...names.map(({ name }) => name.seq)) };
}
