import type { RemoteFailure, RemoteMailbox } from '../../connectors/exchange/index.ts';
import { distinguishedName, guidOf, localPart } from './directory-names.ts';
import type { CountMailbox, MailboxCounts } from './folder-counts.ts';
import type { PlayedMailboxSpec, PlayedTenant, PlayedWorld } from './world.ts';

/** A mailbox of the organisation, with what it holds now and what is to go wrong with it. */
export interface PlayedMailbox {
  readonly tenant: PlayedTenant;
  readonly spec: PlayedMailboxSpec;
  readonly guid: string;
  readonly exchangeGuid: string;
  readonly archiveGuid: string | null;
  readonly alias: string;
  primaryPst: string;
  archivePst: string | null;
  /** Stated instead of the real size. */
  statedBytes: number | null;
  /** Items that no export can read. */
  badItems: number;
  /** Last word of its requests instead of Completed. */
  outcome: string | null;
  stalled: boolean;
}

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: RemoteFailure };

const DETAILS = {
  user: 'UserMailbox',
  shared: 'SharedMailbox',
  room: 'RoomMailbox',
  equipment: 'EquipmentMailbox',
} as const;

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** The mailboxes and units of one Exchange organisation. */
export class Organisation {
  readonly mailboxes: readonly PlayedMailbox[];
  readonly tenants: readonly PlayedTenant[];
  readonly #count: CountMailbox;

  constructor(world: PlayedWorld, count: CountMailbox) {
    this.tenants = world.tenants;
    this.#count = count;
    this.mailboxes = world.tenants.flatMap((tenant) => tenant.mailboxes.map((spec) => mailboxOf(tenant, spec)));
  }

  /** First content, no fault. */
  reset(): void {
    for (const one of this.mailboxes) Object.assign(one, startOf(one.spec));
  }

  /** By address; RangeError for a mailbox that is not there: whoever plays the server has mistyped it. */
  at(address: string): PlayedMailbox {
    const found = this.mailboxes.find((one) => one.spec.address === address);
    if (found === undefined) throw new RangeError(`the played server has no mailbox ${address}`);
    return found;
  }

  /** By any identity that Get-Mailbox takes: Guids, address, alias. */
  find(identity: string): Found<PlayedMailbox> {
    const wanted = fold(identity);
    const exact = this.mailboxes.filter((one) => wanted === one.guid || wanted === one.exchangeGuid);
    const all = this.mailboxes.filter((one) => fold(one.spec.address) === wanted || fold(one.alias) === wanted);
    const [first, ...more] = exact.length > 0 ? exact : all;
    if (first === undefined) return notFound(identity);
    if (more.length === 0) return { ok: true, value: first };
    return {
      ok: false,
      failure: { type: 'ManagementObjectAmbiguousException', message: `'${identity}' matches multiple entries.` },
    };
  }

  /** By canonical or distinguished name. */
  unit(identity: string): Found<{ readonly canonicalName: string; readonly distinguishedName: string }> {
    const wanted = fold(identity);
    for (const { organizationalUnit: canonicalName } of this.tenants) {
      const unit = { canonicalName, distinguishedName: distinguishedName(canonicalName) };
      if (fold(canonicalName) === wanted || fold(unit.distinguishedName) === wanted) return { ok: true, value: unit };
    }
    return notFound(identity);
  }

  get acceptedDomains(): readonly string[] {
    return this.tenants.flatMap((one) => one.domains);
  }

  /** What the mailbox or its archive holds now. */
  counts(mailbox: PlayedMailbox, archive: boolean, signal: AbortSignal): Promise<MailboxCounts> {
    const pst = archive ? mailbox.archivePst : mailbox.primaryPst;
    if (pst === null) return Promise.resolve({ folders: [], items: 0, hidden: 0, bytes: 0 });
    return this.#count(pst, signal);
  }

  async record(mailbox: PlayedMailbox, sizes: AbortSignal | null): Promise<RemoteMailbox> {
    const { spec, tenant } = mailbox;
    const primary = sizes === null ? null : (mailbox.statedBytes ?? (await this.counts(mailbox, false, sizes)).bytes);
    const archive =
      sizes === null || mailbox.archiveGuid === null ? null : (await this.counts(mailbox, true, sizes)).bytes;
    return {
      guid: mailbox.guid,
      exchangeGuid: mailbox.exchangeGuid,
      archiveGuid: mailbox.archiveGuid,
      archiveState: mailbox.archiveGuid === null ? 'None' : 'Local',
      alias: mailbox.alias,
      displayName: spec.displayName,
      primarySmtpAddress: spec.address,
      recipientTypeDetails: DETAILS[spec.type],
      organizationalUnit: tenant.organizationalUnit,
      distinguishedName: distinguishedName(tenant.organizationalUnit, spec.displayName),
      customAttribute1: spec.customAttribute1 ?? tenant.customAttribute1,
      database: 'MDB-CLIENTS-01',
      primaryBytes: primary,
      archiveBytes: archive,
    };
  }
}

export function notFound(identity: string): { readonly ok: false; readonly failure: RemoteFailure } {
  const message = `The operation couldn't be performed because object '${identity}' couldn't be found.`;
  return { ok: false, failure: { type: 'ManagementObjectNotFoundException', message } };
}

function startOf(
  spec: PlayedMailboxSpec,
): Pick<PlayedMailbox, 'primaryPst' | 'archivePst' | 'statedBytes' | 'badItems' | 'outcome' | 'stalled'> {
  return {
    primaryPst: spec.pst,
    archivePst: spec.archivePst ?? null,
    statedBytes: null,
    badItems: 0,
    outcome: null,
    stalled: false,
  };
}

function mailboxOf(tenant: PlayedTenant, spec: PlayedMailboxSpec): PlayedMailbox {
  return {
    tenant,
    spec,
    guid: guidOf('recipient', spec.address),
    exchangeGuid: guidOf('mailbox', spec.address),
    archiveGuid: spec.archivePst === undefined ? null : guidOf('archive', spec.address),
    alias: localPart(spec.address),
    ...startOf(spec),
  };
}
