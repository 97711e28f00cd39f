import { derive } from './derive.ts';
import type { HolidayCalendar } from './facts.ts';
import type { Derivation, LocalDate } from './local-date.ts';
import { numberRule, packAt, packRef, type RulePack } from './rule-pack.ts';

/** The clocks of a switch under the Data Act (contract.md § 8.2); none is rolled: a maximum favours the client. */
export interface SwitchClocks {
  /** The notice ends at the latest two months after the request, earlier where the client chose a shorter one. */
  readonly noticeEnd: Derivation;
  /** The transition ends at the latest thirty days after the notice. */
  readonly transitionBy: Derivation;
  /** Data can be retrieved until thirty days after the transition at the least. */
  readonly retrievalUntil: Derivation;
  /** The provider says within fourteen working days that thirty days are technically not feasible. */
  readonly infeasibleBy: Derivation;
  /** The longest transition then, counted from the notice's end, which it replaces. */
  readonly alternativeBy: Derivation;
  /** The same from the request: kinder, so it is where the warning stands. */
  readonly alternativeWarnAt: Derivation;
}

/** The clocks of a switch asked for on a day; null before the regulation applies (2025-09-12). */
export function switchClocks(of: {
  readonly requested: LocalDate;
  /** The client's own, shorter notice; null for the longest one. */
  readonly noticeDays: number | null;
  readonly calendar: HolidayCalendar;
}): SwitchClocks | null {
  const { requested, noticeDays, calendar } = of;
  const pack = clockPack(requested);
  if (pack === null) return null;
  const count = counter(pack, calendar);
  const longest = count('switch.notice', '25(2)(d)', 'months', requested, numberRule(pack, 'noticeMaxMonths'));
  const chosen = noticeDays === null ? longest : count('switch.notice', '25(2)(d)', 'cal', requested, noticeDays);
  const noticeEnd = chosen.result < longest.result ? chosen : longest;
  const days = numberRule(pack, 'transitionMaxDays');
  const transitionBy = count('switch.transition', '25(2)(a)', 'cal', noticeEnd.result, days);
  const seven = numberRule(pack, 'alternativeMaxMonths');
  const infeasible = numberRule(pack, 'infeasibleWorkingDays');
  return {
    noticeEnd,
    transitionBy,
    retrievalUntil: count('switch.retrieval', '25(2)(g)', 'cal', transitionBy.result, retrievalDays(pack)),
    infeasibleBy: count('switch.infeasible', '25(4)', 'jo', requested, infeasible),
    alternativeBy: count('switch.transition', '25(4)', 'months', noticeEnd.result, seven),
    alternativeWarnAt: count('switch.transition', '25(4)', 'months', requested, seven),
  };
}

/** The last day of the retrieval period after a transition that ended on a day; null before the regulation applies. */
export function retrievalUntil(transitionEnd: LocalDate, calendar: HolidayCalendar): Derivation | null {
  const pack = clockPack(transitionEnd);
  if (pack === null) return null;
  return counter(pack, calendar)('switch.retrieval', '25(2)(g)', 'cal', transitionEnd, retrievalDays(pack));
}

const retrievalDays = (pack: RulePack): number => numberRule(pack, 'retrievalMinDays');

function clockPack(on: LocalDate): RulePack | null {
  const pack = packAt('eu-2023-2854', on);
  return pack?.rules['noticeMaxMonths'] === undefined ? null : pack;
}

function counter(pack: RulePack, calendar: HolidayCalendar) {
  return (
    timer: string,
    clause: string,
    reading: 'cal' | 'jo' | 'months',
    from: LocalDate,
    count: number,
  ): Derivation => derive({ timer, clause, reading, from, direction: 'forward', count, calendar, pack: packRef(pack) });
}
