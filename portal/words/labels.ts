import type { Language } from '../options.ts';
import type { ContestReason, HandoverKind, LifecycleKind, Words } from '../views.ts';

const both = (fr: string, en: string): Words => ({ fr, en });

/** A code in the reader's words; the code itself where there are none. */
export function label(table: Readonly<Record<string, Words>>, code: string, language: Language): string {
  return Object.hasOwn(table, code) ? (table[code]?.[language] ?? code) : code;
}

export const lifecycleWords: Readonly<Record<LifecycleKind, Words>> = {
  draft: both('Contrat non encore enregistré', 'Contract not recorded yet'),
  active: both('Contrat en cours', 'Contract in force'),
  notice: both('Préavis en cours', 'Notice running'),
  'switch-notice': both('Préavis de changement de fournisseur', 'Notice of switching running'),
  transition: both('Contrat échu, réversibilité en cours', 'Contract over, hand-over under way'),
  terminated: both('Services résiliés', 'Services terminated'),
  erasable: both(
    'Services résiliés, effacement possible sur instruction',
    'Terminated, erasure possible on instruction',
  ),
  erasing: both('Effacement en cours', 'Erasure under way'),
  erased: both('Données effacées, copies verrouillées en attente', 'Data erased, locked copies waiting'),
  closed: both('Dossier clos', 'Closed'),
};

export const handoverWords: Readonly<Record<HandoverKind, Words>> = {
  none: both('aucune réversibilité demandée', 'no hand-over asked for'),
  requested: both('réversibilité demandée', 'hand-over asked for'),
  quoted: both('voie de remise choisie', 'way of delivery chosen'),
  frozen: both('inventaire figé', 'inventory frozen'),
  prepared: both('paquet vérifié', 'package verified'),
  delivered: both('paquet remis, à vérifier', 'package delivered, to be checked'),
  acknowledged: both('tout est confirmé', 'everything is confirmed'),
  contested: both('éléments contestés, à reprendre', 'items contested, to be redone'),
  final: both('bascule déclarée', 'cut-over declared'),
  rework: both('éléments en cours de reprise', 'items being redone'),
};

export const reasonWords: Readonly<Record<ContestReason, Words>> = {
  missing: both('Il manque des données', 'Data are missing'),
  unreadable: both('Illisible', 'Unreadable'),
  'count-differs': both('Les nombres ne concordent pas', 'The counts differ'),
  'wrong-rights': both('Les droits sont faux', 'The rights are wrong'),
  other: both('Autre motif', 'Another reason'),
};

export const timerWords: Readonly<Record<string, Words>> = {
  'term.end': both('Fin de la période en cours', 'End of the current term'),
  'notice.deadline': both('Dernier jour pour dénoncer', 'Last day to give notice'),
  'notice.posting': both('Dernier jour où poster la lettre', 'Last day to post the letter'),
  'notice.complete': both('Préavis accompli', 'Notice complete'),
  'notice.end': both('Fin du préavis', 'End of the notice'),
  'terms.refuse': both('Refus des nouvelles conditions', 'Refusal of new terms'),
  'suspension.decide': both('Suspension : décision possible', 'Suspension: decision possible'),
  'reversibility.ask': both('Dernier jour pour demander la réversibilité', 'Last day to ask for the hand-over'),
  'reversibility.perform': both('Remise due au plus tard', 'Hand-over due at the latest'),
  'confirm.reminders': both('Prochain rappel', 'Next reminder'),
  'invoice.dispute': both('Contestation de la facture', 'Dispute of the invoice'),
  'sla.claim': both('Réclamer l’avoir de disponibilité', 'Claim the availability credit'),
  'switch.notice': both('Fin du préavis de changement', 'End of the switching notice'),
  'switch.transition': both('Fin de la transition', 'End of the transition'),
  'switch.retrieval': both('Données récupérables au moins jusqu’au', 'Data can be fetched at least until'),
  'switch.infeasible': both('Impossibilité à notifier au plus tard', 'Infeasibility to be told at the latest'),
  'erase.delay': both('Aucun effacement avant le', 'No erasure before'),
  'lock.last': both('Dernier verrou de conservation', 'Last retention lock'),
};

export const readingWords: Readonly<Record<string, Words>> = {
  'T-A': both('depuis la souscription', 'from subscription'),
  'T-B': both('depuis la signature', 'from signature'),
  'T-C': both('depuis le début du service', 'from the start of service'),
  'E-eve': both('veille de l’anniversaire', 'eve of the anniversary'),
  'E-same': both('jour anniversaire', 'the anniversary'),
  'N-origin': both('compté depuis l’origine', 'counted from the start'),
  'N-chain': both('compté de période en période', 'counted from term to term'),
  'N-civil': both('mois civils entiers', 'whole civil months'),
  P3M: both('trois mois, de date à date', 'three months, date to date'),
  'P3M-b': both('trois mois à rebours', 'three months backwards'),
  CIV3: both('trois mois civils entiers', 'three whole civil months'),
  '60jo': both('60 jours ouvrés', '60 working days'),
  '63jo': both('63 jours ouvrés', '63 working days'),
  '66jo': both('66 jours ouvrés', '66 working days'),
  '78jb': both('78 jours ouvrables', '78 days, Sundays and holidays left out'),
  cal: both('jours calendaires', 'calendar days'),
  'cal-roll': both('jours calendaires, reporté au jour ouvré', 'calendar days, moved to a working day'),
  jo: both('jours ouvrés', 'working days'),
  jb: both('jours ouvrables', 'days without Sundays and holidays'),
  'S-day': both('jours civils', 'civil days'),
  'S-hour': both('heures écoulées', 'hours elapsed'),
  'S-jo': both('jours ouvrés', 'working days'),
  posting: both('jour où poster', 'day to post'),
  months: both('mois, de date à date', 'months, date to date'),
  'F-started': both('dizaines commencées', 'started tens'),
  'F-prorata': both('au prorata', 'pro rata'),
  'F-complete': both('dizaines complètes', 'complete tens'),
  'P-day': both('au jour près', 'by the day'),
  'P-none': both('mois entier', 'whole month'),
};

/** A reading in words; a term's is made of several, with its lengths behind them, which the dates show anyway. */
export function readingLabel(reading: string, language: Language): string {
  const parts = reading.split('/').filter((one, _, all) => all.length === 1 || Object.hasOwn(readingWords, one));
  return parts.map((one) => label(readingWords, one, language)).join(', ');
}

export const verdictWords: Readonly<Record<string, Words>> = {
  UNSCANNED: both('Non examiné', 'Not examined'),
  CLEAN: both('Sain', 'Clean'),
  NOTICE: both('À noter', 'Notice'),
  SUSPECT: both('Suspect', 'Suspect'),
  COMPROMISED: both('Compromis', 'Compromised'),
};

export const partWords: Readonly<Record<string, Words>> = {
  primary: both('Boîte principale', 'Primary mailbox'),
  archive: both('Archive', 'Archive'),
  configuration: both('Configuration', 'Configuration'),
};
