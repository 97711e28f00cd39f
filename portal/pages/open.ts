import { html } from '../html.ts';
import { notice, type PageContext, page } from '../layout.ts';

const TEXT = {
  fr: {
    title: 'Ouvrir votre espace',
    lead: 'Ce lien est personnel et ne s’ouvre qu’une seule fois. Rien ne s’est encore passé : votre espace s’ouvrira quand vous appuierez sur le bouton.',
    what: 'Ensuite, sur cet ordinateur et pendant douze heures au plus :',
    can: [
      'vous voyez où en est la réversibilité et ce qui reste facturé ;',
      'vous téléchargez vos données et les vérifiez, si le lien le permet ;',
      'vous confirmez ou contestez, avec un code envoyé au signataire, si le lien le permet.',
    ],
    button: 'Ouvrir mon espace',
    robots:
      'Les outils de téléchargement et de vérification fournis ici sont expressément autorisés (article 6.1 du contrat).',
    failTitle: 'Ce lien ne s’ouvre pas',
    fail: 'Le lien est inconnu, expiré, révoqué ou déjà ouvert : la réponse est la même, afin que personne n’apprenne quoi que ce soit d’un lien qui n’est pas le sien. Aucun de vos droits n’est éteint.',
    renew: 'Demander un nouveau lien',
    renewHow: 'Si ce lien est bien l’un des nôtres, un nouveau part à l’adresse de la personne qu’il nomme.',
    asked: 'Demande notée',
    askedBody:
      'Si ce lien est l’un des nôtres et que vos données sont encore là, un nouveau lien vient de partir à l’adresse de la personne qu’il nomme. Vous pouvez fermer cette page.',
    none: 'Aucun espace ouvert',
    noneBody:
      'Votre espace s’ouvre par le lien personnel reçu par courriel. S’il a été ouvert il y a plus de trente minutes sans activité ou plus de douze heures, ou si le lien a été révoqué, il faut un nouveau lien : ouvrez l’ancien et demandez-en un.',
  },
  en: {
    title: 'Open your space',
    lead: 'This link is personal and opens only once. Nothing has happened yet: your space opens when you press the button.',
    what: 'Then, on this computer and for twelve hours at most:',
    can: [
      'you see how far the hand-over has come and what is still billed;',
      'you download your data and check them, if the link allows it;',
      'you confirm or contest, with a code sent to the signatory, if the link allows it.',
    ],
    button: 'Open my space',
    robots: 'The download and verification tools supplied here are expressly authorised (article 6.1 of the contract).',
    failTitle: 'This link does not open',
    fail: 'The link is unknown, expired, revoked or was opened before: the answer is the same, so that nobody learns anything from a link that is not theirs. None of your rights has ended.',
    renew: 'Ask for a new link',
    renewHow: 'If this link is one of ours, a new one goes to the address of the person it names.',
    asked: 'Your request is noted',
    askedBody:
      'If this link is one of ours and your data are still here, a new link has just left for the address of the person it names. You may close this page.',
    none: 'No space is open',
    noneBody:
      'Your space opens through the personal link that was mailed to you. If it was opened more than thirty minutes ago without activity or more than twelve hours ago, or if the link was revoked, a new link is needed: open the old one and ask for one.',
  },
} as const;

/** The page of a link, the same for every token there may be: it looks nothing up. */
export function openPage(context: PageContext, action: string, formToken: string): string {
  const text = TEXT[context.language];
  return page(
    context,
    text.title,
    html`<div class="card narrow"><p class="lead">${text.lead}</p>
<p>${text.what}</p><ul>${text.can.map((one) => html`<li>${one}</li>`)}</ul>
<form method="post" action="${action}/open"><input type="hidden" name="form" value="${formToken}"><input type="hidden" name="lang" value="${context.language}"><button class="main">${text.button}</button></form>
<p class="small">${text.robots}</p></div>`,
  );
}

/** Why a link did not open is not told; how to get another is. */
export function notOpenedPage(context: PageContext, action: string, formToken: string): string {
  const text = TEXT[context.language];
  return page(
    context,
    text.failTitle,
    html`<div class="card narrow">${notice('problem', text.fail)}
<form method="post" action="${action}/renew"><input type="hidden" name="form" value="${formToken}"><input type="hidden" name="lang" value="${context.language}"><p>${text.renewHow}</p><button class="main">${text.renew}</button></form></div>`,
  );
}

export function renewedPage(context: PageContext): string {
  const text = TEXT[context.language];
  return page(context, text.asked, html`<div class="card narrow">${notice('info', text.askedBody)}</div>`);
}

export function noSessionPage(context: PageContext): string {
  const text = TEXT[context.language];
  return page(context, text.none, html`<div class="card narrow"><p class="lead">${text.noneBody}</p></div>`);
}
