import type { Capture, ExportableClass, InBothLanguages, Replay } from './exportable-model.ts';

const fr = (french: string, english: string): InBothLanguages => ({ fr: french, en: english });
const cmdlet = (text: string, limit: InBothLanguages | null = null): Replay => ({ by: 'cmdlet', with: text, limit });
const manual = (french: string, english: string): Replay => ({ by: 'manual', why: fr(french, english) });
const informative: Replay = { by: 'none', why: fr('pour information', 'informative') };
const notRead: Capture = {
  by: 'none',
  why: fr('non lu par cette version de Coffre', 'not read by this version of Coffre'),
};
const records = (classes: readonly string[], lacks: InBothLanguages | null = null, mayBeAbsent = false) => {
  return { by: 'configuration', classes, mayBeAbsent, lacks } as const;
};
const json = (...classes: readonly string[]): readonly string[] => classes.map((one) => `data/config/${one}.json`);
const both = (one: string): readonly string[] => [`data/config/${one}.json`, `data/config/${one}.csv`];
/** What this version does not read of an organisation's objects. */
const unread = (
  number: number,
  id: string,
  name: InBothLanguages,
  readWith: string,
  replay: Replay,
): ExportableClass => {
  const common = { capture: notRead, writes: [], foreign: 'not-read', withoutExchange: false } as const;
  return { number, id, name, readWith, replay, ...common };
};

