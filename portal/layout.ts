import { type Format, formatFor } from './format.ts';
import { type Content, type Html, html } from './html.ts';
import type { Language, PortalOptions } from './options.ts';

/** What every page needs of its reader. */
export interface PageContext {
  readonly language: Language;
  readonly format: Format;
  readonly organisation: PortalOptions['organisation'];
  /** Null before a link was opened. */
  readonly tenantName: string | null;
  /** Token of the form that ends the session; null without one. */
  readonly leaveToken: string | null;
  /** Path of the page, for the navigation and the language switch. */
  readonly path: string;
}

export function pageContext(
  options: Pick<PortalOptions, 'organisation' | 'timezone'>,
  rest: Omit<PageContext, 'format' | 'organisation'>,
): PageContext {
  return { ...rest, organisation: options.organisation, format: formatFor(rest.language, options.timezone) };
}

const NAV = [
  ['/', 'Accueil', 'Home'],
  ['/inventory', 'Inventaire', 'Inventory'],
  ['/download', 'Télécharger', 'Download'],
  ['/verify', 'Vérifier', 'Verify'],
  ['/confirm', 'Confirmer ou contester', 'Confirm or contest'],
  ['/receipts', 'Reçus', 'Receipts'],
  ['/evidence', 'Preuves', 'Evidence'],
  ['/restore', 'Restaurations', 'Restores'],
] as const;

const TEXT = {
  fr: {
    skip: 'Aller au contenu',
    nav: 'Pages du portail',
    space: 'Espace de réversibilité',
    leave: 'Quitter',
    language: 'Langue',
    contact: 'Une question ?',
    served: 'Ce qui est « transmis » a été remis au réseau ; seul vous pouvez dire que vous l’avez reçu.',
  },
  en: {
    skip: 'Skip to content',
    nav: 'Pages of the portal',
    space: 'Hand-over portal',
    leave: 'Leave',
    language: 'Language',
    contact: 'A question?',
    served: 'What is “sent” was handed to the network; only you can say that you received it.',
  },
} as const;

/** A whole page. It asks for nothing from elsewhere and works without scripts. */
export function page(context: PageContext, title: string, body: Content): string {
  const text = TEXT[context.language];
  const { organisation, tenantName, language, path } = context;
  const whole = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${organisation.name}</title>
<link rel="stylesheet" href="/assets/portal.css">
<link rel="icon" href="/assets/portal.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">${text.skip}</a>
<header class="top">
<div class="bar">
<p class="brand"><strong>${organisation.name}</strong> <span>${text.space}</span></p>
<div class="who">
${tenantName === null ? null : html`<span class="tenant">${tenantName}</span>`}
${languageSwitch(text.language, language, path)}
${context.leaveToken === null ? null : leaveForm(text.leave, context.leaveToken)}
</div>
</div>
${tenantName === null ? null : navigation(text.nav, language, path)}
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
<footer>
<p>${text.served}</p>
${organisation.contact === null ? null : html`<p>${text.contact} <a href="mailto:${organisation.contact}">${organisation.contact}</a></p>`}
</footer>
</body>
</html>
`.toString();
  return language === 'fr' ? frenchSpaces(whole) : whole;
}

/** French sets a space before its double signs that no line may break; not in commands, which are copied. */
function frenchSpaces(page: string): string {
  return page
    .split(/(<pre[\s\S]*?<\/pre>|<textarea[\s\S]*?<\/textarea>|<[^>]*>)/)
    .map((piece) =>
      piece.startsWith('<') ? piece : piece.replace(/ (?=[:;?!»])/g, '\u00a0').replace(/(?<=«) /g, '\u00a0'),
    )
    .join('');
}

function languageSwitch(name: string, language: Language, path: string): Html {
  const other = language === 'fr' ? 'en' : 'fr';
  const words = other === 'fr' ? 'Français' : 'English';
  return html`<nav class="lang" aria-label="${name}"><a href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${words}</a></nav>`;
}

function leaveForm(words: string, token: string): Html {
  return html`<form method="post" action="/leave" class="leave"><input type="hidden" name="form" value="${token}"><button class="quiet">${words}</button></form>`;
}

function navigation(name: string, language: Language, path: string): Html {
  const here = (target: string): boolean => (target === '/' ? path === '/' : path.startsWith(target));
  const links = NAV.map(([target, fr, en]) => {
    const words = language === 'fr' ? fr : en;
    return here(target)
      ? html`<li><a href="${target}" aria-current="page">${words}</a></li>`
      : html`<li><a href="${target}">${words}</a></li>`;
  });
  return html`<nav class="pages" aria-label="${name}"><ul>${links}</ul></nav>`;
}

/** A notice above the content; `problem` is read out at once. */
export function notice(kind: 'good' | 'info' | 'problem', body: Content): Html {
  return html`<div class="notice ${kind}" role="${kind === 'problem' ? 'alert' : 'status'}">${body}</div>`;
}

/** A table that can be scrolled by keyboard on a narrow screen; `caption` is for those who do not see it. */
export function table(
  caption: string,
  heads: readonly { readonly text: string; readonly figure?: boolean }[],
  rows: readonly (readonly Content[])[],
): Html {
  const head = heads.map(
    (one) => html`<th scope="col"${one.figure === true ? html` class="figure"` : null}>${one.text}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>${row.map((cell, index) => html`<td data-head="${heads[index]?.text ?? ''}"${heads[index]?.figure === true ? html` class="figure"` : null}>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
