import type { ConfigurationRecord, RequestOf, Trustee } from '../../connectors/exchange/index.ts';
import { distinguishedName, guidOf, localPart } from './directory-names.ts';
import type { Organisation, PlayedMailbox } from './organisation.ts';
import type { PlayedTenant } from './world.ts';

/** Records by class, in the order in which the scripts ask for them. */
export type Records = readonly (readonly [name: string, records: readonly ConfigurationRecord[]])[];

type TenantScope = NonNullable<RequestOf<'config-capture'>['tenant']>;
type Values = ConfigurationRecord['values'];

/** What the Get cmdlets show of one mailbox; the same every time, so that two nights differ only where the world does. */
export function mailboxConfiguration(organisation: Organisation, mailbox: PlayedMailbox): Records {
  const { spec, tenant, guid, exchangeGuid, alias } = mailbox;
  const record = (
    name: string,
    values: Values,
    trustees: ConfigurationRecord['trustees'] = {},
  ): ConfigurationRecord => ({
    mailbox: exchangeGuid,
    id: guid,
    name,
    values,
    trustees,
  });
  const access = (spec.fullAccess ?? []).map((address) => trustee(organisation, address));
  const [firstName = '', ...lastName] = spec.displayName.split(' ');
  const person = spec.type === 'user';
  return [
    ['mailbox', [record(spec.displayName, mailboxValues(mailbox))]],
    ['user', [record(spec.displayName, person ? { FirstName: firstName, LastName: lastName.join(' ') } : {})]],
    [
      'casMailbox',
      [
        record('', {
          OWAEnabled: true,
          ActiveSyncEnabled: person,
          PopEnabled: false,
          ImapEnabled: false,
          MAPIEnabled: true,
        }),
      ],
    ],
    [
      'mailboxPermission',
      access.map((one) =>
        record('', { AccessRights: ['FullAccess'], Deny: false, InheritanceType: 'All' }, { User: [one] }),
      ),
    ],
    ['sendAs', access.slice(0, 1).map((one) => record('', { Deny: false }, { User: [one] }))],
    [
      'folderPermission',
      person
        ? [record('\\Calendar', { Folder: '\\Calendar', AccessRights: ['AvailabilityOnly'], Standard: 'Default' })]
        : [],
    ],
    ['inboxRule', person ? [{ ...record('Invoices', ruleValues), id: ruleValues.RuleIdentity }] : []],
    [
      'autoReply',
      [
        record('autoReply', {
          AutoReplyState: 'Disabled',
          ExternalAudience: 'All',
          InternalMessage: '',
          ExternalMessage: '',
        }),
      ],
    ],
    [
      'messageConfiguration',
      [record('messageConfiguration', { SignatureText: person ? spec.displayName : '', AutoAddSignature: person })],
    ],
    [
      'regional',
      [
        record('regional', {
          Language: 'fr-FR',
          TimeZone: 'Romance Standard Time',
          DateFormat: 'dd/MM/yyyy',
          TimeFormat: 'HH:mm',
        }),
      ],
    ],
    [
      'calendarConfiguration',
      [record('calendarConfiguration', { WorkingHoursStartTime: '08:00:00', WorkingHoursEndTime: '17:00:00' })],
    ],
    [
      'junkEmail',
      [
        record('junkEmail', {
          Enabled: true,
          TrustedSendersAndDomains: [tenant.domains[0] ?? ''],
          BlockedSendersAndDomains: [],
        }),
      ],
    ],
    [
      'mobileDevice',
      person
        ? [{ ...record('Phone', { DeviceId: deviceOf(mailbox), DeviceType: 'Phone' }), id: deviceOf(mailbox) }]
        : [],
    ],
    [
      'calendarProcessing',
      resource(spec.type)
        ? [record('', { AutomateProcessing: 'AutoAccept', BookingWindowInDays: 180, Alias: alias })]
        : [],
    ],
  ];
}

const ruleValues = {
  Enabled: true,
  Priority: 1,
  RuleIdentity: '16752869479666417665',
  SubjectContainsWords: ['invoice'],
  MoveToFolder: 'Invoices',
  StopProcessingRules: true,
} as const satisfies Values;

