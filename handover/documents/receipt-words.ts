import type { ContestReason } from '../../domain/index.ts';
import type { DocumentLanguage } from './document.ts';
import type { ReceiptAct } from './receipt-facts.ts';

/** The receipt's own words. */
export interface ReceiptWords {
  readonly title: string;
  readonly acts: Readonly<Record<ReceiptAct, string>>;
  readonly recorded: (instant: string) => string;
  readonly who: {
    readonly title: string;
    readonly name: string;
    readonly capacity: string;
    readonly channel: string;
    readonly secondFactor: string;
  };
  readonly channels: Readonly<Record<'portal' | 'paper', string>>;
  readonly yes: string;
  readonly no: string;
  readonly package: {
    readonly title: string;
    readonly id: string;
    readonly round: (round: string) => string;
    readonly root: string;
  };
  readonly statement: string;
  readonly ownWords: (name: string) => string;
  readonly items: {
    readonly title: (count: string) => string;
    readonly item: string;
    readonly reason: string;
    readonly text: string;
  };
  readonly reasons: Readonly<Record<ContestReason, string>>;
  readonly follows: string;
  readonly trace: {
    readonly title: string;
    readonly event: string;
    readonly seq: (seq: string) => string;
    readonly hash: string;
    readonly proof: (kind: string) => string;
  };
  readonly note: string;
}

const fr: ReceiptWords = {
  title: 'Accusé de réception',
  acts: {
    'reversibility.requested': 'Demande de réversibilité',
    'route.free-chosen': 'Choix de la remise en ligne, gratuite',
    'quote.accepted': 'Acceptation du devis',
    'items.confirmed': 'Confirmation de récupération, élément par élément',
    'items.contested': 'Contestation d’éléments remis',
    'items.claimed-late': 'Réclamation après la fin du contrat',
    'receipt.verified': 'Dépôt du rapport de vérification',
    'cutover.declared': 'Déclaration de bascule',
    'recovery.confirmed': 'Confirmation de la récupération intégrale',
    'switch.requested': 'Demande de changement de fournisseur',
    'terms.refused': 'Refus de la nouvelle version des conditions',
    'erase.instructed': 'Instruction d’effacement des données',
  },
  recorded: (instant) =>
    `Votre acte a été reçu et enregistré le ${instant}. Conservez ce document : il en est la preuve.`,
  who: {
    title: 'Qui',
    name: 'Nom',
    capacity: 'Qualité',
    channel: 'Par quelle voie',
    secondFactor: 'Second facteur vérifié',
  },
  channels: {
    portal: 'portail, derrière un lien personnel',
    paper: 'document signé, enregistré par deux personnes du prestataire',
  },
  yes: 'oui',
  no: 'non',
  package: { title: 'Paquet remis', id: 'Paquet', round: (round) => `tour ${round}`, root: 'Racine (SHA-512)' },
  statement: 'Dans vos propres mots',
  ownWords: (name) => `Écrit par ${name}`,
  items: {
    title: (count) => `Éléments concernés (${count})`,
    item: 'Élément',
    reason: 'Motif',
    text: 'Précision du client',
  },
  reasons: {
    missing: 'manquant',
    unreadable: 'illisible',
    'count-differs': 'compte différent',
    'wrong-rights': 'droits erronés',
    other: 'autre',
  },
  follows: 'Ce qui s’ensuit',
  trace: {
    title: 'Enregistrement',
    event: 'Acte',
    seq: (seq) => `n° ${seq} du registre`,
    hash: 'Empreinte chaînée',
    proof: (kind) => `Preuve (${kind})`,
  },
  note: 'Ce document rapporte un acte et n’y ajoute rien. Il n’emporte renonciation à aucun droit et ne décharge personne de ce qui ne pouvait être vu.',
};

const en: ReceiptWords = {
  title: 'Receipt',
  acts: {
    'reversibility.requested': 'Request for the hand-over',
    'route.free-chosen': 'Choice of the free online hand-over',
    'quote.accepted': 'Acceptance of the quote',
    'items.confirmed': 'Confirmation of recovery, item by item',
    'items.contested': 'Contestation of items handed over',
    'items.claimed-late': 'Claim after the end of the contract',
    'receipt.verified': 'Verification report handed in',
    'cutover.declared': 'Declaration of the cut-over',
    'recovery.confirmed': 'Confirmation of the complete recovery',
    'switch.requested': 'Request to switch provider',
    'terms.refused': 'Refusal of the new version of the terms',
    'erase.instructed': 'Instruction to erase the data',
  },
  recorded: (instant) => `Your act was received and recorded on ${instant}. Keep this document: it is the proof of it.`,
  who: {
    title: 'Who',
    name: 'Name',
    capacity: 'Capacity',
    channel: 'By which way',
    secondFactor: 'Second factor checked',
  },
  channels: {
    portal: 'portal, behind a personal link',
    paper: 'signed document, recorded by two persons of the provider',
  },
  yes: 'yes',
  no: 'no',
  package: { title: 'Package handed over', id: 'Package', round: (round) => `round ${round}`, root: 'Root (SHA-512)' },
  statement: 'In your own words',
  ownWords: (name) => `Written by ${name}`,
  items: { title: (count) => `Items concerned (${count})`, item: 'Item', reason: 'Reason', text: 'The client’s words' },
  reasons: {
    missing: 'missing',
    unreadable: 'unreadable',
    'count-differs': 'count differs',
    'wrong-rights': 'wrong rights',
    other: 'other',
  },
  follows: 'What follows',
  trace: {
    title: 'Record',
    event: 'Act',
    seq: (seq) => `no. ${seq} of the ledger`,
    hash: 'Chained hash',
    proof: (kind) => `Proof (${kind})`,
  },
  note: 'This document reports an act and adds nothing to it. It waives no right and releases nobody from what could not be seen.',
};

export const receiptWords: Readonly<Record<DocumentLanguage, ReceiptWords>> = { fr, en };
