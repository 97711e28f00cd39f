import { type ErasureCertificate, erasureMethods, erasureStatement, localDate } from '../../../domain/index.ts';
import type { DocumentHead } from '../document.ts';
import type { MinutesFacts } from '../minutes-facts.ts';
import type { QuoteFacts } from '../quote.ts';
import type { ReceiptFacts } from '../receipt-facts.ts';

/** A client as it might be; the contract is that of an invented company. */
export const sampleHead: DocumentHead = {
  id: 'DEV-2027-0001',
  language: 'fr',
  issuedAt: '2027-04-06T10:00:00Z',
  issuer: { name: 'OPTIMA DSI', lines: ['12 rue de la Monnaie', '35000 Rennes'] },
  client: { name: 'Menuiseries du Ponant SARL', lines: ['À l’attention de Mme Œuvrard', '56100 Lorient'] },
  contractId: 'C-2024-017',
};

/** contract.md § 8.1: 37 mailboxes. */
export const sampleQuote: QuoteFacts = {
  quoteId: 'DEV-2027-0001',
  requestedOn: '2027-03-24',
  requestedBy: 'Anne Œuvrard',
  route: 'medium',
  mailboxes: { counted: 37, handedOver: 41, rule: 'B-user', final: false },
  tariffs: { 'F-complete': 108_000, 'F-prorata': 133_200, 'F-started': 144_000 },
  applied: 'F-prorata',
  feeCents: 133_200,
  reduction: null,
  dataAct: { scope: 'no', reason: 'Hébergement classique', reviewer: 'Me Le Goff', packId: null, status: null },
  media: [{ label: 'Disque externe 4 To', priceCents: 12_990, carriageCents: 1_850, invoiceSha256: null }],
  vatRateBp: 2_000,
};

export const sampleReceipt: ReceiptFacts = {
  act: 'items.contested',
  event: { id: 'items.contested-k3v5q2', seq: 214, hash: 'ab'.repeat(32) },
  recordedAt: '2027-04-12T14:05:00Z',
  actor: { name: 'Anne Œuvrard', capacity: 'gérante' },
  channel: 'portal',
  secondFactor: true,
  package: { id: 'pkg4w7k2r5q', round: 1, root: 'cd'.repeat(64) },
  items: [{ label: 'contact@ponant.example', reason: 'count-differs', text: 'Il manque « Chantiers 2019 ».' }],
  statement: null,
  proofs: [{ kind: 'portal-session', sha256: 'ef'.repeat(32), ref: 'session 7f3a' }],
  follows: ['Seul cet élément est rouvert.'],
};

const names = ['a.oeuvrard', 'contact', 'atelier', 'compta'];

export const sampleMinutes: MinutesFacts = {
  rehearsal: false,
  signatory: { name: 'Anne Œuvrard', capacity: 'gérante', email: 'a.oeuvrard@ponant.example' },
  contract: { textSha256: '12'.repeat(32), subscribedOn: '2024-07-01' },
  request: { on: '2027-03-24', by: 'Anne Œuvrard', channel: 'portail' },
  derivations: [
    {
      timer: 'reversibility.perform',
      clause: '17.2',
      reading: 'cal',
      from: localDate('2027-06-30'),
      direction: 'forward',
      count: 15,
      calendar: 'FR-metropole',
      skippedHolidays: [],
      rolled: false,
      result: localDate('2027-07-15'),
      lastInstant: '2027-07-15T22:00:00Z',
      pack: 'contract-fr@1',
    },
  ],
  packs: ['contract-fr@1'],
  rounds: [{ round: 1, frozenAt: '2027-06-30T22:30:00Z', packageId: 'pkg4w7k2r5q', reason: null }],
  cutover: { how: 'mx-moved', on: '2027-07-08' },
  registerVersion: '1',
  classes: [{ number: 41, name: 'Dossiers publics', state: 'not-captured', entries: null, why: 'pas d’export PST' }],
  mailboxes: names.map((name, index) => ({
    label: `${name}@ponant.example`,
    kind: 'primary',
    items: 12_000 + index,
    bytes: 3_200_000_000,
    snapshots: ['k3v5q2w7x4y6z2a3b4c5d6e7f2'],
  })),
  packages: [{ id: 'pkg4w7k2r5q', round: 1, root: 'cd'.repeat(64), bags: 6, files: 40, bytes: 12_800_000_000 }],
  links: [
    {
      id: 'l3k5j7h2g4',
      recipient: 'Anne Œuvrard',
      from: '2027-07-01T08:00:00Z',
      until: '2027-07-08T08:00:00Z',
      openedAt: '2027-07-01T09:12:00Z',
      bytesServed: 12_800_000_000,
    },
  ],
  media: [],
  differences: [{ what: 'contact@ponant.example', class: 'hidden', count: 3, message: 'éléments masqués' }],
  unexplained: 0,
  notCaptured: [{ what: 'Dossiers publics', why: 'pas d’export PST' }],
  verdicts: names.map((name, index) => ({
    label: `${name}@ponant.example`,
    night: '2027-06-30',
    verdict: index === 3 ? 'SUSPECT' : 'CLEAN',
    reasons: index === 3 ? ['extensions inconnues'] : [],
  })),
  items: names.map((name, index) => ({
    label: `${name}@ponant.example`,
    round: 1,
    status: index === 2 ? 'contested' : 'confirmed',
    reason: index === 2 ? 'count-differs' : null,
  })),
  statement: { words: 'Je confirme, sauf la boîte atelier.', by: 'Anne Œuvrard', at: '2027-07-12T09:30:00Z' },
  reservations: [{ labels: ['atelier@ponant.example'], reason: 'count-differs', words: 'Il manque un dossier.' }],
  verifierReceipt: { root: 'cd'.repeat(64), differences: 0, signed: false, at: '2027-07-10T08:00:00Z' },
  amounts: [
    { text: 'Avoir, juillet 2027', clause: '5', reading: 'P-day', amountCents: -5_586, status: 'ready' },
    { text: 'Main-d’œuvre', clause: '17.2', reading: 'F-prorata', amountCents: 133_200, status: 'ready' },
  ],
  zeroBecause: null,
  lastBilledDay: '2027-07-20',
  retention: { notBefore: '2027-08-19', lockedVersions: 128, lastLockUntil: '2027-09-30' },
  signatures: [],
};

