import { askBy, performBy } from './deadlines.ts';
import { judge } from './decide.ts';
import { clockNeedsPerson } from './due-events.ts';
import { duty } from './duty.ts';
import { emptyState } from './empty-state.ts';
import { effectiveContext, eventDuties } from './event-duties.ts';
import type { ContractEvent } from './events.ts';
import type { ContractTerms } from './facts.ts';
import { fallbackCalendar, isLetterStep } from './fallback.ts';
import { guards } from './guards.ts';
import { suspensionExceeded } from './guards-ending.ts';
import { isOpen } from './handover-items.ts';
import { invoiceLines } from './invoicing.ts';
import { type Derivation, daysFrom, type LocalDate, plusDays, plusMonths } from './local-date.ts';
import { parisDay } from './paris.ts';
import { latestNotice } from './readings.ts';
import type { ContractState, Duty } from './state.ts';
import { ownCauses } from './suspension.ts';
import { contractEndOf, timersOf } from './timers.ts';

/**
 * What is to be told or done now because of a date. Keys are stable: the daemon tells each once and remembers the key. With
 * `lastSeenAt` (see `dueEvents`) more than 25 hours back, the clock itself is the only duty: nothing else may rest on it.
 */
export function dutiesOf(state: ContractState, now: number, lastSeenAt: number = now): readonly Duty[] {
  const { terms } = state;
  if (terms === null) return [];
  const today = parisDay(now);
  if (clockNeedsPerson(state, now, lastSeenAt)) {
    return [duty('alarm', 'clock.jump', today, { clause: '6.3', severity: 'alarm' })];
  }
  return [
    ...ofTerm(state, terms, today),
    ...ofHandover(state, terms, today),
    ...ofSwitch(state, now, today),
    ...ofSuspension(state, now),
    ...ofPeople(state, now, today),
  ];
}

/** Every duty that the recorded events brought, in order: what a daemon that stopped in between has still to tell. */
export function dutiesOfHistory(tenant: string, events: readonly ContractEvent[]): readonly Duty[] {
  const seen = new Set<string>();
  let state: ContractState = { ...emptyState(tenant), seen };
  return events.flatMap((event) => {
    if (seen.has(event.id)) return [];
    const outcome = judge(state, event, event.at, guards);
    if (outcome.kind === 'refused') return [];
    seen.add(event.id);
    const before = state;
    state = outcome.state;
    return eventDuties(before, state, effectiveContext(before, event));
  });
}

/** Months before the end of a term at which the client is reminded, and the days on top of the last (3½ months). */
const TERM_REMINDERS = [
  { step: 6, months: 6, days: 0 },
  { step: 4, months: 4, days: 0 },
  { step: 3.5, months: 3, days: 15 },
] as const;

function ofTerm({ lifecycle }: ContractState, terms: ContractTerms, today: LocalDate): readonly Duty[] {
  if (lifecycle.kind !== 'active' || today > lifecycle.termEnd) return [];
  const { termEnd } = lifecycle;
  const reached = TERM_REMINDERS.findLast((one) => today >= plusDays(plusMonths(termEnd, -one.months), -one.days));
  const reminders =
    reached === undefined
      ? []
      : [duty('mail-client', 'term.reminder', `${termEnd}:${reached.step}`, { clause: '5', due: termEnd })];
  const { notice, calendar } = terms.readings;
  const deadlines = notice
    .map((reading) => latestNotice(termEnd, reading, calendar))
    .filter((one) => today >= one.result)
    .map((derivation) =>
      duty('mail-operator', 'notice.deadline', `${termEnd}:${derivation.reading}`, {
        clause: '5',
        derivation,
        severity: 'warning',
      }),
    );
  return [...reminders, ...deadlines];
}

/** Days before the last day to deliver at which the operator is alarmed (§ 6.6): the last one is the breach itself. */
const PERFORM_ALARMS = [
  { days: 5, severity: 'info' },
  { days: 2, severity: 'warning' },
  { days: 0, severity: 'alarm' },
] as const;

