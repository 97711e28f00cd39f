/** A word in both languages. */
export interface Name {
  readonly fr: string;
  readonly en: string;
}

const name = (fr: string, en: string): Name => ({ fr, en });

const timers: Readonly<Record<string, Name>> = {
  'term.end': name('fin de la période', 'end of the term'),
  'notice.deadline': name('dernier jour pour dénoncer', 'last day to give notice'),
  'notice.posting': name('dernier jour où poster la lettre', 'last day to post the letter'),
  'notice.complete': name('préavis accompli', 'notice complete'),
  'notice.end': name('fin du préavis', 'end of the notice'),
  'terms.refuse': name('dernier jour pour refuser les conditions', 'last day to refuse the terms'),
  'suspension.decide': name('résiliation après suspension possible', 'termination after suspension possible'),
  'reversibility.ask': name('demander la remise', 'ask for the hand-over'),
  'reversibility.perform': name('remettre au plus tard', 'deliver at the latest'),
  'confirm.reminders': name('rappel de confirmation', 'reminder to confirm'),
  'invoice.dispute': name('contester la facture', 'dispute the invoice'),
  'sla.claim': name('réclamer l’avoir de disponibilité', 'claim the availability credit'),
  'switch.notice': name('fin du préavis de changement', 'end of the switch notice'),
  'switch.transition': name('fin de la transition', 'end of the transition'),
  'switch.infeasible': name('signaler l’infaisable', 'notify that it is infeasible'),
  'switch.retrieval': name('récupération possible jusqu’au', 'retrieval possible until'),
  'erase.delay': name('aucun effacement avant', 'no erasure before'),
  'lock.last': name('dernier verrou du stockage', 'last lock of the store'),
};

/** A timer by its name in the register of timers; the name itself where it is new. */
export function timerName(timer: string): Name {
  return timers[timer] ?? name(timer, timer);
}

const readings: Readonly<Record<string, Name>> = {
  P3M: name('trois mois, date à date', 'three months, date to date'),
  'P3M-b': name('trois mois en arrière', 'three months backwards'),
  CIV3: name('trois mois civils entiers', 'three whole civil months'),
  '60jo': name('60 jours ouvrés', '60 jours ouvrés'),
  '63jo': name('63 jours ouvrés', '63 jours ouvrés'),
  '66jo': name('66 jours ouvrés', '66 jours ouvrés'),
  '78jb': name('78 jours ouvrables', '78 jours ouvrables'),
  cal: name('jours calendaires', 'calendar days'),
  'cal-roll': name('jours calendaires, reporté', 'calendar days, rolled'),
  jo: name('jours ouvrés', 'jours ouvrés'),
  jb: name('jours ouvrables', 'jours ouvrables'),
  'S-day': name('jours civils', 'civil days'),
  'S-hour': name('heures écoulées', 'elapsed hours'),
  'S-jo': name('jours ouvrés', 'jours ouvrés'),
  'T-A': name('souscription', 'subscription'),
  'T-B': name('signature', 'signature'),
  'T-C': name('début du service', 'start of service'),
  'E-eve': name('veille de l’anniversaire', 'eve of the anniversary'),
  'E-same': name('jour anniversaire', 'the anniversary'),
  'N-origin': name('depuis l’origine', 'from the origin'),
  'N-chain': name('depuis la fin précédente', 'from the previous end'),
  'N-civil': name('mois civils', 'civil months'),
  'F-complete': name('dizaines complètes', 'complete tens'),
  'F-prorata': name('au prorata', 'pro rata'),
  'F-started': name('dizaines commencées', 'started tens'),
};

/** A reading in words, with its code; of a term, whose readings are joined by `/`, each of them and its length in months. */
export function readingName(reading: string): Name {
  const parts = reading.split('/').map((one) => readings[one] ?? months(one));
  if (!parts.some((one) => one !== null)) return name(reading, reading);
  const words = (language: 'fr' | 'en'): string =>
    reading
      .split('/')
      .map((one, index) => parts[index]?.[language] ?? one)
      .join(', ');
  const code = reading.includes('/') ? '' : ` (${reading})`;
  return name(`${words('fr')}${code}`, `${words('en')}${code}`);
}

/** `36+12x2`: the initial months, and how often they were renewed by how many. */
function months(part: string): Name | null {
  const [, first, each, times] = /^(\d+)\+(\d+)x(\d+)$/.exec(part) ?? [];
  if (first === undefined) return null;
  if (times === '0') return name(`${first} mois`, `${first} months`);
  return name(`${first} + ${times} × ${each} mois`, `${first} + ${times} × ${each} months`);
}
