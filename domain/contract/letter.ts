import type { HolidayCalendar, NoticeReading } from './facts.ts';
import { type Derivation, isLocalDate, type LocalDate } from './local-date.ts';
import { latestNotice } from './readings.ts';

/** `delivered`, `refused`, `unclaimed`, `wrong-address`, `lost` of an LRAR; `accepted` instead of `delivered` of an LRE. */
export type LetterOutcome = 'delivered' | 'accepted' | 'refused' | 'unclaimed' | 'wrong-address' | 'lost';

/** What is known of a registered letter (contract.md § 7); null: not known, or not yet. */
export interface LetterDates {
  readonly form: 'lrar' | 'lre';
  /** Postmark of the deposit slip; time-stamp of the deposit. */
  readonly dispatched: LocalDate | null;
  /** First attempt on the notice of receipt or the tracking page; notification sent. */
  readonly firstPresented: LocalDate | null;
  /** Signature on the notice of receipt; acceptance. */
  readonly received: LocalDate | null;
  readonly outcome: LetterOutcome | null;
}

/** One reading against the three dates; null where the date is not known. */
export interface NoticeJudgement {
  readonly reading: NoticeReading;
  readonly deadline: LocalDate;
  readonly derivation: Derivation;
  readonly byDispatch: boolean | null;
  readonly byPresentation: boolean | null;
  readonly byReceipt: boolean | null;
}

export interface NoticeVerdict {
  /** `undecided`: a person decides; a second letter or a *commissaire de justice* is proposed. */
  readonly verdict: 'in-time' | 'late' | 'undecided';
  /** The date that counts: the client's by dispatch (« envoyé »), the provider's by receipt. */
  readonly counted: LocalDate | null;
  /** Every reading asked for, CIV3 included, so that all of it can be shown. */
  readonly matrix: readonly NoticeJudgement[];
}

export interface NoticeLetter {
  readonly by: 'client' | 'provider';
  readonly letter: LetterDates;
  readonly termEnd: LocalDate;
  /** The enabled ones. CIV3 never counts for a client's act. */
  readonly readings: readonly NoticeReading[];
  readonly calendar: HolidayCalendar;
}

/**
 * Whether a notice came in time for the end of a term: a client's when it does under one reading, a provider's only when
 * it does under all (R, from C. civ. 1190). With no reading to judge by, or a letter that its sender addressed wrongly,
 * a person decides, unless the letter was sent too late for any way of counting.
 */
export function judgeNotice({ by, letter, termEnd, readings, calendar }: NoticeLetter): NoticeVerdict {
  const matrix = readings.map((reading) => judge(reading, letter, termEnd, calendar));
  const deadlines = matrix.filter(({ reading }) => by === 'provider' || reading !== 'CIV3').map((one) => one.deadline);
  const counted = by === 'client' ? letter.dispatched : letter.received;
  const inTimeOn = (date: LocalDate): boolean =>
    by === 'client' ? deadlines.some((one) => date <= one) : deadlines.every((one) => date <= one);
  if (deadlines.length === 0) return { verdict: 'undecided', counted, matrix };
  // Receipt follows presentation, and that follows dispatch: the earliest known date bounds those that are not known.
  const bound = counted ?? letter.dispatched ?? letter.firstPresented;
  if (bound !== null && !inTimeOn(bound)) return { verdict: 'late', counted, matrix };
  const decided = counted !== null && letter.outcome !== 'wrong-address';
  return { verdict: decided ? 'in-time' : 'undecided', counted, matrix };
}

function judge(
  reading: NoticeReading,
  { dispatched, firstPresented, received }: LetterDates,
  termEnd: LocalDate,
  calendar: HolidayCalendar,
): NoticeJudgement {
  const derivation = latestNotice(termEnd, reading, calendar);
  const deadline = derivation.result;
  const by = (date: LocalDate | null): boolean | null => (date === null ? null : date <= deadline);
  return {
    reading,
    deadline,
    derivation,
    byDispatch: by(dispatched),
    byPresentation: by(firstPresented),
    byReceipt: by(received),
  };
}

/** What makes the dates of a letter impossible, for a person who enters them; empty when nothing does. */
export function letterProblems(letter: LetterDates): readonly string[] {
  const { form, dispatched, firstPresented, received, outcome } = letter;
  const known = [dispatched, firstPresented, received].filter((date) => date !== null);
  const arrived = outcome === 'delivered' || outcome === 'accepted';
  return [
    ...known.flatMap((date) => (isDay(date) ? [] : [`${date} is no day`])),
    ...(known.every((date, at) => at === 0 || (known[at - 1] ?? date) <= date)
      ? []
      : ['a letter is dispatched, then presented, then received']),
    ...(received !== null && outcome !== null && !arrived ? [`a letter that was received was not ${outcome}`] : []),
    ...(received === null && arrived ? [`a letter that was ${outcome} has a date of receipt`] : []),
    ...(form === 'lre' && (outcome === 'delivered' || outcome === 'wrong-address' || outcome === 'lost')
      ? [`an electronic letter is accepted, refused or unclaimed, not ${outcome}`]
      : []),
    ...(form === 'lrar' && outcome === 'accepted' ? ['a paper letter is delivered, not accepted'] : []),
  ];
}

/** The dates come from outside: their type is a promise that is checked here. */
const isDay = (date: string): boolean => isLocalDate(date);
