"""The invented hosting company of the lab: its Exchange organisation, two client organisations, and the objects the Get- cmdlets show."""
import hashlib
import random
import unicodedata
import uuid

DOMAIN = 'hosting.test'
NETBIOS = 'HOSTING'
SERVER = 'EXCH01'
ORG = 'Hosting'
DB = ['MDB-CLIENTS-01', 'MDB-CLIENTS-02']

# Tagged values, decoded by the host (Types.cs): what a property is on a live object and on one that came over the wire.
def size(v): return {'$s': int(v)}
def usize(v): return {'$u': None if v is None else int(v)}
def uint(v): return {'$un': v}
def uspan(sec): return {'$uts': sec}
def span(sec): return {'$ts': sec}
def enum(t, v): return {'$e': [t, v]}
def guid(v): return {'$g': v}
def date(v): return {'$d': v}
def mvp(v): return {'$m': list(v)}
def smtp(v): return {'$a': v}
def big(v): return {'$l': str(v)}


def ascii_of(s):
    return unicodedata.normalize('NFKD', s).encode('ascii', 'ignore').decode()


def dn_of(canon):
    parts = canon.split('/')
    esc = lambda x: ''.join('\\' + c if c in ',+"\\<>;=' else c for c in x)
    out = ['CN=' + esc(parts[-1])]
    for p in reversed(parts[1:-1]):
        out.append(('CN=' if p in ('Users', 'Microsoft Exchange System Objects') else 'OU=') + esc(p))
    return ','.join(out + ['DC=' + d for d in parts[0].split('.')])


def ident(canon, g=None, dn=None):
    return {'$id': canon, 'dn': dn or dn_of(canon), 'guid': g, 'name': canon.split('/')[-1]}


def obj(typ, props, show=None, s=None):
    o = {'$type': typ, 'props': props}
    if show:
        o['$show'] = show
    if s:
        o['$str'] = s
    return o


class Gen:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def guid(self):
        return str(uuid.UUID(int=self.r.getrandbits(128), version=4))


TENANTS = {
    'BERANGER': {'name': 'Ateliers Béranger', 'ou': DOMAIN + '/Clients/Ateliers Béranger', 'domain': 'ateliers-beranger.test', 'lang': 'fr-FR'},
    'DELMAS': {'name': 'Cabinet Delmas & Fils', 'ou': DOMAIN + '/Clients/Cabinet Delmas & Fils', 'domain': 'delmas-fils.test', 'lang': 'fr-FR'},
}
LONG = ("Direction générale déléguée à la transformation des ateliers, de la qualité, de l'hygiène et de la sécurité "
        "(responsable par intérim : Marie-Hélène d'Aubigné-Saint-Léger de La Rochefoucauld)")

