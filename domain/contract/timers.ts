import { switchClocks } from './data-act.ts';
import { askBy, disputeBy, eraseDelay, performBy, refuseBy, slaClaimBy } from './deadlines.ts';
import type { ContractTerms } from './facts.ts';
import { fallbackCalendar } from './fallback.ts';
import { isOpen } from './handover-items.ts';
import type { Derivation, LocalDate } from './local-date.ts';
import { parisDay } from './paris.ts';
import { latestNotice, periodOfDays, suspensionRight } from './readings.ts';
import { CONTRACT_PACK } from './rule-pack.ts';
import type { ContractState } from './state.ts';
import { suspensionSince } from './suspension.ts';
import { periodOf, termDerivation, termEndOf } from './term.ts';

/** Every running timer of § 6.6 with its derivation, the earliest first. One entry for each reading that is enabled. */
export function timersOf(state: ContractState, now: number): readonly Derivation[] {
  const { terms } = state;
  if (terms === null) return [];
  const timers = [
    ...ofTerm(state, terms),
    ...ofOverlays(state, terms),
    ...ofHandover(state, terms),
    ...ofSwitch(state, terms),
    ...ofErasure(state, terms),
    ...ofMoney(state, terms, parisDay(now)),
  ];
  return timers.toSorted((a, b) => (a.result < b.result ? -1 : a.result > b.result ? 1 : 0));
}

/** The contract's end as far as it is decided: of a running notice, or of what ended it. */
export function contractEndOf({ lifecycle }: ContractState): LocalDate | null {
  if ('contractEnd' in lifecycle) return lifecycle.contractEnd;
  return 'noticeEnd' in lifecycle ? lifecycle.noticeEnd : null;
}

/** A day that nothing is counted to: it is given. */
function given(timer: string, clause: string, day: LocalDate, { readings }: ContractTerms): Derivation {
  const counted = { count: 0, reading: 'cal', calendar: readings.calendar, pack: CONTRACT_PACK } as const;
  return periodOfDays({ timer, clause, from: day, ...counted });
}

function ofTerm({ lifecycle }: ContractState, terms: ContractTerms): readonly Derivation[] {
  const period = periodOf(lifecycle);
  if (period === null || lifecycle.kind === 'transition') return [];
  const end = termDerivation(terms, period);
  const { notice, calendar } = terms.readings;
  const deadlines = notice.map((reading) => latestNotice(end.result, reading, calendar));
  if (lifecycle.kind === 'active') return [end, ...deadlines];
  if (lifecycle.kind !== 'notice') return [end];
  const ends = [period, period + 1].find((one) => termEndOf(terms, one) === lifecycle.noticeEnd);
  const last = ends === undefined ? given('notice.end', '5', lifecycle.noticeEnd, terms) : termDerivation(terms, ends);
  return [end, { ...last, timer: 'notice.end' }];
}

function ofOverlays({ termsOverlay, suspension }: ContractState, { readings }: ContractTerms): readonly Derivation[] {
  const { kind, entersIntoForce } = termsOverlay;
  const pending = kind === 'in-force-pending' && entersIntoForce !== null;
  return [
    ...(pending ? [refuseBy(entersIntoForce, readings.calendar)] : []),
    ...(suspension === null
      ? []
      : readings.suspension.map((reading) => {
          const { ownDelayDays } = suspension;
          return suspensionRight(suspensionSince(suspension), reading, readings.calendar, ownDelayDays).derivation;
        })),
  ];
}

function ofHandover(state: ContractState, terms: ContractTerms): readonly Derivation[] {
  const { handover, lifecycle } = state;
  const contractEnd = contractEndOf(state);
  if (contractEnd === null || 'effectiveTermination' in lifecycle) return [];
  const { perform: reading, calendar } = terms.readings;
  const { requestedOn, rehearsal, firstDelivery } = handover;
  const real = requestedOn !== null && !rehearsal;
  const perform = real && firstDelivery === null;
  const reminders = real && handover.items.some(isOpen) ? fallbackCalendar(state) : [];
  return [
    ...(real ? [] : [askBy({ contractEnd, scope: terms.dataAct.scope, reading, calendar })]),
    ...(perform ? [performBy({ contractEnd, requested: requestedOn, reading, calendar })] : []),
    ...reminders,
  ];
}

function ofSwitch({ lifecycle }: ContractState, terms: ContractTerms): readonly Derivation[] {
  if (!('requested' in lifecycle) || lifecycle.requested === null) return [];
  const { calendar } = terms.readings;
  const clocks = switchClocks({ requested: lifecycle.requested, noticeDays: null, calendar });
  if (clocks === null) return [];
  if (lifecycle.kind === 'switch-notice') {
    const noticeEnd = {
      ...given('switch.notice', '25(2)(d)', lifecycle.noticeEnd, terms),
      pack: clocks.noticeEnd.pack,
    };
    return [noticeEnd, clocks.infeasibleBy];
  }
  return lifecycle.latest === null
    ? []
    : [{ ...given('switch.transition', '25(2)(a)', lifecycle.latest, terms), pack: clocks.transitionBy.pack }];
}

function ofErasure({ lifecycle, erasure }: ContractState, terms: ContractTerms): readonly Derivation[] {
  if (lifecycle.kind === 'terminated') {
    const { effectiveTermination, retrievalUntil } = lifecycle;
    const delay = eraseDelay(effectiveTermination, terms.profile, terms.readings.calendar);
    const longer = retrievalUntil > delay.result;
    return longer ? [delay, given('switch.retrieval', '25(2)(g)', retrievalUntil, terms)] : [delay];
  }
  const last = lifecycle.kind === 'erased' ? (erasure?.lastLockUntil ?? null) : null;
  return last === null ? [] : [given('lock.last', '18', last, terms)];
}

/** Marks: the exported lines that may still be disputed, and the month whose credit may still be claimed. */
function ofMoney(
  state: ContractState,
  { readings, subscriptionDate }: ContractTerms,
  today: LocalDate,
): readonly Derivation[] {
  const disputes = state.exports.map(({ on }) => disputeBy(on, readings.calendar)).filter((one) => one.result >= today);
  const seen = new Map(disputes.map((one) => [one.result, one]));
  const month = monthBefore(today);
  const claim = slaClaimBy(month, readings.calendar);
  const served = 'period' in state.lifecycle && subscriptionDate.slice(0, 7) <= month;
  return [...seen.values(), ...(served && claim.result >= today ? [claim] : [])];
}

function monthBefore(day: LocalDate): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
}
