import { type Html, html } from '../html.ts';
import type { Language } from '../options.ts';
import type { ContractView } from '../views.ts';

const STEPS = {
  fr: ['Demande', 'Inventaire figé', 'Paquet vérifié', 'Remise', 'Confirmation', 'Bascule', 'Fin effective'],
  en: ['Request', 'Inventory frozen', 'Package verified', 'Delivery', 'Confirmation', 'Cut-over', 'Effective end'],
} as const;

const WORDS = {
  fr: { name: 'Avancement de la réversibilité', done: 'fait', now: 'en cours', later: 'à venir' },
  en: { name: 'Progress of the hand-over', done: 'done', now: 'under way', later: 'to come' },
} as const;

/** How many steps are behind: from the hand-over, and all of them once the services are terminated. */
export function stepsDone(view: Pick<ContractView, 'handover' | 'lifecycle'>): number {
  if (['terminated', 'erasable', 'erasing', 'erased', 'closed'].includes(view.lifecycle)) return STEPS.fr.length;
  const done: Readonly<Record<ContractView['handover'], number>> = {
    none: 0,
    requested: 1,
    quoted: 1,
    frozen: 2,
    prepared: 3,
    delivered: 4,
    contested: 4,
    rework: 4,
    acknowledged: 5,
    final: 6,
  };
  return done[view.handover];
}

/** The hand-over as a row of steps, said in words too. */
export function stepper(view: Pick<ContractView, 'handover' | 'lifecycle'>, language: Language): Html {
  const done = stepsDone(view);
  const words = WORDS[language];
  const steps = STEPS[language].map((name, index) => {
    const state = index < done ? 'done' : index === done ? 'now' : 'later';
    const current = state === 'now' ? html` aria-current="step"` : null;
    return html`<li class="${state}"${current}><span class="dot" aria-hidden="true">${state === 'done' ? '✓' : index + 1}</span><span class="name">${name}</span> <span class="hidden">(${words[state]})</span></li>`;
  });
  return html`<section aria-label="${words.name}"><ol class="steps">${steps}</ol></section>`;
}