# tenant, type, display name, alias, sample, options
PEOPLE = [
    ('BERANGER', 'UserMailbox', 'Élodie Béranger', 'e.beranger', 'tika-test.pst', {'title': 'Gérante'}),
    ('BERANGER', 'UserMailbox', "Jean-François O'Neill", 'jf.oneill', 'outlook-1.pst', {'night': ['split-a-0.pst', 'outlook-1.pst']}),
    ('BERANGER', 'UserMailbox', "Marie d'Arc-Lefèvre", 'm.darc', 'aspose-notes.pst', {'hold': True}),
    ('BERANGER', 'UserMailbox', 'Şükrü Öztürk', 's.ozturk', 'synthetic-tr.pst', {'lang': 'tr-TR'}),
    ('BERANGER', 'UserMailbox', LONG[:256], 'direction', 'contacts.pst', {}),
    ('BERANGER', 'UserMailbox', 'Comptabilité', 'compta', 'storage-66.pst', {'night': ['body-types.pst', 'storage-66.pst']}),
    ('BERANGER', 'UserMailbox', 'Noël Müller', 'n.muller', 'msg-in-msg.pst', {'discoveryholds': 3}),
    ('BERANGER', 'UserMailbox', 'Zoé Île', 'z.ile', 'empty-outlook.pst', {'night': ['split-a-2.pst']}),
    ('BERANGER', 'UserMailbox', 'Gaëtan Léger', 'g.leger', 'outlook-1-torn.pst', {}),
    ('BERANGER', 'UserMailbox', 'Hélène Château', 'h.chateau', 'test-unicode.pst', {'archive': 'split-a-1.pst'}),
    ('BERANGER', 'SharedMailbox', 'Contact Ateliers', 'contact', 'body-types.pst', {}),
    ('BERANGER', 'SharedMailbox', 'Factures & Devis', 'factures', 'split-a-0.pst', {'night': ['split-a-1.pst', 'split-a-2.pst', 'split-a-0.pst']}),
    ('BERANGER', 'RoomMailbox', 'Salle Étoile (1er étage)', 'salle.etoile', 'unicode-sample1.pst', {}),
    ('BERANGER', 'EquipmentMailbox', 'Vidéoprojecteur n°2', 'videoproj2', 'minimal-aspose.pst', {}),
    ('DELMAS', 'UserMailbox', 'Pierre Delmas', 'p.delmas', 'outlook-1.pst', {'title': 'Avocat associé', 'night': ['tika-test.pst', 'outlook-1.pst']}),
    ('DELMAS', 'UserMailbox', 'Comptabilité', 'compta', 'submessage.pst', {}),
    ('DELMAS', 'UserMailbox', 'Agnès Delmas-Roux', 'a.delmas', 'split-a-2.pst', {}),
    ('DELMAS', 'UserMailbox', 'Œuvrard, Benoît', 'b.oeuvrard', 'aspose-contacts.pst', {}),
    ('DELMAS', 'UserMailbox', 'Stagiaire Été', 'stagiaire', 'test-unicode.pst', {'nocustom': True}),
    ('DELMAS', 'SharedMailbox', 'Accueil Cabinet', 'accueil', 'recipients-200.pst', {}),
    ('DELMAS', 'SharedMailbox', 'Dossiers / Greffe', 'greffe', 'aspose-part0.pst', {}),
    ('DELMAS', 'RoomMailbox', 'Salle du Conseil', 'salle.conseil', 'amapfree-off-a.pst', {}),
]


def mailbox(g, tenant, rtype, display, alias, sample, opt, n=0):
    t = TENANTS[tenant] if tenant else {'ou': DOMAIN + '/Users', 'domain': DOMAIN, 'name': 'Hosting', 'lang': 'en-US'}
    name = display if len(display) <= 64 else display[:64].rstrip()
    canon = t['ou'] + '/' + name.replace('/', '\\/') if '/' not in name else t['ou'] + '/' + name.replace('/', '\u2215')
    addr = alias + '@' + t['domain']
    user = rtype == 'UserMailbox'
    first, _, last = display.partition(' ')
    sam = ascii_of(alias)[:20] if tenant != 'DELMAS' or alias != 'compta' else 'compta1'
    opt = dict(opt)
    m = {
        'tenant': tenant, 'type': rtype, 'display': display, 'name': name, 'alias': alias, 'upn': addr, 'smtp': addr,
        'guid': g.guid(), 'exguid': g.guid(), 'archguid': g.guid() if opt.get('archive') else None, 'sam': sam,
        'emails': ['SMTP:' + addr, 'smtp:' + alias + '.old@' + t['domain'], 'X500:/o=Old/ou=First/cn=Recipients/cn=' + sam], 'ou': t['ou'], 'canon': canon,
        'legdn': '/o=%s/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=%s%s' % (ORG, g.guid().replace('-', '')[:32], sam),
        'custom1': '' if opt.get('nocustom') or not tenant else tenant, 'db': DB[n % 2], 'lang': opt.get('lang', t['lang']), 'sample': sample, 'archive': opt.get('archive'),
        'night': opt.get('night', []), 'nightpos': 0, 'extra': {}, 'archextra': {}, 'hold': bool(opt.get('hold')), 'discoveryholds': opt.get('discoveryholds', 0),
        'corrupt': 0, 'size': None, 'set': {}, 'user': {}, 'created': '2023-0%d-1%dT08:00:00Z' % (n % 9 + 1, n % 9), 'forward': None,
        'perms': [], 'sendas': [], 'folderperms': {}, 'rules': [], 'oof': {}, 'calproc': {}, 'regional': {}, 'junk': {}, 'msgconf': {}, 'cas': {}, 'devices': [],
        'first': first if user else '', 'last': last if user else '', 'title': opt.get('title', ''), 'company': t['name'],
        'repeat_content': None, 'unknown_content': None, 'lastlogon': '2026-01-1%dT07:3%d:00Z' % (n % 9, n % 6),
    }
    return m


