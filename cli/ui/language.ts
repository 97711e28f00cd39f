import type { Language, Text } from './ui.ts';

/** `--lang` where given, else the language of a POSIX locale name (`fr_FR.UTF-8`, of LC_ALL, LC_MESSAGES or LANG), else English. */
export function languageFrom(option: string | undefined, locale: string | undefined): Language {
  const wanted = option ?? locale ?? '';
  return /^fr([-_.@]|$)/i.test(wanted) ? 'fr' : 'en';
}

export function inLanguage(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text[language];
}
