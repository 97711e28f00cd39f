import type { JsonValue } from '../../core/index.ts';
import type { MailboxId, TenantId } from '../../domain/index.ts';
import type { ConfigurationClass } from '../sources/index.ts';
import type { ConfigurationRecord, ResultOf, Trustee } from './protocol.ts';
import type { RemoteHost } from './remote-host.ts';
import type { TenantRegistry } from './tenant-registry.ts';

/** One mailbox costs 10 to 60 s; a few per script keep a failure small and each script below its time limit. */
const MAILBOXES_AT_ONCE = 5;

type Captured = ResultOf<'config-capture'>;

interface Gathered {
  readonly records: ConfigurationRecord[];
  readonly errors: string[];
}

/**
 * A tenant's configuration by class, without anybody else's: mailboxes that no longer carry its three signs are left out and named in
 * `error`; a principal that is not the tenant's is dropped from every right and membership and only counted (`droppedForeign`).
 * A script that fails makes the classes of its mailboxes incomplete, which `error` says; it never fails the whole capture.
 */
export async function captureConfiguration(
  host: RemoteHost,
  registry: TenantRegistry,
  tenant: TenantId,
  mailboxes: readonly MailboxId[],
  signal: AbortSignal,
): Promise<readonly ConfigurationClass[]> {
  const { match, unit } = await registry.signs(tenant, signal);
  const classes = new Map<string, Gathered>();
  const principals = new Set<string>();
  const gather = (name: string): Gathered => {
    const found = classes.get(name) ?? { records: [], errors: [] };
    classes.set(name, found);
    return found;
  };
  const take = (captured: Captured): void => {
    for (const one of captured.classes) {
      const into = gather(one.class);
      into.records.push(...one.records);
      into.errors.push(...one.errors);
    }
    for (const guid of captured.principals) principals.add(guid);
  };
  const own: string[] = [];
  for (const id of mailboxes) {
    const mailbox = await registry.mailbox(id, signal);
    try {
      await registry.check(mailbox, tenant, signal);
      own.push(mailbox.exchangeGuid);
    } catch (error) {
      if (signal.aborted) throw error;
      gather('mailbox').errors.push(`mailbox ${id}: its signs disagree`);
    }
  }
  const scope = {
    organizationalUnit: unit?.distinguishedName ?? match.organizationalUnit,
    customAttribute1: match.customAttribute1,
    domains: [...match.domains],
  };
  take(await host.call('config-capture', { mailboxes: [], tenant: scope }, signal));
  for (let at = 0; at < own.length; at += MAILBOXES_AT_ONCE) {
    const batch = own.slice(at, at + MAILBOXES_AT_ONCE);
    try {
      take(await host.call('config-capture', { mailboxes: batch, tenant: null }, signal));
    } catch (error) {
      if (signal.aborted) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      gather('mailbox').errors.push(`mailboxes ${batch.join(', ')}: ${code}`);
    }
  }
  return [...classes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { records, errors }]) => ({
      class: name,
      records: records.map((one) => withoutForeigners(one, principals, (address) => registry.isHosted(address))),
      error: errors.length === 0 ? null : errors.join('\n'),
    }));
}

/**
 * Keeps the principals of the tenant, and outside addresses that no mailbox here has (a rule that forwards to a private address is the user's
 * own). A text that would name the dropped ones goes with them.
 */
export function withoutForeigners(
  record: ConfigurationRecord,
  principals: ReadonlySet<string>,
  isHosted: (address: string) => boolean,
): JsonValue {
  const trustees: Record<string, JsonValue> = {};
  let dropped = 0;
  const isOwn = (one: Trustee): boolean => {
    if (one.guid !== null) return principals.has(one.guid);
    const outside = /\[SMTP:([^\]\s]+@[^\]\s]+)\]$/.exec(one.name)?.[1];
    return outside !== undefined && !isHosted(outside);
  };
  for (const [role, list] of Object.entries(record.trustees)) {
    const kept = list.filter(isOwn);
    dropped += list.length - kept.length;
    if (list.length > 0) trustees[role] = kept.map(({ name, guid }) => ({ name, guid }));
  }
  const values: Record<string, JsonValue> = { ...record.values };
  if (dropped > 0) delete values['Description'];
  return { id: record.id, name: record.name, mailbox: record.mailbox, values, trustees, droppedForeign: dropped };
}