def rule(g, i, name, desc, **kw):
    rid = (g.r.getrandbits(62) | (1 << 63)) & ((1 << 64) - 1)
    d = {'Name': name, 'Enabled': True, 'Priority': i, 'RuleIdentity': rid, 'Description': desc}
    d.update(kw)
    return d


def build(seed):
    g = Gen(seed)
    boxes = [mailbox(g, *p, n=i) for i, p in enumerate(PEOPLE)]
    by = {(b['tenant'], b['alias']): b for b in boxes}
    boxes.append(mailbox(g, None, 'UserMailbox', 'Administrator', 'Administrator', 'minimal-aspose.pst', {}, 1))
    boxes.append(mailbox(g, None, 'DiscoveryMailbox', 'Discovery Search Mailbox', 'DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}', 'minimal-aspose.pst', {}, 0))
    A, B = TENANTS['BERANGER'], TENANTS['DELMAS']
    acct = lambda b: NETBIOS + '\\' + b['sam']
    e, jf, compta, contact = by['BERANGER', 'e.beranger'], by['BERANGER', 'jf.oneill'], by['BERANGER', 'compta'], by['BERANGER', 'contact']
    pd = by['DELMAS', 'p.delmas']
    contact['perms'] += [{'User': acct(e), 'AccessRights': ['FullAccess']}, {'User': acct(jf), 'AccessRights': ['FullAccess', 'ReadPermission']}]
    contact['sendas'] += [acct(e)]
    compta['perms'] += [{'User': acct(e), 'AccessRights': ['FullAccess']}, {'User': acct(pd), 'AccessRights': ['ReadPermission']}]  # the second crosses the tenants
    by['BERANGER', 'factures']['sendas'] += [acct(compta)]
    by['DELMAS', 'accueil']['perms'] += [{'User': acct(pd), 'AccessRights': ['FullAccess']}]
    e['set']['GrantSendOnBehalfTo'] = mvp([ident(jf['canon'], jf['guid'])])
    e['folderperms']['/Calendar'] = [{'User': jf['display'], 'AccessRights': ['Editor'], 'SharingPermissionFlags': 'Delegate'}]
    jf['folderperms']['/Inbox'] = [{'User': e['display'], 'AccessRights': ['Reviewer']}]
    jf['rules'] += [rule(g, 1, 'Factures → dossier', "If the message:\r\n\tthe message includes specific words in the subject 'facture'\r\nTake the following actions:\r\n\tmove the message to folder 'Factures'\r\n", SubjectContainsWords=['facture', "l'avoir"], MoveToFolder='Factures', StopProcessingRules=True),
                    rule(g, 2, 'Copie à Élodie', "If the message:\r\n\tmy name is in the To box\r\nTake the following actions:\r\n\tforward the message to 'Élodie Béranger'\r\n", ForwardTo=['"Élodie Béranger" [EX:%s]' % e['legdn']], Enabled=False)]
    pd['rules'] += [rule(g, 1, 'Greffe', "If the message:\r\n\tthe message was received from 'greffe@tribunal.example'\r\n", From=['"greffe@tribunal.example" [SMTP:greffe@tribunal.example]'], MoveToFolder='Greffe')]
    e['oof'] = {'AutoReplyState': 'Scheduled', 'InternalMessage': '<html><body>Absente jusqu’au 3 — merci</body></html>', 'ExternalMessage': '<html><body>Fermé en août</body></html>', 'StartTime': '2026-08-01T06:00:00Z', 'EndTime': '2026-08-22T16:00:00Z', 'ExternalAudience': 'All'}
    jf['junk'] = {'TrustedSendersAndDomains': ['fournisseur.example', 'a@b.example'], 'BlockedSendersAndDomains': ['spam.example']}
    e['msgconf'] = {'SignatureHtml': '<p>Élodie Béranger<br>Ateliers Béranger</p>', 'SignatureText': 'Élodie Béranger', 'AutoAddSignature': True}
    by['BERANGER', 'salle.etoile']['calproc'] = {'AutomateProcessing': 'AutoAccept', 'BookingWindowInDays': 365, 'ResourceDelegates': [ident(e['canon'], e['guid'])]}
    by['BERANGER', 'salle.etoile']['set']['ResourceCapacity'] = 12
    by['BERANGER', 'n.muller']['set'].update({'ForwardingAddress': ident(A['ou'] + '/Fournisseur Dupré', None), 'DeliverToMailboxAndForward': True})
    for i, (b, m) in enumerate(((e, 'iPhone15C2'), (jf, 'SM-G991B'), (pd, 'iPad13C1'))):
        b['devices'].append({'DeviceId': 'DEV%026X' % g.r.getrandbits(100), 'DeviceType': m[:6], 'DeviceModel': m, 'FriendlyName': m, 'guid': g.guid()})
    adm = DOMAIN + '/Users/Administrator'
    S = {'boxes': {b['guid']: b for b in boxes}, 'groups': [], 'contacts': [], 'mailusers': [], 'dyn': [], 'kinds': {}}

    def group(tn, name, alias, members, gtype='Distribution', **kw):
        t = TENANTS[tn]
        gg = {'tenant': tn, 'guid': g.guid(), 'name': name, 'alias': alias, 'smtp': alias + '@' + t['domain'], 'canon': t['ou'] + '/' + name, 'ou': t['ou'], 'members': members, 'gtype': gtype, 'custom1': tn, 'set': kw}
        S['groups'].append(gg)
        return gg

    def contact_(tn, name, alias, ext):
        t = TENANTS[tn]
        c = {'tenant': tn, 'guid': g.guid(), 'name': name, 'alias': alias, 'smtp': ext, 'canon': t['ou'] + '/' + name, 'ou': t['ou'], 'ext': ext, 'custom1': tn, 'set': {}}
        S['contacts'].append(c)
        return c
    c1 = contact_('BERANGER', 'Fournisseur Dupré', 'f.dupre', 'dupre@fournisseur.example')
    c2 = contact_('DELMAS', "Greffe du Tribunal d'Évreux", 'greffe.evreux', 'greffe@tribunal.example')
    by['BERANGER', 'n.muller']['set']['ForwardingAddress']['guid'] = c1['guid']
    g1 = group('BERANGER', "Équipe d'atelier", 'atelier', [e['guid'], jf['guid'], compta['guid'], c1['guid']], ManagedBy=mvp([ident(e['canon'], e['guid'])]))
    group('BERANGER', 'Tous Béranger', 'tous', [g1['guid'], by['BERANGER', 'n.muller']['guid']], HiddenFromAddressListsEnabled=True)
    group('BERANGER', 'Sécurité Béranger', 'secu', [e['guid']], 'Security')
    group('DELMAS', 'Avocats & Associés', 'avocats', [pd['guid'], by['DELMAS', 'a.delmas']['guid'], c2['guid']], RequireSenderAuthenticationEnabled=False)
    S['mailusers'].append({'tenant': 'DELMAS', 'guid': g.guid(), 'name': 'Consultant Externe', 'alias': 'consultant', 'smtp': 'consultant@delmas-fils.test', 'canon': B['ou'] + '/Consultant Externe', 'ou': B['ou'], 'ext': 'consultant@conseil.example', 'custom1': 'DELMAS', 'set': {}, 'sam': 'consultant'})
    for tn, t in TENANTS.items():
        S['dyn'].append({'tenant': tn, 'guid': g.guid(), 'name': 'Personnel ' + t['name'], 'alias': 'personnel.' + tn.lower(), 'smtp': 'personnel@' + t['domain'], 'canon': t['ou'] + '/Personnel ' + t['name'], 'ou': t['ou'], 'custom1': tn, 'set': {},
                         'filter': "((((CustomAttribute1 -eq '%s') -and (RecipientTypeDetails -eq 'UserMailbox'))) -and (-not(Name -like 'SystemMailbox{*')) -and (-not(Name -like 'CAS_{*')))" % tn})
    K = S['kinds']
    conf = 'hosting.test/Configuration/Services/Microsoft Exchange/' + ORG

    def add(kind, typ, name, props, show=None, sub=''):
        gid = g.guid()
        p = {'Name': name, 'Guid': guid(gid), 'Identity': ident(name if not sub else sub + name, gid, 'CN=%s,CN=%s,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=hosting,DC=test' % (name.replace(',', '\\,'), ORG)), 'WhenChangedUTC': {'$dutc': '2025-11-03T10:00:00Z'}, 'WhenCreatedUTC': {'$dutc': '2023-02-01T10:00:00Z'}, 'IsValid': True}
        p.update(props)
        K.setdefault(kind, []).append(obj('Microsoft.Exchange.Data.Directory.SystemConfiguration.' + typ, p, show or ['Name'], name))
    for d, dflt in ((DOMAIN, True), (A['domain'], False), (B['domain'], False), ('beranger-archives.test', False)):
        add('AcceptedDomain', 'AcceptedDomain', d, {'DomainName': d, 'DomainType': enum('AcceptedDomainType', 'Authoritative'), 'Default': dflt, 'AddressBookEnabled': True, 'MatchSubDomains': False}, ['Name', 'DomainName', 'DomainType', 'Default'])
    add('RemoteDomain', 'DomainContentConfig', 'Default', {'DomainName': '*', 'AllowedOOFType': 'External', 'AutoReplyEnabled': True, 'AutoForwardEnabled': True})
    add('EmailAddressPolicy', 'EmailAddressPolicy', 'Default Policy', {'Priority': 'Lowest', 'RecipientFilter': "Alias -ne $null", 'EnabledEmailAddressTemplates': mvp(['SMTP:@' + DOMAIN]), 'EnabledPrimarySMTPAddressTemplate': 'SMTP:@' + DOMAIN})
    for i, (tn, t) in enumerate(TENANTS.items()):
        f = "CustomAttribute1 -eq '%s'" % tn
        add('EmailAddressPolicy', 'EmailAddressPolicy', 'EAP ' + t['name'], {'Priority': str(i + 1), 'RecipientFilter': f, 'RecipientContainer': ident(t['ou']), 'EnabledEmailAddressTemplates': mvp(['SMTP:%m@' + t['domain']]), 'EnabledPrimarySMTPAddressTemplate': 'SMTP:%m@' + t['domain']}, ['Name', 'Priority', 'RecipientFilter'])
        for k, typ, nm in (('AddressList', 'AddressBookBase', 'AL '), ('GlobalAddressList', 'AddressBookBase', 'GAL ')):
            add(k, typ, nm + t['name'], {'DisplayName': nm + t['name'], 'RecipientFilter': f, 'Path': '\\' + nm + t['name'], 'RecipientContainer': None}, ['Name', 'DisplayName', 'RecipientFilter'], '\\')
        add('OfflineAddressBook', 'OfflineAddressBook', 'OAB ' + t['name'], {'AddressLists': mvp(['\\GAL ' + t['name']]), 'IsDefault': False, 'GeneratingMailbox': None}, ['Name', 'AddressLists'], '\\')
        add('AddressBookPolicy', 'AddressBookMailboxPolicy', 'ABP ' + t['name'], {'AddressLists': mvp(['\\AL ' + t['name']]), 'GlobalAddressList': '\\GAL ' + t['name'], 'OfflineAddressBook': '\\OAB ' + t['name'], 'RoomList': '\\All Rooms'}, ['Name', 'GlobalAddressList'])
        add('RetentionPolicy', 'RetentionPolicy', 'Conservation ' + t['name'], {'RetentionId': guid(g.guid()), 'RetentionPolicyTagLinks': mvp(['Suppression 7 ans', 'Corbeille 30 jours']), 'IsDefault': False}, ['Name', 'RetentionPolicyTagLinks'])
        add('MobileDeviceMailboxPolicy', 'MobileMailboxPolicy', 'Mobile ' + t['name'], {'PasswordEnabled': True, 'MinPasswordLength': 6, 'RequireDeviceEncryption': True, 'AllowNonProvisionableDevices': False, 'IsDefault': False})
    add('GlobalAddressList', 'AddressBookBase', 'Default Global Address List', {'DisplayName': 'Default Global Address List', 'RecipientFilter': '((Alias -ne $null))', 'IsDefaultGlobalAddressList': True, 'Path': '\\Default Global Address List'}, None, '\\')
    add('AddressList', 'AddressBookBase', 'All Rooms', {'DisplayName': 'All Rooms', 'RecipientFilter': "((Alias -ne $null) -and (RecipientDisplayType -eq 'ConferenceRoomMailbox'))", 'Path': '\\All Rooms'}, None, '\\')
    add('OfflineAddressBook', 'OfflineAddressBook', 'Default Offline Address Book', {'AddressLists': mvp(['\\Default Global Address List']), 'IsDefault': True}, None, '\\')
    add('RetentionPolicyTag', 'RetentionPolicyTag', 'Suppression 7 ans', {'Type': enum('ElcFolderType', 'All'), 'AgeLimitForRetention': {'$ts': 2556 * 86400}, 'RetentionAction': enum('RetentionActionType', 'DeleteAndAllowRecovery'), 'RetentionEnabled': True, 'RetentionId': guid(g.guid())}, ['Name', 'Type'])
    add('RetentionPolicyTag', 'RetentionPolicyTag', 'Corbeille 30 jours', {'Type': enum('ElcFolderType', 'DeletedItems'), 'AgeLimitForRetention': {'$ts': 30 * 86400}, 'RetentionAction': enum('RetentionActionType', 'PermanentlyDelete'), 'RetentionEnabled': True, 'RetentionId': guid(g.guid())}, ['Name', 'Type'])
    add('MobileDeviceMailboxPolicy', 'MobileMailboxPolicy', 'Default', {'PasswordEnabled': False, 'AllowNonProvisionableDevices': True, 'IsDefault': True})
    add('RoleAssignmentPolicy', 'RoleAssignmentPolicy', 'Default Role Assignment Policy', {'IsDefault': True, 'AssignedRoles': mvp(['MyBaseOptions', 'MyContactInformation'])})
    add('SharingPolicy', 'SharingPolicy', 'Default Sharing Policy', {'Domains': mvp(['Anonymous:CalendarSharingFreeBusyReviewer', '*:CalendarSharingFreeBusySimple']), 'Enabled': True, 'Default': True})
    add('OwaMailboxPolicy', 'OwaMailboxPolicy', 'Default', {'DirectFileAccessOnPublicComputersEnabled': True, 'IsDefault': True, 'SetPhotoEnabled': True, 'AllowedFileTypes': mvp(['.pdf', '.docx'])})
    add('ThrottlingPolicy', 'ThrottlingPolicy', 'GlobalThrottlingPolicy_' + g.guid(), {'PowerShellMaxConcurrency': uint(18), 'EwsMaxConcurrency': uint(27), 'ThrottlingPolicyScope': enum('ThrottlingPolicyScopeType', 'Global')})
    add('TransportRule', 'Rule', 'Mention légale Béranger', {'State': enum('RuleState', 'Enabled'), 'Priority': 0, 'Mode': enum('RuleMode', 'Enforce'), 'Description': 'If the message: Is sent to \'Outside the organization\' and sender domain is ateliers-beranger.test\r\nTake the following actions: Append the disclaimer', 'SenderDomainIs': mvp([A['domain']]), 'SentToScope': 'NotInOrganization', 'ApplyHtmlDisclaimerText': '<p>Ateliers Béranger, société fictive</p>', 'ApplyHtmlDisclaimerLocation': 'Append', 'ApplyHtmlDisclaimerFallbackAction': 'Wrap', 'Comments': ''}, ['Name', 'State', 'Mode', 'Priority', 'Comments'])
    add('TransportRule', 'Rule', 'Anti-fuite Delmas', {'State': enum('RuleState', 'Disabled'), 'Priority': 1, 'Mode': enum('RuleMode', 'Enforce'), 'Description': 'If the message: sender is a member of avocats@delmas-fils.test', 'FromMemberOf': mvp(['avocats@' + B['domain']]), 'BlindCopyTo': mvp([pd['smtp']])}, ['Name', 'State', 'Mode', 'Priority', 'Comments'])
    add('TransportRule', 'Rule', 'En-tête hébergeur', {'State': enum('RuleState', 'Enabled'), 'Priority': 2, 'Mode': enum('RuleMode', 'Enforce'), 'Description': 'Apply to all messages: set header X-Hosting', 'SetHeaderName': 'X-Hosting', 'SetHeaderValue': 'lab'}, ['Name', 'State', 'Mode', 'Priority', 'Comments'])
    add('JournalRule', 'JournalRuleObject', 'Journal Delmas', {'Recipient': smtp(pd['smtp']), 'JournalEmailAddress': 'journal@archive.example', 'Scope': enum('JournalRuleScopeType', 'Global'), 'Enabled': True}, ['Name', 'Recipient', 'JournalEmailAddress', 'Scope', 'Enabled'])
    add('SendConnector', 'SmtpSendConnectorConfig', 'Internet', {'AddressSpaces': mvp(['SMTP:*;1']), 'SmartHosts': mvp(['smtp.relais.example']), 'Enabled': True, 'SourceTransportServers': mvp([SERVER]), 'MaxMessageSize': usize(36700160)}, ['Name', 'AddressSpaces', 'Enabled'])
    add('SendConnector', 'SmtpSendConnectorConfig', 'Vers tribunal.example', {'AddressSpaces': mvp(['SMTP:tribunal.example;1']), 'SmartHosts': mvp([]), 'Enabled': True, 'SourceTransportServers': mvp([SERVER]), 'MaxMessageSize': usize(None)}, ['Name', 'AddressSpaces', 'Enabled'])
    add('ReceiveConnector', 'ReceiveConnector', 'Default ' + SERVER, {'Bindings': mvp(['0.0.0.0:2525', '[::]:2525']), 'RemoteIPRanges': mvp(['0.0.0.0-255.255.255.255']), 'PermissionGroups': 'ExchangeUsers, ExchangeServers', 'AuthMechanism': 'Tls, Integrated', 'Enabled': True, 'Server': ident(SERVER)}, ['Identity', 'Bindings', 'Enabled'], SERVER + '\\')
    add('ExchangeServer', 'ExchangeServer', SERVER, {'Fqdn': 'EXCH01.' + DOMAIN, 'Site': DOMAIN + '/Configuration/Sites/Default-First-Site-Name', 'ServerRole': 'Mailbox', 'Edition': 'StandardEvaluation', 'AdminDisplayVersion': 'Version 15.2 (Build 1544.4)', 'ExchangeVersion': '0.30 (15.0.1101.0)', 'IsMailboxServer': True, 'IsClientAccessServer': True, 'Domain': DOMAIN}, ['Name', 'Site', 'ServerRole', 'Edition', 'AdminDisplayVersion'])
    for d in DB:
        add('MailboxDatabase', 'MailboxDatabase', d, {'Server': ident(SERVER), 'Mounted': True, 'EdbFilePath': 'D:\\Bases\\%s\\%s.edb' % (d, d), 'Recovery': False, 'DeletedItemRetention': span(14 * 86400), 'MailboxRetention': span(30 * 86400), 'IssueWarningQuota': usize(2040109466), 'ProhibitSendQuota': usize(2147483648), 'ProhibitSendReceiveQuota': usize(2469606195), 'DatabaseSize': size(85899345920)}, ['Name', 'Server', 'Recovery'])
    add('ManagementRoleAssignment', 'ManagementRoleAssignment', 'Mail Recipients-Organization Management', {'Role': ident('Mail Recipients'), 'RoleAssigneeName': 'Organization Management', 'RoleAssigneeType': enum('RoleAssigneeType', 'RoleGroup'), 'Enabled': True, 'RecipientWriteScope': 'Organization'}, ['Name', 'Role', 'RoleAssigneeName'])
    add('ManagementRoleAssignment', 'ManagementRoleAssignment', 'Mailbox Import Export-svc-coffre', {'Role': ident('Mailbox Import Export'), 'RoleAssigneeName': 'svc-coffre', 'RoleAssigneeType': enum('RoleAssigneeType', 'User'), 'Enabled': True, 'RecipientWriteScope': 'Organization'}, ['Name', 'Role', 'RoleAssigneeName'])
    add('RoleGroup', 'RoleGroup', 'Organization Management', {'Roles': mvp(['Mail Recipients', 'Organization Client Access']), 'Members': mvp([ident(adm)])})
    add('ManagementRole', 'ExchangeRole', 'Mailbox Import Export', {'RoleType': enum('RoleType', 'MailboxImportExport'), 'IsRootRole': True})
    add('ManagementRole', 'ExchangeRole', 'Mail Recipients', {'RoleType': enum('RoleType', 'MailRecipients'), 'IsRootRole': True})
    add('OrganizationConfig', 'ADOrganizationConfig', ORG, {'AdminDisplayVersion': '0.20 (15.0.0.0)', 'PublicFoldersEnabled': enum('PublicFoldersDeployment', 'Local'), 'MAPIHttpEnabled': True})
    add('TransportConfig', 'TransportConfigContainer', 'Transport Settings', {'MaxSendSize': usize(36700160), 'MaxReceiveSize': usize(36700160)})
    for ou in [DOMAIN + '/Clients', A['ou'], B['ou'], DOMAIN + '/Users']:
        gid = g.guid()
        K.setdefault('OrganizationalUnit', []).append(obj('Microsoft.Exchange.Data.Directory.Management.ExtendedOrganizationalUnit', {'Name': ou.split('/')[-1], 'CanonicalName': ou, 'DistinguishedName': dn_of(ou).replace('CN=', 'OU=', 1), 'Guid': guid(gid), 'Identity': ident(ou, gid, dn_of(ou).replace('CN=', 'OU=', 1)), 'Type': 'OrganizationalUnit'}, ['Name', 'CanonicalName'], ou))
    # public folders
    S['pf'] = []
    for path, items, perms, mail in (('\\', 0, [], None), ('\\Ateliers Béranger', 4, [('Default', ['None']), ('Anonymous', ['None']), ('Élodie Béranger', ['Owner'])], None), ('\\Ateliers Béranger\\Plans d\'atelier', 27, [('Default', ['Reviewer']), ('Jean-François O\'Neill', ['PublishingEditor'])], 'plans@' + A['domain']), ('\\Cabinet Delmas', 12, [('Default', ['None']), ('Pierre Delmas', ['Owner'])], None), ('\\Cabinet Delmas\\Jurisprudence', 140, [('Default', ['Author'])], None)):
        S['pf'].append({'path': path, 'items': items, 'perms': perms, 'mail': mail, 'guid': g.guid(), 'entry': hashlib.sha1(path.encode()).hexdigest() * 2})
    return S
