import { type Content, type Html, html } from '../html.ts';
import { notice, type PageContext, page, table } from '../layout.ts';
import type { ContractView, DeadlineView } from '../views.ts';
import { handoverWords, label, lifecycleWords, readingLabel, timerWords } from '../words/labels.ts';
import { stepper } from './stepper.ts';

const TEXT = {
  fr: {
    title: 'Où en est votre réversibilité',
    state: 'État',
    round: 'tour',
    rehearsal: 'Ceci est une répétition, sans effet sur le contrat.',
    suspended: 'Les services sont suspendus. Vos sauvegardes et cette réversibilité continuent.',
    next: 'Ce que vous pouvez faire maintenant',
    dates: 'Dates et leurs lectures',
    datesHelp:
      'Le contrat se lit parfois de plusieurs façons : chacune est montrée. Pour un acte de votre part, la plus favorable suffit.',
    date: 'Échéance',
    clause: 'Article',
    reading: 'Lecture',
    day: 'Date',
    any: 'toutes les lectures',
    noDates: 'Aucune échéance ne court.',
    billing: 'Ce qui reste facturé, et pourquoi',
    monthly: (price: string) => `${price} HT par mois`,
    until:
      'Jusqu’à la date de résiliation effective (article 5) : le jour où vous avez confirmé avoir tout récupéré, et pas avant la fin du contrat.',
    ended: (day: string) => `Dernier jour facturé : ${day}. Ce qui a été payé d’avance au-delà est remboursé.`,
    noBilling: 'Aucun prix n’est enregistré.',
    due: 'Montants de la réversibilité',
    what: 'Objet',
    amount: 'Montant HT',
    freeNever: 'Ni devis impayé ni différend ne bloque jamais le paquet en ligne.',
    blocking: 'Ce qui manque pour que le contrat prenne fin',
    unlocked: 'Ce qu’il faut :',
    contract: 'Contrat',
    end: 'Fin du contrat',
    effective: 'Résiliation effective',
    acts: {
      ask: [
        'Demander la réversibilité',
        'Une simple demande suffit, par n’importe quel moyen ; elle n’est jamais refusée tant que les données existent.',
        null,
      ],
      wait: [
        'Rien : nous préparons votre paquet',
        'Vous recevrez un courriel dès qu’il pourra être téléchargé.',
        '/inventory',
      ],
      fetch: [
        'Télécharger le paquet, puis le vérifier',
        'Ensuite, confirmez ou contestez, élément par élément.',
        '/download',
      ],
      check: [
        'Confirmer ou contester ce que vous avez reçu',
        'Élément par élément ; ce que vous ne marquez pas reste ouvert.',
        '/confirm',
      ],
      redo: [
        'Nous reprenons ce que vous avez contesté',
        'Le reste de ce que vous avez confirmé demeure confirmé.',
        '/confirm',
      ],
      cutover: [
        'Déclarer la bascule de votre messagerie',
        'Tout est confirmé. Il reste à dire que plus aucun courriel n’arrive chez nous.',
        '/confirm',
      ],
      conclude: [
        'Déclarer que vous avez tout récupéré',
        'C’est ce qui met fin aux services et à la facturation.',
        '/confirm',
      ],
      keep: ['Conserver vos reçus et preuves', 'Les services sont résiliés.', '/receipts'],
    },
    go: {
      '/inventory': 'Voir l’inventaire',
      '/download': 'Aller au téléchargement',
      '/confirm': 'Confirmer ou contester',
      '/receipts': 'Voir mes reçus',
    },
  },
  en: {
    title: 'How far your hand-over has come',
    state: 'State',
    round: 'round',
    rehearsal: 'This is a rehearsal, without effect on the contract.',
    suspended: 'The services are suspended. Your backups and this hand-over go on.',
    next: 'What you can do now',
    dates: 'Dates and their readings',
    datesHelp:
      'The contract can sometimes be read in several ways: each is shown. For an act of yours, the most favourable one is enough.',
    date: 'Deadline',
    clause: 'Article',
    reading: 'Reading',
    day: 'Date',
    any: 'every reading',
    noDates: 'No deadline is running.',
    billing: 'What is still billed, and why',
    monthly: (price: string) => `${price} a month, before VAT`,
    until:
      'Until the date of effective termination (article 5): the day on which you have confirmed that you recovered everything, and not before the contract’s end.',
    ended: (day: string) => `Last day billed: ${day}. What was paid in advance beyond it is refunded.`,
    noBilling: 'No price is recorded.',
    due: 'Amounts of the hand-over',
    what: 'What',
    amount: 'Before VAT',
    freeNever: 'Neither an unpaid quote nor a dispute ever blocks the online package.',
    blocking: 'What is missing for the contract to end',
    unlocked: 'What is needed:',
    contract: 'Contract',
    end: 'End of the contract',
    effective: 'Effective termination',
    acts: {
      ask: [
        'Ask for the hand-over',
        'A simple request is enough, by any means; it is never refused while the data exist.',
        null,
      ],
      wait: [
        'Nothing: we are preparing your package',
        'You will get a mail as soon as it can be downloaded.',
        '/inventory',
      ],
      fetch: ['Download the package, then check it', 'Afterwards confirm or contest, item by item.', '/download'],
      check: ['Confirm or contest what you received', 'Item by item; what you leave unmarked stays open.', '/confirm'],
      redo: ['We are redoing what you contested', 'Everything else that you confirmed stays confirmed.', '/confirm'],
      cutover: [
        'Declare the cut-over of your mail',
        'Everything is confirmed. It remains to say that no mail arrives with us any more.',
        '/confirm',
      ],
      conclude: [
        'Declare that you recovered everything',
        'This is what ends the services and the billing.',
        '/confirm',
      ],
      keep: ['Keep your receipts and evidence', 'The services are terminated.', '/receipts'],
    },
    go: {
      '/inventory': 'See the inventory',
      '/download': 'Go to the download',
      '/confirm': 'Confirm or contest',
      '/receipts': 'See my receipts',
    },
  },
} as const;

