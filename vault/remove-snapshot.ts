import type { VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import { listManifests } from './history.ts';
import type { Domain } from './keyring.ts';
import { mailboxPrefix, parseNoteName } from './names.ts';
import { readNotes } from './note-store.ts';
import { listKeys, removeKey } from './store-io.ts';

/**
 * Removes a manifest, then its notes; the drop note that allows it stays with its witness, and says for ever that this
 * was a decision. VAULT_CHANGED without a readable drop note. Called again it finishes what is left.
 */
export async function removeSnapshot(
  context: VaultContext,
  domain: Domain,
  snapshot: string,
  signal: AbortSignal,
): Promise<void> {
  const dropped = new Set<string>();
  for await (const pair of readNotes(context, domain, signal, snapshot)) {
    if (pair.note?.kind === 'drop') dropped.add(pair.id);
  }
  if (dropped.size === 0) {
    throw vaultError('VAULT_CHANGED', `snapshot ${snapshot} has no drop note: it is not removed`);
  }
  for (const { name } of await listManifests(context, domain, signal)) {
    if (name.id === snapshot) await removeKey(context.store, name.key, signal);
  }
  const rest: string[] = [];
  for await (const { key } of listKeys(context.store, mailboxPrefix('notes', domain), signal)) {
    const name = parseNoteName(key);
    if (name?.snapshot === snapshot && !dropped.has(name.id)) rest.push(key);
  }
  for (const key of rest) await removeKey(context.store, key, signal);
}
