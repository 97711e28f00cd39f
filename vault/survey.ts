import type { CodedError } from '../core/index.ts';
import type { VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import type { Domain, KeySurvey } from './keyring.ts';
import { mailboxKeyName, mailboxOf } from './names.ts';
import { listKeys, type StoredKey } from './store-io.ts';
import type { SnapshotFilter } from './vault.ts';

/** Objects of one mailbox whose keys are at hand. */
export interface MailboxObjects {
  readonly domain: Domain;
  readonly objects: readonly StoredKey[];
}

/** An object whose keys are lost or damaged, or whose name is none of ours: it cannot be read, and is never skipped. */
export interface LockedObject {
  readonly key: string;
  readonly error: CodedError;
}

/**
 * Sorts the objects of one kind by mailbox, ordered by tenant and mailbox. Under a filter, objects that may belong to the
 * tenant asked for, because nobody can tell whose they are, are among the locked ones. What an erasure has still to remove is left out.
 */
export async function surveyObjects(
  context: VaultContext,
  type: 'snapshots' | 'notes',
  filter: SnapshotFilter,
  signal: AbortSignal,
): Promise<{ readonly mailboxes: readonly MailboxObjects[]; readonly locked: readonly LockedObject[] }> {
  const survey = await context.keyring.survey(signal, filter.tenant);
  const domains = new Map(survey.domains.map((one) => [`${one.tenantRef}/${one.mailboxRef}`, one]));
  const groups = new Map<Domain, StoredKey[]>();
  const locked: LockedObject[] = [];
  for (const prefix of prefixes(type, filter, survey)) {
    for await (const stored of listKeys(context.store, prefix, signal)) {
      const path = mailboxOf(stored.key);
      if (path !== null && context.keyring.isErased(path.tenantRef)) continue;
      const domain = path === null ? undefined : domains.get(`${path.tenantRef}/${path.mailboxRef}`);
      if (domain === undefined) locked.push({ key: stored.key, error: whyLocked(stored.key, survey) });
      else groups.set(domain, [...(groups.get(domain) ?? []), stored]);
    }
  }
  const mailboxes = survey.domains
    .filter((domain) => filter.mailboxId === undefined || domain.mailboxId === filter.mailboxId)
    .map((domain) => ({ domain, objects: groups.get(domain) ?? [] }));
  return { mailboxes, locked };
}

function prefixes(type: string, filter: SnapshotFilter, survey: KeySurvey): readonly string[] {
  if (filter.tenant === undefined) return [`${type}/`];
  const refs = new Set([...survey.tenants, ...survey.problems].map(({ tenantRef }) => tenantRef));
  return [...refs].sort().map((ref) => `${type}/${ref}/`);
}

/** The problem of the key that would open this object, or that there is no such key. */
export function whyLocked(key: string, survey: KeySurvey): CodedError {
  const path = mailboxOf(key);
  if (path === null) {
    return vaultError('VAULT_OBJECT_CORRUPT', `${key} is no name of this vault`, { facts: { object: key } });
  }
  const { tenantRef, mailboxRef } = path;
  const problem =
    survey.problems.find((one) => one.tenantRef === tenantRef && one.mailboxRef === mailboxRef) ??
    survey.problems.find((one) => one.tenantRef === tenantRef && one.mailboxRef === null);
  if (problem !== undefined) return problem.error;
  const object = mailboxKeyName(path, 1);
  return vaultError('VAULT_KEY_MISSING', `${object} is gone, and nothing else opens ${key}`, { facts: { object } });
}
