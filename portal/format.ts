import type { Language } from './options.ts';

/** Figures and dates as people of that language write them. */
export interface Format {
  /** `YYYY-MM-DD` as a long date; the text itself where it is none. */
  date(day: string): string;
  /** An instant in the operator's zone, to the minute. */
  instant(iso: string): string;
  /** Powers of ten, as quotas and invoices count. */
  size(bytes: number): string;
  count(value: number): string;
  /** Integer cents, exactly. */
  money(cents: number, currency: string): string;
}

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
const UNITS: Readonly<Record<Language, readonly string[]>> = {
  fr: ['octets', 'ko', 'Mo', 'Go', 'To', 'Po'],
  en: ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'],
};

export function formatFor(language: Language, timezone: string): Format {
  const locale = LOCALES[language];
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: timezone });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  return {
    date: (day) => {
      const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
      return Number.isNaN(at) ? day : days.format(at);
    },
    instant: (iso) => {
      const at = Date.parse(iso);
      return Number.isNaN(at) ? iso : instants.format(at);
    },
    size: (bytes) => {
      const units = UNITS[language];
      let value = bytes;
      let unit = 0;
      while (value >= 999.5 && unit < units.length - 1) {
        value /= 1000;
        unit++;
      }
      return `${unit === 0 ? whole.format(value) : decimal.format(value)}\u00a0${units[unit]}`;
    },
    count: (value) => whole.format(value),
    money: (cents, currency) => {
      const sign = cents < 0 ? '-' : '';
      const digits = String(Math.abs(cents)).padStart(3, '0');
      const amount = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}` as `${number}`;
      return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
    },
  };
}
