import type { Language } from '../types.ts';

/** What is said around the texts of duties, and the titles of their tables. */
export interface DutyPhrases {
  readonly greeting: string;
  readonly contract: string;
  readonly client: string;
  readonly recorded: string;
  readonly today: string;
  readonly article: string;
  readonly lastDay: string;
  readonly nextTitle: string;
  readonly derivationTitle: string;
  readonly derivation: (last: string, how: string) => string;
  readonly derivationLine: (how: string) => string;
  readonly quoteTitle: (articles: readonly string[]) => string;
  readonly question: (contact: string | null) => string;
  readonly footer: (organisation: string) => string;
  readonly datesTitle: string;
  readonly date: string;
  readonly reading: string;
  readonly letterTitle: string;
  readonly dispatched: string;
  readonly presented: string;
  readonly received: string;
  readonly byDispatch: string;
  readonly byPresentation: string;
  readonly byReceipt: string;
  readonly inTime: string;
  readonly late: string;
  /** Dates that are shown, by timer. */
  readonly timers: Readonly<Record<string, string>>;
  readonly digestSubject: (count: number, first: string) => string;
  readonly digestTitle: (count: number) => string;
  readonly detail: string;
  readonly unknownTitle: (what: string) => string;
  readonly unknownClient: string;
  readonly unknownMeaning: string;
  readonly unknownNext: (tenant: string) => string;
  readonly wasTold: string;
  readonly mailWaiting: (subject: string) => string;
}

export const dutyPhrases: Readonly<Record<Language, DutyPhrases>> = {
  fr: {
    greeting: 'Madame, Monsieur,',
    contract: 'Contrat',
    client: 'Client',
    recorded: 'Enregistré le',
    today: 'Date',
    article: 'Clause',
    lastDay: 'Dernier jour',
    nextTitle: 'La suite',
    derivationTitle: 'Comment cette date est comptée',
    derivation: (last, how) => `Dernier jour : ${last}, jusqu’à minuit (heure de Paris). ${how}`,
    derivationLine: (how) => `Comment cette date est comptée : ${how}`,
    quoteTitle: (articles) =>
      `Ce que dit le contrat (article${articles.length > 1 ? 's' : ''} ${articles.join(' et ')})`,
    question: (contact) =>
      contact === null
        ? 'Une question ? Répondez à ce message, une personne vous lira.'
        : `Une question ? Répondez à ce message ou écrivez à ${contact} : une personne vous lira.`,
    footer: (organisation) => `${organisation}. Message envoyé par Coffre ; la preuve de son envoi est conservée.`,
    datesTitle: 'Les dates, et comment elles sont comptées',
    date: 'Échéance',
    reading: 'Lecture',
    letterTitle: 'La lettre, selon chaque lecture du préavis',
    dispatched: 'Envoyée le',
    presented: 'Présentée le',
    received: 'Reçue le',
    byDispatch: 'À l’envoi',
    byPresentation: 'À la présentation',
    byReceipt: 'À la réception',
    inTime: 'à temps',
    late: 'après',
    timers: {
      'term.end': 'Fin de la période',
      'notice.deadline': 'Dernier jour pour dénoncer',
      'notice.end': 'Fin du préavis',
    },
    digestSubject: (count, first) => `[Coffre] Contrats : ${count === 1 ? first : `${count} points, dont : ${first}`}`,
    digestTitle: (count) => (count === 1 ? 'Un contrat demande votre attention' : `Contrats : ${count} points à voir`),
    detail: 'Précision',
    unknownTitle: (what) => `À voir : ${what}`,
    unknownClient: 'une nouvelle au sujet de votre contrat',
    unknownMeaning: 'Un événement concerne ce contrat ; cette version ne sait pas encore le décrire.',
    unknownNext: (tenant) => `coffre contract show ${tenant}`,
    wasTold: 'Chaque point n’est signalé qu’une fois ; coffre status montre ceux qui restent ouverts.',
    mailWaiting: (subject) => `Courriel au client à envoyer : ${subject}`,
  },
  en: {
    greeting: 'Dear Sir or Madam,',
    contract: 'Contract',
    client: 'Client',
    recorded: 'Recorded on',
    today: 'Date',
    article: 'Clause',
    lastDay: 'Last day',
    nextTitle: 'What comes next',
    derivationTitle: 'How this date is counted',
    derivation: (last, how) => `Last day: ${last}, until midnight (Paris time). ${how}`,
    derivationLine: (how) => `How this date is counted: ${how}`,
    quoteTitle: (articles) =>
      `What the contract says (article${articles.length > 1 ? 's' : ''} ${articles.join(' and ')}; the French words are those that bind)`,
    question: (contact) =>
      contact === null
        ? 'A question? Answer this message, a person reads it.'
        : `A question? Answer this message or write to ${contact}: a person reads it.`,
    footer: (organisation) => `${organisation}. Sent by Coffre; proof of the sending is kept.`,
    datesTitle: 'The dates, and how they are counted',
    date: 'Deadline',
    reading: 'Reading',
    letterTitle: 'The letter, under each reading of the notice period',
    dispatched: 'Dispatched on',
    presented: 'First presented on',
    received: 'Received on',
    byDispatch: 'By dispatch',
    byPresentation: 'By presentation',
    byReceipt: 'By receipt',
    inTime: 'in time',
    late: 'after',
    timers: {
      'term.end': 'End of the term',
      'notice.deadline': 'Last day to give notice',
      'notice.end': 'End of the notice period',
    },
    digestSubject: (count, first) =>
      `[Coffre] Contracts: ${count === 1 ? first : `${count} points, first of them: ${first}`}`,
    digestTitle: (count) => (count === 1 ? 'A contract needs your attention' : `Contracts: ${count} points to look at`),
    detail: 'Detail',
    unknownTitle: (what) => `To look at: ${what}`,
    unknownClient: 'news about your contract',
    unknownMeaning: 'An event concerns this contract; this version does not know yet how to describe it.',
    unknownNext: (tenant) => `coffre contract show ${tenant}`,
    wasTold: 'Each point is told once; coffre status shows those that are still open.',
    mailWaiting: (subject) => `Mail to the client waiting: ${subject}`,
  },
};
