import { type Html, html } from '../html.ts';
import { notice, type PageContext, page, table } from '../layout.ts';
import type { InventoryView } from '../views.ts';
import { label, partWords, verdictWords } from '../words/labels.ts';

const TEXT = {
  fr: {
    title: 'Inventaire',
    none: 'L’inventaire n’est pas encore figé. Il le sera après votre demande de réversibilité.',
    frozen: (at: string) => `Figé le ${at}. Ce qui est arrivé ensuite fera l’objet d’un tour complémentaire.`,
    classes: 'Ce qui est exporté, par classe',
    class: 'Classe',
    count: 'Nombre',
    size: 'Taille',
    mailboxes: 'Boîtes et configurations',
    name: 'Nom',
    part: 'Partie',
    items: 'Éléments',
    status: 'État',
    verdict: 'Examen',
    captured: 'pris en entier',
    partial: 'pris en partie',
    missing: 'manquant',
    search: 'Chercher un nom',
    go: 'Chercher',
    found: (shown: number, all: number) => `${shown} sur ${all}`,
    notCaptured: 'Ce qui n’a pas été pris, et pourquoi',
    all: 'Tout ce qui devait l’être a été pris.',
    warn: 'Lisez cette liste avant de confirmer.',
    what: 'Quoi',
    why: 'Pourquoi',
  },
  en: {
    title: 'Inventory',
    none: 'The inventory is not frozen yet. It will be after your request for the hand-over.',
    frozen: (at: string) => `Frozen on ${at}. What arrived afterwards comes in a further round.`,
    classes: 'What is exported, by class',
    class: 'Class',
    count: 'Count',
    size: 'Size',
    mailboxes: 'Mailboxes and configurations',
    name: 'Name',
    part: 'Part',
    items: 'Items',
    status: 'State',
    verdict: 'Examination',
    captured: 'taken whole',
    partial: 'taken in part',
    missing: 'missing',
    search: 'Find a name',
    go: 'Find',
    found: (shown: number, all: number) => `${shown} of ${all}`,
    notCaptured: 'What was not taken, and why',
    all: 'Everything that had to be taken was taken.',
    warn: 'Read this list before you confirm.',
    what: 'What',
    why: 'Why',
  },
} as const;

/** Rows shown at once; the search finds the others. */
const MOST_ROWS = 500;

export function inventoryPage(context: PageContext, view: InventoryView | null, search: string): string {
  const text = TEXT[context.language];
  if (view === null) return page(context, text.title, html`<div class="card">${notice('info', text.none)}</div>`);
  const { format } = context;
  return page(context, text.title, [
    view.frozenAt === null ? null : html`<p class="lead">${text.frozen(format.instant(view.frozenAt))}</p>`,
    notCaptured(context, view),
    view.classes.length === 0
      ? null
      : html`<section class="card"><h2>${text.classes}</h2>${classes(context, view)}</section>`,
    mailboxes(context, view, search),
  ]);
}

function classes(context: PageContext, view: InventoryView): Html {
  const text = TEXT[context.language];
  const { format, language } = context;
  const heads = [{ text: text.class }, { text: text.count, figure: true }, { text: text.size, figure: true }];
  const rows = view.classes.map((one) => [
    one.label[language],
    format.count(one.count),
    one.bytes === null ? '–' : format.size(one.bytes),
  ]);
  return table(text.classes, heads, rows);
}

function mailboxes(context: PageContext, view: InventoryView, search: string): Html {
  const text = TEXT[context.language];
  const { format, language } = context;
  const wanted = search.trim().toLowerCase();
  const found = view.mailboxes.filter((one) => one.name.toLowerCase().includes(wanted));
  const shown = found.slice(0, MOST_ROWS);
  const heads = [
    { text: text.name },
    { text: text.part },
    { text: text.items, figure: true },
    { text: text.size, figure: true },
    { text: text.status },
    { text: text.verdict },
  ];
  const rows = shown.map((one) => [
    one.name,
    label(partWords, one.part, language),
    one.items === null ? '–' : format.count(one.items),
    one.bytes === null ? '–' : format.size(one.bytes),
    html`<span class="tag ${one.status === 'captured' ? 'good' : 'bad'}">${text[one.status]}</span>`,
    one.verdict === null ? '–' : label(verdictWords, one.verdict, language),
  ]);
  return html`<section class="card"><h2>${text.mailboxes}</h2>
<form method="get" action="/inventory" role="search" class="search"><label for="q">${text.search}</label><input id="q" name="q" type="search" maxlength="100" value="${search}"><button>${text.go}</button></form>
<p class="small" role="status">${text.found(shown.length, view.mailboxes.length)}</p>${table(text.mailboxes, heads, rows)}</section>`;
}

function notCaptured(context: PageContext, view: InventoryView): Html {
  const text = TEXT[context.language];
  if (view.notCaptured.length === 0) return notice('good', text.all);
  const rows = view.notCaptured.slice(0, MOST_ROWS).map((one) => [one.what, one.why]);
  const heads = [{ text: text.what }, { text: text.why }];
  return html`<section class="card"><h2>${text.notCaptured}</h2>${notice('problem', text.warn)}${table(text.notCaptured, heads, rows)}</section>`;
}
