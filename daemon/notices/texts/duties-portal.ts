import type { Language } from '../types.ts';
import type { DutyWords } from './duties-texts.ts';

type Page = 'confirm' | 'download' | 'receipts' | 'home';

const pages: Readonly<Record<Language, Readonly<Record<Page, string>>>> = {
  fr: {
    confirm: 'page « Confirmer »',
    download: 'page « Télécharger »',
    receipts: 'page « Reçus »',
    home: 'page d’accueil',
  },
  en: { confirm: 'page “Confirm”', download: 'page “Download”', receipts: 'page “Receipts”', home: 'home page' },
};

/** Where the client goes on: the portal behind the personal link, which nobody else can open. */
export function onPortal(language: Language, page: Page, { portalUrl }: Pick<DutyWords, 'portalUrl'>): string {
  const name = pages[language][page];
  if (language === 'fr') {
    return portalUrl === null
      ? 'Ouvrez votre lien personnel vers l’espace de réversibilité ; si vous ne l’avez plus, demandez-nous-en un autre.'
      : `Ouvrez votre lien personnel vers l’espace de réversibilité (${portalUrl}), ${name}. S’il a expiré, la page qu’il ouvre vous en envoie un autre.`;
  }
  return portalUrl === null
    ? 'Open your personal link to the hand-over portal; if you no longer have it, ask us for another.'
    : `Open your personal link to the hand-over portal (${portalUrl}), ${name}. If it has expired, the page it opens sends you another.`;
}
