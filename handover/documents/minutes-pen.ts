import { type Block, paragraph, section } from './blocks.ts';
import type { DocumentHead } from './document.ts';
import { type Figures, figuresFor } from './figures.ts';
import type { MinutesWords, SectionName } from './minutes-words.ts';

/** What the sections of the procès-verbal are written with. */
export interface MinutesPen {
  readonly head: DocumentHead;
  readonly words: MinutesWords;
  readonly figures: Figures;
  /** The heading of a section, under its number of handover.md § 8. */
  readonly heading: (name: SectionName) => Block;
  readonly none: Block;
}

const ORDER: readonly SectionName[] = [
  'parties',
  'basis',
  'rounds',
  'counts',
  'package',
  'delivery',
  'reconciliation',
  'verdicts',
  'statement',
  'receipt',
  'amounts',
  'lastDay',
  'after',
  'reservations',
  'signatures',
  'check',
];

export function minutesPen(head: DocumentHead, words: MinutesWords): MinutesPen {
  return {
    head,
    words,
    figures: figuresFor(head.language),
    heading: (name) => section(`${ORDER.indexOf(name) + 1}. ${words.sections[name]}`),
    none: paragraph(words.none),
  };
}
