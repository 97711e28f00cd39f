import type { MailboxType } from '../../domain/index.ts';
import { mailboxId, type TenantId } from '../../domain/index.ts';
import type { DiscoveredMailbox, Discovery, DiscoveryFinding } from '../sources/index.ts';
import { printable } from './clixml.ts';
import type { TenantMatch } from './options.ts';
import type { RemoteMailbox, ResultOf } from './protocol.ts';

/** A tenant's signs in comparable form. `unit` is null where the server does not know the configured unit. */
export interface TenantSigns {
  readonly match: TenantMatch;
  readonly unit: { readonly canonicalName: string; readonly distinguishedName: string } | null;
}

type Sign = 'CustomAttribute1' | 'organizational unit' | 'primary domain';

const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** Which of the three signs say that this mailbox is the tenant's. Units compare case-blind, units below included. */
export function signsOf(mailbox: RemoteMailbox, tenant: TenantSigns): readonly Sign[] {
  const signs: Sign[] = [];
  const attribute = tenant.match.customAttribute1;
  if (attribute !== '' && fold(mailbox.customAttribute1) === fold(attribute)) signs.push('CustomAttribute1');
  if (tenant.unit !== null) {
    const unit = fold(tenant.unit.canonicalName);
    const own = fold(mailbox.organizationalUnit);
    if (unit !== '' && (own === unit || own.startsWith(`${unit}/`))) signs.push('organizational unit');
  }
  const domain = fold(mailbox.primarySmtpAddress.slice(mailbox.primarySmtpAddress.lastIndexOf('@') + 1));
  if (domain !== '' && tenant.match.domains.some((one) => fold(one) === domain)) signs.push('primary domain');
  return signs;
}

/** True where all three signs agree, and no sign of another tenant says otherwise. */
export function belongsTo(mailbox: RemoteMailbox, tenant: TenantSigns, all: readonly TenantSigns[]): boolean {
  return (
    signsOf(mailbox, tenant).length === 3 && all.every((one) => one === tenant || signsOf(mailbox, one).length === 0)
  );
}

const TYPES: Readonly<Record<string, MailboxType>> = {
  UserMailbox: 'user',
  SharedMailbox: 'shared',
  RoomMailbox: 'room',
  EquipmentMailbox: 'equipment',
  LinkedMailbox: 'linked',
};

/** True for an archive that lies in this organisation's own databases. */
export function hasLocalArchive(mailbox: RemoteMailbox): boolean {
  return mailbox.archiveGuid !== null && !mailbox.archiveState.startsWith('Hosted');
}

/**
 * Sorts the organisation's mailboxes by tenant. Only mailboxes whose three signs agree are exported; one that carries some signs
 * of a tenant, or signs of two, is a finding for each of them; one without any sign is nobody's and is not mentioned.
 */
export function classify(
  answer: ResultOf<'discover'>,
  all: readonly TenantSigns[],
  wanted: ReadonlySet<TenantId>,
): Discovery {
  const findings: DiscoveryFinding[] = [];
  const mailboxes: DiscoveredMailbox[] = [];
  const accepted = new Set(answer.acceptedDomains.map(fold));
  for (const tenant of all) {
    if (!wanted.has(tenant.match.id)) continue;
    const finding = (subject: string, message: string): void => {
      findings.push({ code: 'unmapped', tenant: tenant.match.id, subject: printable(subject), message });
    };
    if (tenant.unit === null)
      finding(tenant.match.organizationalUnit, 'the server does not know this organizational unit');
    for (const domain of tenant.match.domains) {
      if (!accepted.has(fold(domain))) finding(domain, 'not an accepted domain of the server');
    }
  }
  for (const mailbox of answer.mailboxes) {
    const matched = all
      .map((tenant) => ({ tenant, signs: signsOf(mailbox, tenant) }))
      .filter((one) => one.signs.length > 0);
    const subject = printable(mailbox.primarySmtpAddress === '' ? mailbox.displayName : mailbox.primarySmtpAddress);
    for (const { tenant, signs } of matched) {
      const id = tenant.match.id;
      if (!wanted.has(id)) continue;
      if (matched.length > 1 || signs.length < 3) {
        findings.push({
          code: 'signs-disagree',
          tenant: id,
          subject,
          message: disagreement(signs, matched.length > 1),
        });
        continue;
      }
      if (mailbox.archiveGuid !== null && !hasLocalArchive(mailbox)) {
        findings.push({
          code: 'unreadable',
          tenant: id,
          subject,
          message: 'its archive lies outside this organisation and cannot be exported here',
        });
      }
      mailboxes.push(discovered(mailbox, id));
    }
  }
  return { mailboxes, findings };
}

function disagreement(signs: readonly Sign[], several: boolean): string {
  const has = signs.join(' and ');
  return several
    ? `${has} of this tenant beside signs of another: exported for nobody`
    : `only ${has} of the three signs: exported for nobody`;
}

function discovered(mailbox: RemoteMailbox, tenant: TenantId): DiscoveredMailbox {
  const archive = hasLocalArchive(mailbox);
  const sizes = archive ? [mailbox.primaryBytes, mailbox.archiveBytes] : [mailbox.primaryBytes];
  return {
    tenant,
    id: mailboxId(mailbox.exchangeGuid),
    name: printable(mailbox.primarySmtpAddress === '' ? mailbox.alias : mailbox.primarySmtpAddress),
    type: TYPES[mailbox.recipientTypeDetails] ?? 'other',
    kinds: archive ? ['primary', 'archive'] : ['primary'],
    estimatedBytes: sizes.some((one) => one === null) ? null : sizes.reduce<number>((sum, one) => sum + (one ?? 0), 0),
  };
}