function ofHandover(state: ContractState, terms: ContractTerms, today: LocalDate): readonly Duty[] {
  const { handover, lifecycle } = state;
  const contractEnd = contractEndOf(state);
  if (contractEnd === null || 'effectiveTermination' in lifecycle) return [];
  const { requestedOn, firstDelivery, rehearsal, items, reminders } = handover;
  if (requestedOn === null || rehearsal) {
    return lifecycle.kind === 'transition'
      ? [
          duty('mail-client', 'reversibility.ask', contractEnd, {
            clause: '17.2',
            derivation: askDay(terms, contractEnd),
          }),
        ]
      : [];
  }
  if (firstDelivery === null) {
    const { perform: reading, calendar } = terms.readings;
    const derivation = performBy({ contractEnd, requested: requestedOn, reading, calendar });
    const left = daysFrom(today, derivation.result);
    return PERFORM_ALARMS.filter(({ days }) => left <= days).map(({ days, severity }) =>
      duty('alarm', 'perform15.due', `${derivation.result}:${days}`, { clause: '17.2', derivation, severity }),
    );
  }
  if (!items.some(isOpen)) return [];
  return fallbackCalendar(state)
    .filter((one) => today >= one.result && !reminders.includes(one.count))
    .map((derivation) => {
      const kind = isLetterStep(derivation.count) ? 'letter' : 'mail-client';
      const about = `${handover.packageId ?? ''}:${handover.deliveredOn ?? ''}:${derivation.count}`;
      return duty(kind, 'confirm.reminder', about, { clause: '5', derivation, severity: 'warning' });
    });
}

function askDay({ dataAct, readings }: ContractTerms, contractEnd: LocalDate): Derivation {
  const { perform: reading, calendar } = readings;
  return askBy({ contractEnd, scope: dataAct.scope, reading, calendar });
}

/** The provider's days in a switch: to say that it is not feasible, and to be done. */
function ofSwitch(state: ContractState, now: number, today: LocalDate): readonly Duty[] {
  const watched = ['switch.infeasible', 'switch.transition'];
  return timersOf(state, now)
    .filter((one) => watched.includes(one.timer))
    .flatMap((derivation) =>
      PERFORM_ALARMS.filter(({ days }) => daysFrom(today, derivation.result) <= days).map(({ days, severity }) => {
        const { timer, result, clause } = derivation;
        return duty('alarm', timer, `${result}:${days}`, { clause, derivation, severity });
      }),
    );
}

/** K17: the decision opens, and nothing happens by itself. */
function ofSuspension(state: ContractState, now: number): readonly Duty[] {
  const { suspension } = state;
  if (suspension === null || ownCauses.includes(suspension.cause)) return [];
  if (!suspensionExceeded({ state, at: now })) return [];
  return [duty('mail-operator', 'suspension.decide', suspension.since, { clause: '17.1', severity: 'warning' })];
}

/** What waits for a person: approvals, lines held, locks that have run out, a mail without proof. */
function ofPeople(state: ContractState, now: number, today: LocalDate): readonly Duty[] {
  const { proposals, erasure, lifecycle, termsOverlay } = state;
  const waiting = proposals
    .filter((one) => today >= plusDays(parisDay(one.at), 5))
    .map((one) => duty('mail-operator', 'approval.pending', one.id, { clause: '6.3', severity: 'warning' }));
  const held = invoiceLines(state, now)
    .filter((line) => line.status === 'held')
    .map((line) => duty('mail-operator', 'line.held', line.lineId, { clause: '5', severity: 'warning' }));
  const last = erasure?.lastLockUntil ?? null;
  const verify = lifecycle.kind === 'erased' && (last === null || today > last);
  const unmailed = termsOverlay.kind === 'offered' && termsOverlay.mailedOn === null && termsOverlay.entersIntoForce;
  return [
    ...waiting,
    ...held,
    ...(verify ? [duty('prepare', 'lock.verify', last ?? 'none', { clause: '18' })] : []),
    ...(unmailed
      ? [duty('mail-operator', 'terms.unmailed', unmailed, { clause: '3', due: unmailed, severity: 'warning' })]
      : []),
  ];
}
