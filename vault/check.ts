import type { CodedError } from '../core/index.ts';
import { readActs } from './acts.ts';
import { checkMailbox } from './check-mailbox.ts';
import { type CheckScope, errorFinding } from './check-scope.ts';
import type { VaultContext } from './context.ts';
import { checkErasures } from './erase-check.ts';
import { isDamage } from './errors.ts';
import { Keyring } from './keyring.ts';
import { type MailboxPath, mailboxOf, parseOrderedName, VAULT_FILE } from './names.ts';
import { findKey, listKeys, readFirst, type StoredKey } from './store-io.ts';
import { whyLocked } from './survey.ts';
import type { CheckRequest, VaultFinding } from './vault.ts';
import { openVaultFile, VAULT_FILE_LIMIT } from './vault-file.ts';

interface Group extends MailboxPath {
  readonly names: StoredKey[];
  readonly snapshots: string[];
}

/** All manifests by mailbox, from their names alone: so that damage above them can name the snapshots it hits. */
async function groupSnapshots(
  context: VaultContext,
  signal: AbortSignal,
): Promise<{ readonly groups: readonly Group[]; readonly strangers: readonly string[] }> {
  const groups = new Map<string, Group>();
  const strangers: string[] = [];
  for await (const stored of listKeys(context.store, 'snapshots/', signal)) {
    const path = mailboxOf(stored.key);
    if (path === null) {
      strangers.push(stored.key);
      continue;
    }
    const key = `${path.tenantRef}/${path.mailboxRef}`;
    const group = groups.get(key) ?? { ...path, names: [], snapshots: [] };
    const name = parseOrderedName(stored.key);
    if (name === null) strangers.push(stored.key);
    else {
      group.names.push(stored);
      group.snapshots.push(name.id);
    }
    groups.set(key, group);
  }
  return { groups: [...groups.values()], strangers };
}

/** One finding for each snapshot, or a single one that names none. */
function* hitting(
  snapshots: readonly string[],
  scope: CheckScope,
  object: string,
  error: CodedError,
): Generator<VaultFinding> {
  if (snapshots.length === 0) yield errorFinding(null, object, error);
  for (const snapshot of snapshots) if (scope.wants(snapshot)) yield errorFinding(snapshot, object, error);
}

async function checkVaultFile(context: VaultContext, signal: AbortSignal): Promise<CodedError | null> {
  const stored = (await findKey(context.store, VAULT_FILE, signal)) ?? { key: VAULT_FILE, copies: [], marked: false };
  try {
    const limits = { limit: VAULT_FILE_LIMIT, signal };
    await readFirst(context.store, stored, limits, (bytes) => openVaultFile(context.master, bytes));
    return null;
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

/**
 * Proves the vault from the store alone: nothing cached is believed. Damage never ends it early; an unreachable store
 * does. Findings come as they are found, mailbox by mailbox.
 */
export async function* checkVault(context: VaultContext, request: CheckRequest): AsyncGenerator<VaultFinding> {
  const { signal, level, onProgress } = request;
  const asked = request.snapshots === undefined ? null : new Set(request.snapshots);
  let done = 0;
  const onObject = (): void => onProgress({ step: 'check', done: ++done, unit: 'objects' });
  const scope: CheckScope = { level, wants: (id) => asked?.has(id) ?? true, onObject, signal };
  const fresh: VaultContext = { ...context, keyring: new Keyring(context.store, context.master, context.random) };

  await fresh.keyring.refresh(signal);
  const { groups: all, strangers } = await groupSnapshots(fresh, signal);
  const groups = all.filter(({ tenantRef }) => !fresh.keyring.isErased(tenantRef));
  const everything = groups.flatMap(({ snapshots }) => snapshots);
  const file = await checkVaultFile(fresh, signal);
  if (file !== null) yield* hitting(everything, scope, VAULT_FILE, file);
  for (const key of strangers) {
    yield {
      severity: 'error',
      code: 'VAULT_MANIFEST_CORRUPT',
      snapshot: null,
      object: key,
      message: `${key} is no name of a manifest`,
    };
  }

  const survey = await fresh.keyring.survey(signal);
  for (const { key, tenantRef, mailboxRef, error } of survey.problems) {
    const below = groups.filter(
      (one) => one.tenantRef === tenantRef && (mailboxRef === null || one.mailboxRef === mailboxRef),
    );
    yield* hitting(
      below.flatMap(({ snapshots }) => snapshots),
      scope,
      key,
      error,
    );
  }
  const opened = new Set(survey.domains.map((one) => `${one.tenantRef}/${one.mailboxRef}`));
  for (const group of groups) {
    if (opened.has(`${group.tenantRef}/${group.mailboxRef}`)) continue;
    const error = whyLocked(`snapshots/${group.tenantRef}/${group.mailboxRef}/`, survey);
    const known = survey.problems.some((one) => one.error === error);
    const object = String(error.facts['object'] ?? '');
    if (!known) yield* hitting(group.snapshots, scope, object, error);
  }

  const seen = new Set(everything);
  const byPath = new Map(groups.map((one) => [`${one.tenantRef}/${one.mailboxRef}`, one.names]));
  for (const domain of survey.domains) {
    const names = byPath.get(`${domain.tenantRef}/${domain.mailboxRef}`) ?? [];
    for await (const finding of checkMailbox(fresh, domain, names, scope)) {
      if (finding.snapshot !== null) seen.add(finding.snapshot);
      if (finding.snapshot === null || scope.wants(finding.snapshot)) yield finding;
    }
  }
  for (const snapshot of asked ?? []) {
    if (seen.has(snapshot)) continue;
    const message = `there is no snapshot ${snapshot}`;
    yield { severity: 'error', code: 'VAULT_SNAPSHOT_NOT_FOUND', snapshot, object: null, message };
  }
  if (asked !== null) return;
  yield* checkActs(fresh, scope);
  yield* checkErasures(fresh, scope);
}

/** Acts belong to no snapshot. */
async function* checkActs(context: VaultContext, scope: CheckScope): AsyncGenerator<VaultFinding> {
  for await (const pair of readActs(context, scope.signal)) {
    scope.onObject();
    if (!('problems' in pair)) {
      yield { severity: 'error', code: pair.code, snapshot: null, object: pair.key, message: pair.message };
    } else for (const { key, error } of pair.problems) yield errorFinding(null, key, error);
  }
}
