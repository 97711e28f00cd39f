import type { DocumentLanguage } from './document.ts';

const LOCALES: Readonly<Record<DocumentLanguage, string>> = { fr: 'fr-FR', en: 'en-GB' };
const UNITS: Readonly<Record<DocumentLanguage, readonly string[]>> = {
  fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'],
  en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
};
const NO_BREAK = '\u00a0';
/** Days and hours of the contract are those of Paris (contract.md § 6.1). */
const ZONE = 'Europe/Paris';

/** Figures as the reader of a document expects them; spaces inside a figure never break. */
export interface Figures {
  /** `1 332,00 €`, from integer cents (RangeError otherwise: money is never rounded here). */
  readonly money: (cents: number) => string;
  readonly count: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** `20 %` from basis points. */
  readonly rate: (basisPoints: number) => string;
  /** `12 avril 2027`, from `YYYY-MM-DD`. */
  readonly day: (date: string) => string;
  /** `12 avril 2027 à 14:05 (heure de Paris)`, from an instant. */
  readonly instant: (iso: string) => string;
}

export function figuresFor(language: DocumentLanguage): Figures {
  const locale = LOCALES[language];
  const [thousands, decimal] = language === 'fr' ? [NO_BREAK, ','] : [',', '.'];
  const count = (value: number): string => {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no whole number`);
    const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, thousands);
    return value < 0 ? `−${digits}` : digits;
  };
  const hundredths = (value: number): string => {
    const whole = Math.trunc(Math.abs(value) / 100);
    const rest = String(Math.abs(value) % 100).padStart(2, '0');
    return `${value < 0 ? '−' : ''}${count(whole)}${decimal}${rest}`;
  };
  // French writes the first of a month as an ordinal.
  const first = (day: string): string => (language === 'fr' ? day.replace(/^1 /, '1er ') : day);
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const instantDays = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: ZONE });
  const times = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: ZONE,
  });
  return {
    count,
    money: (cents) => {
      if (!Number.isSafeInteger(cents)) throw new RangeError(`${cents} is no amount in cents`);
      const amount = hundredths(cents);
      return language === 'fr' ? `${amount}${NO_BREAK}€` : `€${NO_BREAK}${amount}`;
    },
    rate: (basisPoints) => {
      const text = basisPoints % 100 === 0 ? count(basisPoints / 100) : hundredths(basisPoints);
      return language === 'fr' ? `${text}${NO_BREAK}%` : `${text}%`;
    },
    bytes: (value) => {
      let unit = 0;
      let scaled = value;
      while (scaled >= 1000 && unit < 5) {
        scaled /= 1000;
        unit++;
      }
      const text = unit === 0 ? count(value) : hundredths(Math.round(scaled * 100));
      return `${text}${NO_BREAK}${UNITS[language][unit] ?? ''}`;
    },
    day: (date) => {
      const at = Date.parse(`${date}T00:00:00Z`);
      return Number.isNaN(at) ? date : first(days.format(at));
    },
    instant: (iso) => {
      const at = Date.parse(iso);
      if (Number.isNaN(at)) return iso;
      return language === 'fr'
        ? `${first(instantDays.format(at))} à ${times.format(at)} (heure de Paris)`
        : `${instantDays.format(at)} at ${times.format(at)} (Paris time)`;
    },
  };
}
