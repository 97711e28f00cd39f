import type { TenantId } from '../../domain/index.ts';
import type { Discovery } from '../sources/index.ts';
import { belongsTo, classify, type TenantSigns } from './discovery.ts';
import { exchangeError } from './errors.ts';
import type { TenantMatch } from './options.ts';
import type { RemoteMailbox } from './protocol.ts';
import type { RemoteHost } from './remote-host.ts';

/** Who belongs to whom, as the server last said. */
export interface TenantRegistry {
  discover(wanted: readonly TenantId[], signal: AbortSignal): Promise<Discovery>;
  /** What discovery last said of this mailbox, or what the server says now. EXCHANGE_MAILBOX_UNKNOWN. */
  mailbox(identity: string, signal: AbortSignal): Promise<RemoteMailbox>;
  /** EXCHANGE_SIGNS_DISAGREE unless all three signs of the tenant, and no sign of another, are on the mailbox. */
  check(mailbox: RemoteMailbox, tenant: TenantId, signal: AbortSignal): Promise<void>;
  /** The same on units already resolved; throws when they are not. */
  checkNow(mailbox: RemoteMailbox, tenant: TenantId): void;
  signs(tenant: TenantId, signal: AbortSignal): Promise<TenantSigns>;
  /** True for an address in a domain that this organisation receives mail for: whoever has it is somebody's here. */
  isHosted(address: string): boolean;
}

export function tenantRegistry(host: RemoteHost, matches: readonly TenantMatch[]): TenantRegistry {
  let signs: readonly TenantSigns[] | null = null;
  let accepted: ReadonlySet<string> = new Set();
  const known = new Map<string, RemoteMailbox>();

  const ask = async (sizes: boolean, signal: AbortSignal) => {
    const answer = await host.call(
      'discover',
      { organizationalUnits: matches.map((one) => one.organizationalUnit), sizes },
      signal,
    );
    const resolved = matches.map((match, at): TenantSigns => {
      const unit = answer.organizationalUnits[at];
      return {
        match,
        unit:
          unit === undefined || unit.canonicalName === null || unit.distinguishedName === null
            ? null
            : { canonicalName: unit.canonicalName, distinguishedName: unit.distinguishedName },
      };
    });
    signs = resolved;
    accepted = new Set(answer.acceptedDomains.map((one) => one.toLowerCase()));
    known.clear();
    for (const one of answer.mailboxes) known.set(one.exchangeGuid, one);
    return { answer, resolved };
  };

  const resolvedSigns = async (signal: AbortSignal): Promise<readonly TenantSigns[]> =>
    signs ?? (await ask(false, signal)).resolved;

  const judge = (mailbox: RemoteMailbox, tenant: TenantId, all: readonly TenantSigns[]): void => {
    const own = all.find((one) => one.match.id === tenant);
    if (own !== undefined && belongsTo(mailbox, own, all)) return;
    throw exchangeError(
      'EXCHANGE_SIGNS_DISAGREE',
      `${mailbox.primarySmtpAddress} does not carry the three signs of ${tenant}`,
      {
        facts: { tenant, mailbox: mailbox.exchangeGuid },
      },
    );
  };

  return {
    async discover(wanted, signal) {
      const { answer, resolved } = await ask(true, signal);
      return classify(answer, resolved, new Set(wanted));
    },
    async mailbox(identity, signal) {
      const seen = known.get(identity);
      if (seen !== undefined) return seen;
      const { mailboxes } = await host.call('mailboxes', { identities: [identity] }, signal);
      const found = mailboxes[0];
      if (found === undefined || found.mailbox === null) {
        throw exchangeError('EXCHANGE_MAILBOX_UNKNOWN', `${identity}: ${found?.error?.message ?? 'no answer'}`, {
          facts: { identity, type: found?.error?.type ?? null },
        });
      }
      return found.mailbox;
    },
    async check(mailbox, tenant, signal) {
      judge(mailbox, tenant, await resolvedSigns(signal));
    },
    checkNow(mailbox, tenant) {
      judge(mailbox, tenant, signs ?? []);
    },
    isHosted: (address) => accepted.has(address.slice(address.lastIndexOf('@') + 1).toLowerCase()),
    async signs(tenant, signal) {
      const own = (await resolvedSigns(signal)).find((one) => one.match.id === tenant);
      if (own === undefined)
        throw exchangeError('EXCHANGE_SIGNS_DISAGREE', `the tenant ${tenant} has no signs in the configuration`);
      return own;
    },
  };
}
