import { html } from '../html.ts';
import { notice, type PageContext, page } from '../layout.ts';

const TEXT = {
  fr: {
    PORTAL_FORM: [
      'Formulaire refusé',
      'Ce formulaire ne vient pas de cette page, ou celle-ci est restée ouverte trop longtemps. Rien n’a été enregistré.',
    ],
    PORTAL_SCOPE: ['Ce lien ne le permet pas', 'Votre lien n’ouvre pas cette page. Demandez-en un qui le permette.'],
    PORTAL_NOTHING: ['Rien ici', 'Cette page n’existe pas, ou ce que vous cherchez n’appartient pas à votre paquet.'],
    PORTAL_LIMIT: [
      'Un peu de patience',
      'Il y a eu trop d’essais en peu de temps. Réessayez dans quelques minutes ; aucun de vos droits n’est éteint.',
    ],
    PORTAL_RELEASE: [
      'Volume à débloquer',
      'Ce lien a transmis vingt fois la taille du paquet. Un nouveau lien, fait par une personne, est nécessaire.',
    ],
    UNAVAILABLE: [
      'Indisponible pour l’instant',
      'Le portail n’a pas pu répondre. Rien n’a été enregistré ; réessayez dans quelques minutes.',
    ],
    back: 'Revenir à l’accueil',
    reference: 'Référence',
  },
  en: {
    PORTAL_FORM: [
      'Form refused',
      'This form does not come from that page, or the page was left open for too long. Nothing was recorded.',
    ],
    PORTAL_SCOPE: ['The link does not allow this', 'Your link does not open this page. Ask for one that does.'],
    PORTAL_NOTHING: ['Nothing here', 'This page does not exist, or what you look for does not belong to your package.'],
    PORTAL_LIMIT: [
      'A little patience',
      'There were too many tries in a short time. Try again in a few minutes; none of your rights has ended.',
    ],
    PORTAL_RELEASE: [
      'Volume to be released',
      'This link has sent twenty times the size of the package. A new link, made by a person, is needed.',
    ],
    UNAVAILABLE: [
      'Not available now',
      'The portal could not answer. Nothing was recorded; try again in a few minutes.',
    ],
    back: 'Back to the first page',
    reference: 'Reference',
  },
} as const;

export type Problem = Exclude<keyof (typeof TEXT)['fr'], 'back' | 'reference'>;

/** What went wrong, in words that tell nothing of the inside. */
export function problemPage(context: PageContext, problem: Problem, reference?: string): string {
  const text = TEXT[context.language];
  const [title, body] = text[problem];
  return page(
    context,
    title,
    html`<div class="card narrow">${notice('problem', body)}${reference === undefined ? null : html`<p class="small">${text.reference} ${reference}</p>`}<p><a href="/">${text.back}</a></p></div>`,
  );
}
