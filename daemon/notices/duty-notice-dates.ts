import { judgeNotice, type LetterDates, timersOf } from '../../domain/index.ts';
import type { Block, Column } from './document.ts';
import { type DutySubject, dayIn, NONE } from './duty-notice-words.ts';
import { derivationWords, dutyPhrases, readingWords } from './texts/index.ts';
import type { Language } from './types.ts';

const left = (title: string): Column => ({ title, align: 'left' });

/** The running dates of the term and the notice, each with how it is counted; of a letter, how each reading judges it. */
export function datesBlocks(subject: DutySubject, language: Language): readonly Block[] {
  const { state, body, at } = subject;
  const words = dutyPhrases[language];
  const day = dayIn(language);
  const short = dayIn(language, 'long');
  const blocks: Block[] = [];
  if (body?.type === 'notice.received') blocks.push(...letterBlocks(subject, body.letter, body.by, language));
  // Three whole civil months never count for a client's act, so that the client is not shown that day as one of its own.
  const all = timersOf(state, at).filter(({ timer, reading }) => timer in words.timers && reading !== 'CIV3');
  const ending = all.some(({ timer }) => timer === 'notice.end');
  const timers = all.filter(({ timer }) => !ending || timer !== 'term.end');
  if (timers.length === 0) return blocks;
  const rows = timers.map((one) => [
    words.timers[one.timer] ?? one.timer,
    readingWords(one.reading, language),
    short(one.result),
  ]);
  // Months are counted by whoever knows the two days; working days need the holidays that were left out.
  const counted = timers.filter(({ skippedHolidays }) => skippedHolidays.length > 0);
  return [
    ...blocks,
    { kind: 'heading', text: words.datesTitle },
    { kind: 'table', columns: [left(words.date), left(words.reading), left(words.lastDay)], rows },
    ...(counted.length === 0
      ? []
      : [{ kind: 'list', items: counted.map((one) => derivationWords(one, language, day)) } as const]),
  ];
}

function letterBlocks(
  { state }: DutySubject,
  letter: LetterDates,
  by: 'client' | 'provider',
  language: Language,
): readonly Block[] {
  const { terms, lifecycle } = state;
  if (terms === null || lifecycle.kind !== 'notice') return [];
  const words = dutyPhrases[language];
  const day = dayIn(language);
  const { notice: readings, calendar } = terms.readings;
  const { matrix } = judgeNotice({ by, letter, termEnd: lifecycle.notice.meant.end, readings, calendar });
  const verdict = (inTime: boolean | null): string => (inTime === null ? NONE : inTime ? words.inTime : words.late);
  const judged = matrix.filter(({ reading }) => by === 'provider' || reading !== 'CIV3');
  const rows = judged.map((one) => [
    readingWords(one.reading, language),
    dayIn(language, 'long')(one.deadline),
    verdict(one.byDispatch),
    verdict(one.byPresentation),
    verdict(one.byReceipt),
  ]);
  const columns = [words.reading, words.lastDay, words.byDispatch, words.byPresentation, words.byReceipt].map(left);
  const dates: readonly (readonly [string, string])[] = [
    [words.dispatched, day(letter.dispatched)],
    [words.presented, day(letter.firstPresented)],
    [words.received, day(letter.received)],
  ];
  return [
    { kind: 'heading', text: words.letterTitle },
    { kind: 'facts', rows: dates },
    { kind: 'table', columns, rows },
  ];
}
