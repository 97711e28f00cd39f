import type { RunOutcome } from '../catalog/index.ts';
import type { DiscoveredMailbox, Discovery, DiscoveryFinding, MailboxSource } from '../connectors/sources/index.ts';
import type { TenantId } from '../domain/index.ts';

/** One thing to save tonight. */
export type NightJob =
  | {
      readonly job: 'mailbox';
      readonly source: MailboxSource;
      readonly mailbox: DiscoveredMailbox;
      /** One after the other: the snapshots of a mailbox are numbered under one lease. */
      readonly kinds: readonly ('primary' | 'archive')[];
    }
  | {
      readonly job: 'configuration';
      readonly source: MailboxSource;
      readonly tenant: TenantId;
      readonly mailboxes: readonly DiscoveredMailbox[];
    };

export interface DiscoveredSource {
  readonly source: MailboxSource;
  readonly tenants: readonly TenantId[];
  readonly discovery: Discovery;
}

export interface NightFilter {
  readonly tenant?: string;
  /** Mailbox id or name. */
  readonly mailbox?: string;
}

export interface NightPlan {
  /** Largest first within a source, so that the longest export does not start last. */
  readonly jobs: readonly NightJob[];
  readonly findings: readonly DiscoveryFinding[];
}

/** What remains to be saved: everything discovered and asked for, without what this run has already saved. Pure. */
export function planNight(
  discovered: readonly DiscoveredSource[],
  filter: NightFilter,
  done: readonly Pick<RunOutcome, 'tenant' | 'mailboxId' | 'kind' | 'status'>[],
): NightPlan {
  const saved = new Set(
    done.filter((one) => one.status !== 'failed').map((one) => `${one.tenant}\0${one.mailboxId}\0${one.kind}`),
  );
  const jobs: NightJob[] = [];
  for (const { source, tenants, discovery } of discovered) {
    const wanted = discovery.mailboxes
      .filter((one) => filter.tenant === undefined || one.tenant === filter.tenant)
      .filter((one) => filter.mailbox === undefined || one.id === filter.mailbox || one.name === filter.mailbox)
      .toSorted((a, b) => (b.estimatedBytes ?? 0) - (a.estimatedBytes ?? 0));
    for (const mailbox of wanted) {
      const kinds = mailbox.kinds.filter((kind) => !saved.has(`${mailbox.tenant}\0${mailbox.id}\0${kind}`));
      if (kinds.length > 0) jobs.push({ job: 'mailbox', source, mailbox, kinds });
    }
    if (filter.mailbox !== undefined) continue;
    for (const tenant of tenants) {
      if (filter.tenant !== undefined && filter.tenant !== tenant) continue;
      const mailboxes = discovery.mailboxes.filter((one) => one.tenant === tenant);
      jobs.push({ job: 'configuration', source, tenant, mailboxes });
    }
  }
  return { jobs, findings: discovered.flatMap((one) => one.discovery.findings) };
}
