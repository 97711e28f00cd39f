import { type DocumentHead, type DocumentTwin, documentTwin, plainJson } from './document.ts';
import { contentSections } from './minutes-content.ts';
import { deliverySections } from './minutes-delivery.ts';
import type { MinutesFacts } from './minutes-facts.ts';
import { outcomeSections } from './minutes-outcome.ts';
import { minutesPen } from './minutes-pen.ts';
import { minutesEn } from './minutes-words-en.ts';
import { minutesFr } from './minutes-words-fr.ts';

/** The procès-verbal: a statement of what was handed over and what the client says of it, never a waiver. */
export function minutesDocument(head: DocumentHead, minutes: MinutesFacts): DocumentTwin {
  const words = head.language === 'fr' ? minutesFr : minutesEn;
  const pen = minutesPen(head, words);
  return documentTwin(head, {
    kind: 'minutes',
    title: words.title,
    subtitle: words.subtitle,
    blocks: [...contentSections(minutes, pen), ...deliverySections(minutes, pen), ...outcomeSections(minutes, pen)],
    data: plainJson(minutes),
  });
}
