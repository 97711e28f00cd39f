import { createHash } from 'node:crypto';
import { type Html, html } from '../html.ts';
import { notice, type PageContext, page } from '../layout.ts';
import type { ItemsView, ItemView } from '../views.ts';
import { label, reasonWords } from '../words/labels.ts';
import { CONFIRM_TEXT, type ConfirmError } from './confirm-text.ts';

/** Tokens of the forms of the page, one each. */
export interface ConfirmTokens {
  readonly items: string;
  readonly cutover: string;
  readonly conclude: string;
}

/** Name of an item's field: ids are opaque and may be long. */
export function itemField(id: string): string {
  return `i${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}

/** First page of a declaration: nothing is ticked. `today` as YYYY-MM-DD. */
export function confirmPage(
  context: PageContext,
  view: ItemsView | null,
  tokens: ConfirmTokens,
  today: string,
  error: ConfirmError | null,
): string {
  const text = CONFIRM_TEXT[context.language];
  if (view === null) return page(context, text.title, html`<div class="card">${notice('info', text.none)}</div>`);
  const { format } = context;
  const confirmed = view.items.filter((one) => one.status === 'confirmed').length;
  return page(context, text.title, [
    error === null ? null : notice('problem', text.errors[error]),
    view.concluded ? notice('good', text.concluded) : html`<p class="lead">${text.lead}</p>`,
    html`<section class="card"><h2>${text.items}</h2><p class="state">${text.progress(format.count(confirmed), format.count(view.items.length))}</p>
<progress max="${view.items.length}" value="${confirmed}" aria-label="${text.progress(format.count(confirmed), format.count(view.items.length))}"></progress>
${itemsForm(context, view, tokens.items)}</section>`,
    view.concluded
      ? null
      : [cutoverSection(context, view, tokens.cutover, today), concludeSection(context, tokens.conclude)],
  ]);
}

function itemsForm(context: PageContext, view: ItemsView, token: string): Html {
  const text = CONFIRM_TEXT[context.language];
  const open = view.items.some((one) => one.status === 'open' || one.status === 'contested');
  const rows = view.items.map((one) => itemRow(context, one, view.concluded));
  if (view.concluded) return html`<div class="items">${rows}</div>`;
  return html`<form method="post" action="/confirm/items"><input type="hidden" name="form" value="${token}"><div class="items">${rows}</div>
${open ? html`<p class="everything"><input type="checkbox" id="everything" name="everything" value="1"><label for="everything">${text.everything}</label></p>` : null}
<button class="main">${text.next}</button></form>`;
}

function itemRow(context: PageContext, item: ItemView, fixed: boolean): Html {
  const text = CONFIRM_TEXT[context.language];
  const { language } = context;
  const field = itemField(item.id);
  const tone = { open: 'open', confirmed: 'good', contested: 'bad', waived: 'open' }[item.status];
  const about = html`<span class="tag ${tone}">${text.status[item.status]}</span>${item.reason === null ? null : html` <span class="small">${label(reasonWords, item.reason, language)}</span>`}${item.detail === null ? null : html` <span class="small">${item.detail[language]}</span>`}`;
  const choice = (value: string, words: string): Html =>
    html`<span class="choice"><input type="radio" id="${field}${value}" name="${field}" value="${value}"><label for="${field}${value}">${words}</label></span>`;
  const choices =
    fixed || item.status === 'waived'
      ? null
      : [
          item.status === 'confirmed' ? null : choice('y', text.received),
          choice('n', text.contested),
          choice('-', text.leave),
        ];
  return html`<fieldset class="item"><legend>${item.label[language]}</legend><p class="about">${about}</p><div class="choices">${choices}</div></fieldset>`;
}

function cutoverSection(context: PageContext, view: ItemsView, token: string, today: string): Html {
  const text = CONFIRM_TEXT[context.language];
  if (view.cutover !== null) {
    return html`<section class="card"><h2>${text.cutover}</h2><p>${text.cutoverDone(context.format.date(view.cutover))}</p></section>`;
  }
  const hows = Object.entries(text.hows).map(
    ([how, words]) =>
      html`<span class="choice"><input type="radio" id="how-${how}" name="how" value="${how}" required><label for="how-${how}">${words}</label></span>`,
  );
  return html`<section class="card"><h2>${text.cutover}</h2><p>${text.cutoverHelp}</p>
<form method="post" action="/confirm/cutover"><input type="hidden" name="form" value="${token}"><fieldset><legend>${text.how}</legend><div class="choices">${hows}</div></fieldset>
<p><label for="on">${text.on}</label> <input type="date" id="on" name="on" max="${today}" required></p><button>${text.next}</button></form></section>`;
}

function concludeSection(context: PageContext, token: string): Html {
  const text = CONFIRM_TEXT[context.language];
  return html`<section class="card"><h2>${text.conclude}</h2><p>${text.concludeHelp}</p>
<form method="post" action="/confirm/conclude"><input type="hidden" name="form" value="${token}"><button>${text.concludeButton}</button></form></section>`;
}