type Act = keyof (typeof TEXT)['fr']['acts'];

export function homePage(context: PageContext, view: ContractView): string {
  const text = TEXT[context.language];
  const { format, language } = context;
  const words = handoverWords[view.handover][language];
  return page(context, text.title, [
    stepper(view, language),
    view.rehearsal ? notice('info', text.rehearsal) : null,
    view.suspended ? notice('info', text.suspended) : null,
    nextAct(context, view),
    html`<div class="columns"><section class="card"><h2>${text.state}</h2><p class="state">${lifecycleWords[view.lifecycle][language]}</p>
<p>${words.charAt(0).toUpperCase()}${words.slice(1)}${view.round > 1 ? html` – ${text.round} ${view.round}` : null}</p><dl>
${fact(text.contract, view.contractId)}
${fact(text.end, view.contractEnd === null ? null : format.date(view.contractEnd))}
${fact(text.effective, view.effectiveTermination === null ? null : format.date(view.effectiveTermination))}
</dl></section>${billing(context, view)}</div>`,
    blocking(context, view),
    deadlines(context, view.deadlines),
  ]);
}

function fact(name: string, value: Content): Html | null {
  return value === null ? null : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function nextAct(context: PageContext, view: ContractView): Html {
  const text = TEXT[context.language];
  const [title, help, target] = text.acts[actOf(view)];
  return html`<section class="card next"><h2>${text.next}</h2><p class="lead">${title}</p><p>${help}</p>
${target === null ? null : html`<p><a class="button" href="${target}">${text.go[target]}</a></p>`}</section>`;
}

function actOf(view: Pick<ContractView, 'lifecycle' | 'handover'>): Act {
  if (['terminated', 'erasable', 'erasing', 'erased', 'closed'].includes(view.lifecycle)) return 'keep';
  const acts: Readonly<Record<ContractView['handover'], Act>> = {
    none: 'ask',
    requested: 'wait',
    quoted: 'wait',
    frozen: 'wait',
    prepared: 'fetch',
    delivered: 'fetch',
    contested: 'redo',
    rework: 'redo',
    acknowledged: 'cutover',
    final: 'conclude',
  };
  return acts[view.handover];
}

function billing(context: PageContext, view: ContractView): Html {
  const text = TEXT[context.language];
  const { format } = context;
  if (view.billing === null)
    return html`<section class="card"><h2>${text.billing}</h2><p>${text.noBilling}</p></section>`;
  const { monthlyCents, currency, lastDay, due } = view.billing;
  const rows = due.map((one) => [
    [
      one.label[context.language],
      one.reading === null ? null : html` <span class="small">(${readingLabel(one.reading, context.language)})</span>`,
    ],
    one.clause,
    format.money(one.amountCents, currency),
  ]);
  const heads = [{ text: text.what }, { text: text.clause }, { text: text.amount, figure: true }];
  return html`<section class="card"><h2>${text.billing}</h2><p class="state">${text.monthly(format.money(monthlyCents, currency))}</p>
<p>${lastDay === null ? text.until : text.ended(format.date(lastDay))}</p>
${rows.length === 0 ? null : table(text.due, heads, rows)}<p class="small">${text.freeNever}</p></section>`;
}

function blocking(context: PageContext, view: ContractView): Html | null {
  if (view.blocking.length === 0) return null;
  const text = TEXT[context.language];
  const { language } = context;
  const items = view.blocking.map(
    (one) =>
      html`<li><p><strong>${one.message[language]}</strong> <span class="small">(${text.clause.toLowerCase()} ${one.clause})</span></p><p>${text.unlocked} ${one.unlockedBy[language]}</p></li>`,
  );
  return html`<section class="card"><h2>${text.blocking}</h2><ul class="plain">${items}</ul></section>`;
}

function deadlines(context: PageContext, dates: readonly DeadlineView[]): Html {
  const text = TEXT[context.language];
  const { language, format } = context;
  const rows = dates.flatMap((one) => {
    const days = new Set(one.readings.map(({ date }) => date));
    const name = label(timerWords, one.timer, language);
    const [only] = one.readings;
    if (days.size === 1 && only !== undefined && one.readings.length > 1)
      return [[name, one.clause, text.any, format.date(only.date)]];
    return one.readings.map(({ reading, date }, index) => [
      index === 0 ? name : html`<span class="repeat">${name}</span>`,
      index === 0 ? one.clause : html`<span class="repeat">${one.clause}</span>`,
      readingLabel(reading, language),
      format.date(date),
    ]);
  });
  const heads = [{ text: text.date }, { text: text.clause }, { text: text.reading }, { text: text.day }];
  return html`<section class="card"><h2>${text.dates}</h2><p class="small">${text.datesHelp}</p>
${rows.length === 0 ? html`<p>${text.noDates}</p>` : table(text.dates, heads, rows)}</section>`;
}
