import type { Progress } from '../../core/index.ts';
import { messages } from './messages/index.ts';
import type { Language } from './ui.ts';

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

/** `1.2 GB`, `1,2 Go`: powers of ten. */
export function bytesText(bytes: number, language: Language): string {
  const { units } = messages[language];
  let value = Math.max(0, bytes);
  let index = 0;
  while (value >= 999.5 && index < units.length - 1) {
    value /= 1000;
    index++;
  }
  const digits = index === 0 || value >= 99.95 ? 0 : 1;
  const format = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${format.format(value)} ${units[index] ?? ''}`;
}

/** An amount in the unit of the progress; `bare` leaves out the name of what is counted. */
export function amountText(amount: number, unit: Progress['unit'], language: Language, bare = false): string {
  if (unit === 'bytes') return bytesText(amount, language);
  const digits = amount > 0 && amount < 10 && !Number.isInteger(amount) ? 1 : 0;
  const shown = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits }).format(amount);
  return bare ? shown : `${shown} ${messages[language].counted[unit]}`;
}

/** `45 s`, `3 min 20 s`, `2 h 05 min`: as exact as a person wants it at that length. */
export function durationText(ms: number, language: Language): string {
  const { hours, minutes, seconds } = messages[language].time;
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `${total} ${seconds}`;
  const wholeMinutes = Math.floor(total / 60);
  if (total < 3600) return `${wholeMinutes} ${minutes} ${String(total % 60).padStart(2, '0')} ${seconds}`;
  return `${Math.floor(total / 3600)} ${hours} ${String(wholeMinutes % 60).padStart(2, '0')} ${minutes}`;
}
