import type { Derivation, Duty, InvoiceLine, Refusal } from '../../daemon/index.ts';
import { type Block, column, line, table } from '../command.ts';
import type { Cell, Language } from '../ui/index.ts';
import { dutyName } from './duty-names.ts';
import { moneyText } from './money.ts';
import { readingName, timerName } from './names.ts';

/** Each date with how it was counted, a row a reading, so that a reader can count again. */
export function datesTable(timers: readonly Derivation[], today: string, language: Language): Block {
  const rows = timers.map((one): readonly Cell[] => [
    timerName(one.timer)[language],
    passed(one.result, today),
    readingName(one.reading)[language],
    countText(one),
    one.clause,
    one.pack,
    noteText(one, language),
  ]);
  return {
    block: 'table',
    columns: [
      column('Échéance', 'Deadline'),
      column('Date', 'Date'),
      column('Lecture', 'Reading'),
      column('Compté', 'Counted'),
      column('Article', 'Article'),
      column('Règles', 'Rules'),
      column('Remarque', 'Note'),
    ],
    rows,
  };
}

function passed(date: string, today: string): Cell {
  return date < today ? { text: date, tone: 'dim' } : { text: date, tone: 'strong' };
}

function countText({ from, fromInstant, direction, count }: Derivation): string {
  const start = fromInstant ?? from;
  if (count === 0) return start;
  return `${start} ${direction === 'backward' ? '−' : '+'} ${count}`;
}

function noteText({ skippedHolidays, rolled }: Derivation, language: Language): string {
  const notes: string[] = [];
  if (skippedHolidays.length > 0) {
    notes.push(`${language === 'fr' ? 'fériés' : 'holidays'} ${skippedHolidays.join(', ')}`);
  }
  if (rolled) notes.push(language === 'fr' ? 'reporté au jour ouvré suivant' : 'rolled to the next working day');
  return notes.join(' ; ');
}

/** What is against it, a rule a line, each with what unlocks it. */
export function refusalLines(refusals: readonly Refusal[]): readonly Block[] {
  return refusals.map(({ rule, clause, message, unlockedBy }) =>
    line(
      `  • ${message.fr} (${rule}, art. ${clause}) → ${unlockedBy.fr}`,
      `  • ${message.en} (${rule}, art. ${clause}) → ${unlockedBy.en}`,
    ),
  );
}

/** What product.md shows of a refusal, in the reader's language. */
export function refusalDocument({ rule, clause, message, unlockedBy }: Refusal, language: Language): object {
  return { rule, clause, message: message[language], unlockedBy: unlockedBy[language] };
}

/** What is to be told or done, each once: readings of one thing on one day stand together. */
export function dutiesTable(duties: readonly Duty[], language: Language): Block {
  const tones = { info: 'dim', warning: 'warning', alarm: 'bad' } as const;
  const groups = new Map<string, { readonly duty: Duty; readonly readings: string[] }>();
  for (const duty of duties) {
    const key = `${duty.due ?? ''} ${duty.what} ${duty.severity}`;
    const group = groups.get(key) ?? { duty, readings: [] };
    if (duty.derivation !== null) group.readings.push(duty.derivation.reading);
    groups.set(key, group);
  }
  const order = [...groups.values()].toSorted((a, b) => ((a.duty.due ?? '') < (b.duty.due ?? '') ? -1 : 1));
  return {
    block: 'table',
    columns: [
      column('Pour le', 'Due'),
      column('À faire', 'To do'),
      column('Lectures', 'Readings'),
      column('Article', 'Article'),
      column('Urgence', 'Urgency'),
    ],
    rows: order.map(({ duty, readings }): readonly Cell[] => [
      duty.due ?? '–',
      dutyName(duty.what)[language],
      readings.join(' '),
      duty.clause,
      { text: duty.severity, tone: tones[duty.severity] },
    ]),
  };
}

export function linesTable(lines: readonly InvoiceLine[], language: Language): Block {
  return table(
    [
      column('Ligne', 'Line'),
      column('Désignation', 'Description'),
      column('Article', 'Article'),
      column('Lecture', 'Reading'),
      column('Montant HT', 'Amount excl. tax', 'right'),
      column('État', 'State'),
      column('Contestable jusqu’au', 'Dispute by'),
    ],
    lines.map((one) => [
      one.kind,
      one.textFr,
      one.clause,
      one.reading ?? '–',
      moneyText(one.amountCents, language),
      one.status,
      one.disputeBy ?? '–',
    ]),
  );
}
