import type { Night } from '../../domain/index.ts';
import { printable } from './printable.ts';
import type { Language, Reader } from './types.ts';

/** Figures, dates and names in the reader's language and time zone. */
export interface Format {
  /** What stands between a label and its value: French puts a space before the colon. */
  readonly colon: string;
  readonly number: (value: number) => string;
  /** Powers of ten, as quotas and invoices count. */
  readonly bytes: (value: number) => string;
  readonly night: (night: Night) => string;
  readonly dateTime: (iso: string) => string;
  /** How long ago, in the largest fitting unit of hours or days. */
  readonly age: (iso: string, now: string) => string;
  /** A name from outside inside a sentence: one line, at most 80 characters. */
  readonly name: (text: string) => string;
  /** A message from outside: one line, at most 300 characters. */
  readonly message: (text: string) => string;
}

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
const UNITS: Readonly<Record<Language, readonly string[]>> = {
  fr: ['o', 'ko', 'Mo', 'Go', 'To', 'Po'],
  en: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
};
const HOUR_MS = 3_600_000;
const NO_BREAK_SPACE = '\u00a0';

export const COLONS: Readonly<Record<Language, string>> = { fr: `${NO_BREAK_SPACE}:`, en: ':' };

export function formatFor(reader: Pick<Reader, 'language' | 'timezone'>): Format {
  const { language, timezone } = reader;
  const locale = LOCALES[language];
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dateStyle = language === 'fr' ? 'short' : 'medium';
  const nights = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle, timeStyle: 'short', timeZone: timezone });
  const unit = (value: number, name: 'hour' | 'day'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);

  return {
    colon: COLONS[language],
    number: (value) => integers.format(value),
    bytes: (value) => {
      const units = UNITS[language];
      let scaled = Math.max(0, value);
      let index = 0;
      while (scaled >= 999.95 && index < units.length - 1) {
        scaled /= 1000;
        index++;
      }
      return `${(index === 0 ? integers : decimals).format(scaled)}${NO_BREAK_SPACE}${units[index] ?? ''}`;
    },
    night: (night) => nights.format(Date.parse(`${night}T00:00:00Z`)),
    dateTime: (iso) => {
      const at = Date.parse(iso);
      return Number.isNaN(at) ? printable(iso, 40) : moments.format(at);
    },
    age: (iso, now) => {
      const hours = Math.max(0, Math.floor((Date.parse(now) - Date.parse(iso)) / HOUR_MS));
      if (Number.isNaN(hours)) return '?';
      return hours < 48 ? unit(hours, 'hour') : unit(Math.floor(hours / 24), 'day');
    },
    name: (text) => printable(text, 80),
    message: (text) => printable(text, 300),
  };
}