/** Classes 27–46 of handover.md § 1: what belongs to the organisation, and what Coffre itself keeps. */
export const tenantClasses: readonly ExportableClass[] = [
  {
    number: 27,
    id: 'distribution-groups',
    name: fr('Groupes de distribution', 'Distribution groups'),
    readWith: 'Get-DistributionGroup',
    capture: records(['distributionGroup']),
    writes: json('distributionGroup'),
    replay: cmdlet('New-DistributionGroup, Set-DistributionGroup'),
    foreign: 'principals-dropped',
    withoutExchange: false,
  },
  {
    number: 28,
    id: 'group-members',
    name: fr('Membres, groupes imbriqués', 'Members, nested groups as references'),
    readWith: 'Get-DistributionGroupMember',
    capture: { ...records(['distributionGroupMember'], null, true), roles: ['Member'] },
    writes: both('distributionGroupMember'),
    replay: cmdlet('Add-DistributionGroupMember', fr('une fois tous les objets créés', 'after all objects exist')),
    foreign: 'principals-dropped',
    withoutExchange: false,
  },
  {
    number: 29,
    id: 'dynamic-groups',
    name: fr('Groupes dynamiques : filtre et membres du jour', 'Dynamic groups: filter and today’s members'),
    readWith: 'Get-DynamicDistributionGroup, Get-Recipient -RecipientPreviewFilter',
    capture: records(['dynamicDistributionGroup']),
    writes: both('dynamicDistributionGroup'),
    replay: cmdlet(
      'New-DynamicDistributionGroup',
      fr('chemins de conteneurs à réécrire', 'container paths are rewritten'),
    ),
    foreign: 'principals-dropped',
    withoutExchange: false,
  },
  {
    number: 30,
    id: 'mail-contacts',
    name: fr('Contacts de messagerie', 'Mail contacts'),
    readWith: 'Get-MailContact',
    capture: records(['mailContact']),
    writes: json('mailContact'),
    replay: cmdlet('New-MailContact'),
    foreign: 'principals-dropped',
    withoutExchange: false,
  },
  {
    number: 31,
    id: 'mail-users',
    name: fr('Utilisateurs de messagerie, boîtes distantes', 'Mail users, remote mailboxes'),
    readWith: 'Get-MailUser, Get-RemoteMailbox',
    capture: records(['mailUser'], fr('les boîtes distantes ne sont pas lues', 'remote mailboxes are not read')),
    writes: json('mailUser'),
    replay: cmdlet('New-MailUser'),
    foreign: 'principals-dropped',
    withoutExchange: false,
  },
  {
    number: 32,
    id: 'accepted-domains',
    name: fr('Domaines acceptés', 'Accepted domains'),
    readWith: 'Get-AcceptedDomain (the client’s)',
    capture: records(
      ['acceptedDomain'],
      fr('la zone DNS est à relever chez son hébergeur', 'the DNS zone is read at its own host'),
    ),
    writes: json('acceptedDomain'),
    replay: cmdlet('New-AcceptedDomain', fr('DNS : à la main', 'DNS: by hand')),
    foreign: 'own-domains',
    withoutExchange: false,
  },
  {
    number: 33,
    id: 'address-policies',
    name: fr('Stratégies d’adresses', 'Address policies'),
    readWith: 'Get-EmailAddressPolicy',
    capture: records(['emailAddressPolicy']),
    writes: json('emailAddressPolicy'),
    replay: cmdlet('New-EmailAddressPolicy'),
    foreign: 'three-signs',
    withoutExchange: false,
  },
  unread(
    34,
    'address-lists',
    fr('Listes d’adresses, carnet hors connexion, stratégies', 'Address lists, GAL, OAB, address book policies'),
    'Get-AddressList, Get-GlobalAddressList, Get-OfflineAddressBook, Get-AddressBookPolicy',
    cmdlet('New-AddressList', fr('si la cible est partagée aussi', 'if the target is shared too')),
  ),
  unread(
    35,
    'policies-and-tags',
    fr('Stratégies OWA, mobiles, de partage, de rétention, de rôles', 'OWA, device, sharing, retention, role policies'),
    'Get-OwaMailboxPolicy, Get-MobileDeviceMailboxPolicy, Get-SharingPolicy, Get-RetentionPolicy, Get-RoleAssignmentPolicy',
    cmdlet('New-OwaMailboxPolicy, New-RetentionPolicy'),
  ),
  {
    number: 36,
    id: 'mobile-devices',
    name: fr('Appareils mobiles', 'Mobile devices'),
    readWith: 'Get-MobileDevice',
    capture: records(['mobileDevice']),
    writes: both('mobileDevice'),
    replay: { by: 'none', why: fr('chaque appareil se réinscrit', 'each device enrols again') },
    foreign: 'three-signs',
    withoutExchange: false,
  },
  unread(
    37,
    'transport-journal-rules',
    fr('Règles de transport et de journal nommant le client', 'Transport and journal rules naming the client'),
    'Get-TransportRule, Get-JournalRule',
    cmdlet('New-TransportRule', fr('sans les conditions sur d’autres', 'without predicates on others')),
  ),
  unread(
    38,
    'connectors',
    fr('Connecteurs des domaines du client', 'Connectors of the client’s domains'),
    'Get-SendConnector, Get-ReceiveConnector',
    manual('secrets exclus', 'secrets are left out'),
  ),
  unread(
    39,
    'remote-domains',
    fr('Domaines distants', 'Remote domains'),
    'Get-RemoteDomain',
    cmdlet('New-RemoteDomain'),
  ),
  unread(
    40,
    'public-folder-tree',
    fr('Dossiers publics : arbre, droits, statistiques', 'Public folders: tree, rights, statistics'),
    'Get-PublicFolder -Recurse, Get-PublicFolderClientPermission',
    cmdlet('New-PublicFolder'),
  ),
  unread(
    41,
    'public-folder-contents',
    fr('Contenu des dossiers publics', 'Public folder contents'),
    'no documented PST export',
    manual('import à la main', 'import by hand'),
  ),
  {
    number: 42,
    id: 'holds',
    name: fr('Conservations légales', 'Holds'),
    readWith: 'Get-MailboxSearch, hold properties of Get-Mailbox',
    capture: records(
      ['mailbox'],
      fr('les propriétés des boîtes seulement, non les recherches', 'properties of mailboxes only, not the searches'),
    ),
    writes: json('mailbox'),
    replay: cmdlet('New-MailboxSearch', fr('bloque aussi notre effacement', 'also blocks our erasure')),
    foreign: 'three-signs',
    withoutExchange: false,
  },
  unread(
    43,
    'retention-tags-on-items',
    fr('Balises de rétention posées sur les éléments', 'Retention tags stamped on items'),
    'properties inside the PST',
    { by: 'none', why: fr('sans effet sans les mêmes balises', 'not replayable without the same tags') },
  ),
  unread(
    44,
    'audit-tracking-logs',
    fr('Journaux d’audit et de suivi', 'Audit and tracking logs within retention'),
    'Search-AdminAuditLog, Search-MailboxAuditLog, Get-MessageTrackingLog',
    informative,
  ),
  {
    number: 45,
    id: 'backup-catalogue',
    name: fr('Catalogue des sauvegardes, verdicts, restaurations', 'Backup catalogue, verdicts, restore history'),
    readWith: 'Coffre',
    capture: { by: 'evidence' },
    writes: ['data/snapshots.jsonl', 'data/acts.jsonl'],
    replay: informative,
    foreign: 'tenant-keys',
    withoutExchange: true,
  },
  {
    number: 46,
    id: 'contract-evidence',
    name: fr('Dossier de preuves du contrat', 'Evidence bundle of the contract'),
    readWith: 'Coffre',
    capture: { by: 'evidence' },
    writes: ['data/acts.jsonl'],
    replay: { by: 'none', why: fr('se vérifie, ne se rejoue pas', 'is checked, not replayed') },
    foreign: 'tenant-keys',
    withoutExchange: true,
  },
];
