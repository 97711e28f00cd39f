import type { Draft } from '../draft.ts';
import { type Content, type Html, html } from '../html.ts';
import { notice, type PageContext, page } from '../layout.ts';
import { CODE_MINUTES } from '../second-factor.ts';
import { type ActOutcome, CONTEST_REASONS, type ItemsView } from '../views.ts';
import { label, reasonWords } from '../words/labels.ts';
import { CONFIRM_TEXT, type ConfirmError } from './confirm-text.ts';

export const MOST_TEXT = 2000;

function names({ language }: PageContext, view: ItemsView, ids: readonly string[]): Html {
  const labels = new Map(view.items.map((one) => [one.id, one.label[language]]));
  return html`<ul class="names">${ids.map((id) => html`<li>${labels.get(id) ?? id}</li>`)}</ul>`;
}

function alert(context: PageContext, error: ConfirmError | null, more: Content = null): Html | null {
  return error === null ? null : notice('problem', [CONFIRM_TEXT[context.language].errors[error], ' ', more]);
}

/** Why the marked items are contested. */
export function groundsPage(
  context: PageContext,
  view: ItemsView,
  draft: Draft,
  token: string,
  error: ConfirmError | null,
): string {
  const text = CONFIRM_TEXT[context.language];
  const reasons = CONTEST_REASONS.map(
    (one) =>
      html`<span class="choice"><input type="radio" id="r-${one}" name="reason" value="${one}" required><label for="r-${one}">${label(reasonWords, one, context.language)}</label></span>`,
  );
  return page(
    context,
    text.grounds,
    html`${alert(context, error)}<div class="card narrow"><p>${text.groundsFor}</p>${names(context, view, draft.contest)}
<form method="post" action="/confirm/grounds"><input type="hidden" name="form" value="${token}"><fieldset><legend>${text.reason}</legend><div class="choices column">${reasons}</div></fieldset>
<p><label for="text">${text.text}</label><textarea id="text" name="text" rows="6" maxlength="${MOST_TEXT}" required></textarea></p><p class="row"><button class="main">${text.next}</button> <a href="/confirm">${text.back}</a></p></form></div>`,
  );
}

/** Everything that will be declared, to be read once more. */
export function checkPage(
  context: PageContext,
  view: ItemsView,
  draft: Draft,
  token: string,
  error: ConfirmError | null,
): string {
  const text = CONFIRM_TEXT[context.language];
  const { language, format } = context;
  const { confirm, contest, grounds, cutover, conclude, everything } = draft;
  const sentence = everything || conclude;
  return page(
    context,
    text.check,
    html`${alert(context, error)}<div class="card narrow"><p class="lead">${text.checkLead}</p>
${confirm.length === 0 ? null : html`<h2>${text.willConfirm}</h2>${names(context, view, confirm)}`}
${contest.length === 0 ? null : html`<h2>${text.willContest}</h2>${names(context, view, contest)}`}
${grounds === null ? null : html`<p><strong>${label(reasonWords, grounds.reason, language)}</strong></p><blockquote>${grounds.text}</blockquote>`}
${cutover === null ? null : html`<h2>${text.willCutover}</h2><p>${text.hows[cutover.how]}, ${text.on.toLowerCase()} ${format.date(cutover.on)}.</p>`}
${conclude ? html`<h2>${text.willConclude}</h2>` : null}<p class="small">${text.noWaiver}</p>
<form method="post" action="/confirm/check"><input type="hidden" name="form" value="${token}">
${
  sentence
    ? html`<p>${text.sentenceAsk}</p><p class="sentence">${text.sentence}</p><p><label for="sentence">${text.sentenceLabel}</label><input id="sentence" name="sentence" type="text" maxlength="300" autocomplete="off" required></p>`
    : null
}<p>${text.codeTo(view.signatory.name, view.signatory.capacity)}</p><p class="row"><button class="main">${text.sendCode}</button> <a href="/confirm">${text.back}</a></p></form></div>`,
  );
}

/** Asks for the code that was sent. */
export function codePage(
  context: PageContext,
  tokens: { readonly code: string; readonly again: string },
  to: string,
  triesLeft: number,
  error: ConfirmError | null,
): string {
  const text = CONFIRM_TEXT[context.language];
  const left = error === 'wrong' ? text.tries(triesLeft) : null;
  return page(
    context,
    text.code,
    html`${alert(context, error, left)}<div class="card narrow"><p class="lead">${text.codeSent(to, CODE_MINUTES)}</p>
<form method="post" action="/confirm/code"><input type="hidden" name="form" value="${tokens.code}"><p><label for="code">${text.codeLabel}</label><input id="code" name="code" class="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required autofocus></p><button class="main">${text.sign}</button></form>
<form method="post" action="/confirm/again"><input type="hidden" name="form" value="${tokens.again}"><button class="quiet">${text.again}</button></form></div>`,
  );
}

/** What became of the declaration. */
export function donePage(context: PageContext, outcomes: readonly ActOutcome[]): string {
  const text = CONFIRM_TEXT[context.language];
  const refusals = outcomes.flatMap((one) => (one.kind === 'refused' ? one.reasons : []));
  const recorded = outcomes.some((one) => one.kind === 'recorded');
  const title = refusals.length === 0 ? text.done : recorded ? text.partly : text.refused;
  const reasons = refusals.map(
    (one) =>
      html`<li><strong>${one.message[context.language]}</strong><br>${text.unlocked} ${one.unlockedBy[context.language]}</li>`,
  );
  return page(
    context,
    title,
    html`<div class="card narrow">${recorded ? notice('good', text.doneBody) : null}${
      reasons.length === 0 ? null : notice('problem', html`<ul class="plain">${reasons}</ul>`)
    }<p class="row"><a class="button" href="/receipts">${text.receipts}</a> <a href="/">${text.home}</a></p></div>`,
  );
}
