import { html } from '../html.ts';
import { notice, type PageContext, page, table } from '../layout.ts';
import type { ReceiptView, RestoreView, TimelineEntry } from '../views.ts';
import { eventWords } from '../words/events.ts';
import { label, partWords, verdictWords } from '../words/labels.ts';

const TEXT = {
  fr: {
    receipts: 'Reçus',
    receiptsLead: 'Un reçu par acte, à conserver : le PDF se lit, le JSON se vérifie.',
    noReceipts: 'Aucun acte n’est encore enregistré.',
    when: 'Quand',
    act: 'Acte',
    who: 'Par',
    files: 'Reçu',
    evidence: 'Preuves',
    evidenceLead:
      'Tout ce qui vous engage ou nous engage, dans l’ordre. Chaque ligne porte l’empreinte qui la lie à la précédente : rien ne peut être ôté ni changé sans que cela se voie.',
    number: 'N°',
    hash: 'Empreinte',
    empty: 'Le journal est vide.',
    restore: 'Points de restauration',
    restoreLead:
      'Ce qui est conservé de vos boîtes, nuit par nuit. Cette liste est en lecture seule ; pour restaurer, écrivez-nous.',
    tariff: 'Tarif',
    noTariff: 'Un devis vous est remis et accepté avant tout travail.',
    mailbox: 'Boîte',
    part: 'Partie',
    night: 'Nuit',
    verdict: 'Examen',
    verified: 'Vérifié',
    size: 'Taille',
    never: 'pas encore',
    partial: 'incomplet',
    caveat:
      'Une sauvegarde peut contenir ce qu’un virus y a mis : ne restaurez un point suspect qu’en connaissance de cause.',
    noPoints: 'Aucun point de restauration.',
  },
  en: {
    receipts: 'Receipts',
    receiptsLead: 'One receipt an act, to be kept: the PDF is for reading, the JSON for checking.',
    noReceipts: 'No act is recorded yet.',
    when: 'When',
    act: 'Act',
    who: 'By',
    files: 'Receipt',
    evidence: 'Evidence',
    evidenceLead:
      'Everything that binds you or us, in order. Each line carries the hash that ties it to the one before: nothing can be taken out or changed without being seen.',
    number: 'No',
    hash: 'Hash',
    empty: 'The log is empty.',
    restore: 'Restore points',
    restoreLead: 'What is kept of your mailboxes, night by night. This list is read-only; to restore, write to us.',
    tariff: 'Tariff',
    noTariff: 'You are given a quote, and accept it, before any work.',
    mailbox: 'Mailbox',
    part: 'Part',
    night: 'Night',
    verdict: 'Examination',
    verified: 'Verified',
    size: 'Size',
    never: 'not yet',
    partial: 'incomplete',
    caveat: 'A backup may hold what a virus put there: restore a suspect point only with your eyes open.',
    noPoints: 'No restore points.',
  },
} as const;

/** Rows of one page; beyond, the newest are shown. */
const MOST_ROWS = 1000;

export function receiptsPage(context: PageContext, receipts: readonly ReceiptView[]): string {
  const text = TEXT[context.language];
  const { language, format } = context;
  const rows = receipts
    .slice(-MOST_ROWS)
    .map((one) => [
      format.instant(one.at),
      [
        label(eventWords, one.type, language),
        one.summary === null ? null : html`<br><span class="small">${one.summary[language]}</span>`,
      ],
      one.actor,
      html`${one.pdf ? html`<a href="/receipts/${encodeURIComponent(one.id)}.pdf" download>PDF</a> · ` : null}<a href="/receipts/${encodeURIComponent(one.id)}.json" download>JSON</a>`,
    ]);
  const heads = [{ text: text.when }, { text: text.act }, { text: text.who }, { text: text.files }];
  return page(
    context,
    text.receipts,
    html`<p class="lead">${text.receiptsLead}</p><section class="card">${rows.length === 0 ? notice('info', text.noReceipts) : table(text.receipts, heads, rows)}</section>`,
  );
}

export function evidencePage(context: PageContext, entries: readonly TimelineEntry[]): string {
  const text = TEXT[context.language];
  const { language, format } = context;
  const lines = entries
    .slice(-MOST_ROWS)
    .map(
      (one) =>
        html`<li><p class="when"><time datetime="${one.at}">${format.instant(one.at)}</time></p><div><p><strong>${label(eventWords, one.type, language)}</strong> <span class="small">${text.who.toLowerCase()} ${one.actor}</span></p>${one.detail === null ? null : html`<p>${one.detail[language]}</p>`}<p class="small">${text.number} ${one.seq} · <code title="${one.hash}">${one.hash.slice(0, 16)}…</code></p></div></li>`,
    );
  return page(
    context,
    text.evidence,
    html`<p class="lead">${text.evidenceLead}</p><section class="card">${lines.length === 0 ? notice('info', text.empty) : html`<ol class="timeline">${lines}</ol>`}</section>`,
  );
}

export function restorePage(context: PageContext, view: RestoreView): string {
  const text = TEXT[context.language];
  const { language, format } = context;
  const tone = (verdict: string): string =>
    verdict === 'CLEAN' ? 'good' : verdict === 'SUSPECT' || verdict === 'COMPROMISED' ? 'bad' : 'open';
  const rows = view.points
    .slice(0, MOST_ROWS)
    .map((one) => [
      one.mailbox,
      label(partWords, one.part, language),
      format.date(one.night),
      html`<span class="tag ${tone(one.verdict)}">${label(verdictWords, one.verdict, language)}</span>${one.status === 'partial' ? html` <span class="tag bad">${text.partial}</span>` : null}`,
      one.verified === null ? text.never : format.instant(one.verified),
      format.size(one.bytes),
    ]);
  const heads = [
    { text: text.mailbox },
    { text: text.part },
    { text: text.night },
    { text: text.verdict },
    { text: text.verified },
    { text: text.size, figure: true },
  ];
  return page(
    context,
    text.restore,
    html`<p class="lead">${text.restoreLead}</p><section class="card"><h2>${text.tariff}</h2><p>${view.tariff === null ? text.noTariff : view.tariff[language]}</p></section>
<section class="card">${notice('info', text.caveat)}${rows.length === 0 ? notice('info', text.noPoints) : table(text.restore, heads, rows)}</section>`,
  );
}