function mailboxValues({ spec, tenant, alias }: PlayedMailbox): Values {
  return {
    Alias: alias,
    DisplayName: spec.displayName,
    UserPrincipalName: spec.address,
    PrimarySmtpAddress: spec.address,
    EmailAddresses: [`SMTP:${spec.address}`],
    EmailAddressPolicyEnabled: true,
    LegacyExchangeDN: `/o=Hosting/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${alias}`,
    RecipientTypeDetails: `${spec.type.slice(0, 1).toUpperCase()}${spec.type.slice(1)}Mailbox`,
    CustomAttribute1: spec.customAttribute1 ?? tenant.customAttribute1,
    ProhibitSendReceiveQuota: '53687091200',
    RetainDeletedItemsFor: '14.00:00:00',
    SingleItemRecoveryEnabled: false,
    HiddenFromAddressListsEnabled: false,
    AccountDisabled: spec.type !== 'user',
  };
}

/** The tenant's own objects, and who counts as its own: what lies in its unit with its attribute or with none. */
export function tenantConfiguration(
  organisation: Organisation,
  scope: TenantScope,
): { readonly records: Records; readonly principals: readonly string[] } {
  const unit = organisation.unit(scope.organizationalUnit);
  if (!unit.ok) return { records: tenantClasses.map((name) => [name, []]), principals: [] };
  const tenant = organisation.tenants.find((one) => one.organizationalUnit === unit.value.canonicalName);
  if (tenant === undefined) return { records: [], principals: [] };
  const own = organisation.mailboxes.filter((one) => {
    const attribute = one.spec.customAttribute1 ?? one.tenant.customAttribute1;
    return one.tenant === tenant && (attribute === '' || attribute === scope.customAttribute1);
  });
  const members = own.map((one) => ({ name: one.spec.address, guid: one.guid }));
  const object = (kind: string, name: string, values: Values, trustees: ConfigurationRecord['trustees'] = {}) => ({
    mailbox: null,
    id: guidOf(kind, tenant.organizationalUnit, name),
    name,
    values,
    trustees,
  });
  const [domain = ''] = tenant.domains;
  const group = object('group', 'Everybody', groupValues('everybody', domain), { ManagedBy: members.slice(0, 1) });
  const dynamic = object(
    'dynamic group',
    'Staff',
    { ...groupValues('staff', domain), RecipientFilter: `CustomAttribute1 -eq '${tenant.customAttribute1}'` },
    { MemberToday: members },
  );
  const contact = object('contact', 'Supplier', {
    Alias: 'supplier',
    ExternalEmailAddress: 'SMTP:sales@supplier.example',
  });
  const wanted = new Set(scope.domains.map((one) => one.toLowerCase()));
  const domains = organisation.acceptedDomains.filter((one) => wanted.has(one.toLowerCase()));
  return {
    records: [
      ['distributionGroup', [group]],
      ['distributionGroupMember', [{ ...group, values: {}, trustees: { Member: members } }]],
      ['dynamicDistributionGroup', [dynamic]],
      ['mailContact', [contact]],
      ['mailUser', []],
      [
        'acceptedDomain',
        domains.map((name) => object('domain', name, { DomainName: name, DomainType: 'Authoritative' })),
      ],
      ['emailAddressPolicy', [policyOf(tenant, object)]],
    ],
    principals: [...own.map((one) => one.guid), group.id, dynamic.id, contact.id],
  };
}

const tenantClasses = ['distributionGroup', 'dynamicDistributionGroup', 'mailContact', 'mailUser', 'acceptedDomain'];

function policyOf(
  { organizationalUnit, domains, customAttribute1 }: PlayedTenant,
  object: (kind: string, name: string, values: Values) => ConfigurationRecord,
): ConfigurationRecord {
  return object('address policy', `Addresses of ${organizationalUnit.slice(organizationalUnit.lastIndexOf('/') + 1)}`, {
    Priority: 1,
    RecipientFilter: `CustomAttribute1 -eq '${customAttribute1}'`,
    RecipientContainer: distinguishedName(organizationalUnit),
    EnabledPrimarySMTPAddressTemplate: `SMTP:%m@${domains[0] ?? ''}`,
  });
}

function groupValues(alias: string, domain: string): Values {
  return {
    Alias: alias,
    PrimarySmtpAddress: `${alias}@${domain}`,
    MemberJoinRestriction: 'Closed',
    ModerationEnabled: false,
  };
}

/** A known recipient goes by its address, as the script resolves it; anybody else by the name alone. */
function trustee({ mailboxes }: Organisation, address: string): Trustee {
  const found = mailboxes.find((one) => one.spec.address === address);
  return found === undefined
    ? { name: `HOSTING\\${localPart(address)}`, guid: null }
    : { name: address, guid: found.guid };
}

function deviceOf({ spec }: PlayedMailbox): string {
  return guidOf('device', spec.address).replaceAll('-', '').toUpperCase();
}

function resource(type: string): boolean {
  return type === 'room' || type === 'equipment';
}
