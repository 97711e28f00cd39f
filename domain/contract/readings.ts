import { type Count, derive } from './derive.ts';
import type {
  DaysReading,
  EndReading,
  HolidayCalendar,
  NoticeReading,
  RenewalReading,
  StartReading,
  SuspensionReading,
} from './facts.ts';
import { type Derivation, type LocalDate, plusDays } from './local-date.ts';
import { noticeCount } from './notice-count.ts';
import { endOfDay, instantOfText, parisDay, utcText } from './paris.ts';
import { CONTRACT_PACK, contractRules } from './rule-pack.ts';

/** Every reading of « trois mois ouvrés » that the text bears (contract.md § 6.3). */
export const NOTICE_READINGS: readonly NoticeReading[] = ['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'];
export const DAYS_READINGS: readonly DaysReading[] = ['cal', 'cal-roll', 'jb', 'jo'];
export const SUSPENSION_READINGS: readonly SuspensionReading[] = ['S-day', 'S-hour', 'S-jo'];

export interface Term {
  /** Which date `origin` is. */
  readonly start: StartReading;
  readonly end: EndReading;
  readonly renewal: RenewalReading;
  /** 0 is the initial period. */
  readonly period: number;
  /** First day of the initial period. */
  readonly origin: LocalDate;
}

/** The last day of a period of the term (art. 5; § 6.2). A weekend or a holiday does not move it. */
export function termEnd({ start, end, renewal, period, origin }: Term): Derivation {
  const { initialMonths, renewalMonths } = contractRules;
  return derive({
    timer: 'term.end',
    clause: '5',
    reading: `${start}/${end}/${renewal}/${initialMonths}+${renewalMonths}x${period}`,
    from: origin,
    direction: 'forward',
    count: initialMonths + renewalMonths * period,
    calendar: 'FR-metropole',
    pack: CONTRACT_PACK,
  });
}

export interface TermPeriod {
  readonly period: number;
  readonly from: LocalDate;
  /** Last day, included. */
  readonly to: LocalDate;
  readonly derivation: Derivation;
}

/** The first `count` periods, each beginning on the day after the one before: no gap, no overlap (§ 12, 22). */
export function termPeriods(of: Omit<Term, 'period'>, count: number): readonly TermPeriod[] {
  const periods: TermPeriod[] = [];
  for (let from = of.origin, period = 0; period < count; period += 1) {
    const derivation = termEnd({ ...of, period });
    periods.push({ period, from, to: derivation.result, derivation });
    from = plusDays(derivation.result, 1);
  }
  return periods;
}

/** The latest day for a notice that has to be complete on the last day `end`: backward, `end` included (§ 6.3). */
export function latestNotice(end: LocalDate, reading: NoticeReading, calendar: HolidayCalendar): Derivation {
  return derive({ ...noticeOf(reading, calendar), timer: 'notice.deadline', from: end, direction: 'backward' });
}

/** The day on which a notice given on `given` is complete; `given` does not count. */
export function noticeComplete(given: LocalDate, reading: NoticeReading, calendar: HolidayCalendar): Derivation {
  return derive({ ...noticeOf(reading, calendar), timer: 'notice.complete', from: given, direction: 'forward' });
}

function noticeOf(reading: NoticeReading, calendar: HolidayCalendar): Omit<Count, 'timer' | 'from' | 'direction'> {
  const count = noticeCount(reading)?.count;
  if (count === undefined) throw new RangeError(`unknown reading of the notice: ${reading}`);
  return { clause: '5', reading, count, calendar, pack: CONTRACT_PACK };
}

/** The last day not after `latest` on which a letter can be posted: a *jour ouvrable* (a latest day may be a Sunday). */
export function lastPosting(latest: LocalDate, calendar: HolidayCalendar): Derivation {
  const count = { clause: '5', reading: 'posting', count: 0, calendar, pack: CONTRACT_PACK };
  return derive({ ...count, timer: 'notice.posting', from: latest, direction: 'backward' });
}

export interface Period {
  readonly timer: string;
  readonly clause: string;
  /** The day of the event: it does not count. */
  readonly from: LocalDate;
  readonly count: number;
  readonly calendar: HolidayCalendar;
  readonly pack: string;
}

/** The last day of a period of days that begins with the event of `from` (§ 6.4). */
export function periodOfDays(of: Period & { readonly reading: DaysReading }): Derivation {
  return derive({ ...of, direction: 'forward' });
}

/** The last day of a period of months, never rolled: same day number or the month's last (L: CPC 641). */
export function periodOfMonths(of: Period): Derivation {
  return derive({ ...of, reading: 'months', direction: 'forward' });
}

export interface SuspensionRight {
  /** The last day of the period that has to be exceeded. */
  readonly lastDay: LocalDate;
  /** The period is over at this instant, ms since the epoch. Counted in days the right exists from it on, in hours only behind it (§ 6.5). */
  readonly rightFromMs: number;
  readonly derivation: Derivation;
}

/**
 * When « supérieure à quinze (15) jours » is fulfilled (art. 17.1; § 6.5). `since` is an instant with its offset, or a
 * day; `ownDelayDays` replaces the fifteen where a requisition states its own.
 */
export function suspensionRight(
  since: string,
  reading: SuspensionReading,
  calendar: HolidayCalendar,
  ownDelayDays: number | null,
): SuspensionRight {
  const start = instantOfText(since);
  const days = ownDelayDays ?? contractRules.suspensionDays;
  const hours = reading === 'S-hour';
  const derivation = derive({
    timer: 'suspension.decide',
    clause: '17.1',
    reading,
    from: parisDay(start),
    ...(hours ? { fromInstant: utcText(start) } : {}),
    direction: 'forward',
    count: hours ? days * 24 : days,
    calendar,
    pack: CONTRACT_PACK,
  });
  const rightFromMs = hours ? instantOfText(derivation.lastInstant) : endOfDay(derivation.result);
  return { lastDay: derivation.result, rightFromMs, derivation };
}

/** The decision opens when the last of the enabled readings is fulfilled (§ 6.5, L8). */
export function suspensionDecision(
  since: string,
  readings: readonly SuspensionReading[],
  calendar: HolidayCalendar,
  ownDelayDays: number | null,
): SuspensionRight {
  const rights = readings.map((reading) => suspensionRight(since, reading, calendar, ownDelayDays));
  const [first, ...others] = rights;
  if (first === undefined) throw new RangeError('a suspension needs at least one reading');
  return others.reduce((latest, one) => (one.rightFromMs > latest.rightFromMs ? one : latest), first);
}