const nothing = { objects: 0, versions: 0, bytes: 0 };
const withoutStatement: Omit<ErasureCertificate, 'statement'> = {
  format: 1,
  number: 1,
  tenant: 'ponant',
  vaultId: 'v7k2',
  store: 's3:coffre-lyon',
  scope: {
    format: 1,
    tenant: 'ponant',
    vaultId: 'v7k2',
    tenantRefs: ['t1'],
    mailboxes: 4,
    snapshots: 28,
    snapshotsSha256: '34'.repeat(32),
    keys: [{ key: 'keys/t1', versionId: 'v1', bytes: 120, deleteMarker: false }],
  },
  planSha256: '56'.repeat(32),
  instruction: { by: 'Anne Œuvrard', on: '2027-08-20', reference: 'courrier du 20 août 2027' },
  operator: 'coffre@lyon',
  requester: 'paul',
  approver: 'marie',
  instants: {
    planned: '2027-08-21T08:00:00Z',
    firstDestruction: '2027-08-21T09:00:00Z',
    keysDestroyed: '2027-08-21T09:00:10Z',
    verified: '2027-08-21T09:04:00Z',
    issued: '2027-08-21T09:05:00Z',
  },
  copies: (['keys', 'packs', 'catalogue'] as const).map((kind) => ({
    kind,
    where: `${kind}/`,
    count: { objects: 12, versions: 24, bytes: 1_234_567 },
    method: erasureMethods[kind],
    after: nothing,
  })),
  locked: [
    {
      kind: 'packs',
      key: 'packs/ab/abcdef0123456789',
      versionId: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY',
      bytes: 2_345_678,
      mode: 'compliance',
      retainUntil: '2027-09-30T00:00:00Z',
      legalHold: false,
    },
  ],
  kept: [
    {
      what: { fr: 'Registre des actes', en: 'Ledger' },
      where: 'ledger/',
      count: 312,
      why: { fr: 'obligation légale', en: 'legal duty' },
      until: '2037-12-31',
    },
  ],
  unseen: [
    { place: 'catalogue-backups', what: { fr: 'Copies du catalogue', en: 'Copies of the catalogue' }, opens: true },
  ],
  verification: {
    method: { fr: 'Chaque lieu a été listé de nouveau.', en: 'Each place was listed again.' },
    result: 'passed',
    checks: [{ what: { fr: 'Restauration impossible', en: 'Restore impossible' }, result: 'passed', looked: 28 }],
  },
  next: { due: '2027-10-01T00:00:00Z', why: { fr: 'le dernier verrou expire', en: 'the last lock ends' } },
};

export const sampleCertificate: ErasureCertificate = {
  ...withoutStatement,
  statement: erasureStatement(withoutStatement),
};
