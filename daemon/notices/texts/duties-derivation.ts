import type { Derivation } from '../../../domain/index.ts';
import type { Language } from '../types.ts';

type Counted = Pick<Derivation, 'reading' | 'count' | 'from' | 'direction' | 'skippedHolidays' | 'rolled'>;
/** How a day is written in a sentence. */
type Day = (day: string) => string;

/** How a last day was counted, in a sentence that somebody can follow with a calendar in hand. */
export function derivationWords(derivation: Counted, language: Language, day: Day): string {
  const { skippedHolidays, rolled } = derivation;
  const words = language === 'fr' ? french : english;
  const parts = [words.count(derivation, day)];
  if (skippedHolidays.length > 0) parts.push(words.holidays(skippedHolidays.map(day)));
  if (rolled) parts.push(words.rolled);
  return `${parts.join(language === 'fr' ? ' ; ' : '; ')}.`;
}

/** The reading alone, short enough for a table. */
export function readingWords(reading: string, language: Language): string {
  const words = language === 'fr' ? french : english;
  if (reading === 'CIV3') return words.civil;
  if (reading === 'P3M') return words.dateToDate;
  if (reading === 'P3M-b') return words.backward;
  if (reading.startsWith('T-')) return words.term(reading);
  const count = /^\d+/.exec(reading)?.[0];
  const unit = words.unit(reading, Number(count ?? 2));
  return count === undefined ? unit : `${count} ${unit}`;
}

const french = {
  civil: 'trois mois civils entiers',
  dateToDate: 'trois mois, de date à date',
  backward: 'trois mois en arrière, de date à date',
  term: (reading: string): string => {
    const start = { 'T-A': 'souscription', 'T-B': 'signature', 'T-C': 'début du service' }[reading.slice(0, 3)];
    return `depuis la date de ${start ?? reading}, ${reading.includes('E-same') ? 'jour anniversaire compris' : 'veille de l’anniversaire'}`;
  },
  unit: (reading: string, count: number): string => {
    const s = count > 1 ? 's' : '';
    if (reading.endsWith('jo')) return `jour${s} ouvré${s}`;
    if (reading.endsWith('jb')) return `jour${s} ouvrable${s}`;
    if (reading === 'S-hour') return `heure${s}`;
    return reading === 'months' ? 'mois, de date à date' : `jour${s} calendaire${s}`;
  },
  count: ({ reading, count, from, direction }: Counted, day: Day): string => {
    if (count === 0) return `Date donnée par le contrat ou par l’acte : ${day(from)}`;
    if (reading.startsWith('T-')) return `${count} mois comptés ${french.term(reading)} : ${day(from)}`;
    if (/^(P3M|P3M-b|CIV3)$/.test(reading)) {
      return direction === 'backward'
        ? `Dernier jour qui laisse ${readingWords(reading, 'fr')} avant la fin du ${day(from)}`
        : `${readingWords(reading, 'fr')} après le ${day(from)}`;
    }
    return direction === 'backward'
      ? `${count} ${french.unit(reading, count)} en remontant depuis le ${day(from)}, ce jour compris`
      : `${count} ${french.unit(reading, count)} après le ${day(from)}, ce jour non compris`;
  },
  holidays: (days: readonly string[]): string =>
    `${days.length > 1 ? 'jours fériés non comptés' : 'jour férié non compté'} : ${days.join(', ')}`,
  rolled: 'le dernier jour tombant un samedi, un dimanche ou un jour férié, il est reporté au jour ouvré suivant',
};

const english = {
  civil: 'three whole civil months',
  dateToDate: 'three months, date to date',
  backward: 'three months backwards, date to date',
  term: (reading: string): string => {
    const start = { 'T-A': 'the subscription', 'T-B': 'the signature', 'T-C': 'the start of service' }[
      reading.slice(0, 3)
    ];
    return `from ${start ?? reading}, ${reading.includes('E-same') ? 'the anniversary included' : 'to the eve of the anniversary'}`;
  },
  unit: (reading: string, count: number): string => {
    const s = count > 1 ? 's' : '';
    if (reading.endsWith('jo')) return `jour${s} ouvré${s} (Monday to Friday)`;
    if (reading.endsWith('jb')) return `jour${s} ouvrable${s} (Monday to Saturday)`;
    if (reading === 'S-hour') return `hour${s}`;
    return reading === 'months' ? 'months, date to date' : `calendar day${s}`;
  },
  count: ({ reading, count, from, direction }: Counted, day: Day): string => {
    if (count === 0) return `Day given by the contract or by the act: ${day(from)}`;
    if (reading.startsWith('T-')) return `${count} months counted ${english.term(reading)}: ${day(from)}`;
    if (/^(P3M|P3M-b|CIV3)$/.test(reading)) {
      return direction === 'backward'
        ? `Last day that leaves ${readingWords(reading, 'en')} before the end of ${day(from)}`
        : `${readingWords(reading, 'en')} after ${day(from)}`;
    }
    return direction === 'backward'
      ? `${count} ${english.unit(reading, count)} counted back from ${day(from)}, that day included`
      : `${count} ${english.unit(reading, count)} after ${day(from)}, that day not included`;
  },
  holidays: (days: readonly string[]): string =>
    `public ${days.length > 1 ? 'holidays' : 'holiday'} not counted: ${days.join(', ')}`,
  rolled: 'the last day being a Saturday, a Sunday or a holiday, it moves to the next working day',
};
