import type { BodyOf, Context } from './context.ts';
import { switchClocks } from './data-act.ts';
import { terminationEffect } from './deadlines.ts';
import { noHandover } from './empty-state.ts';
import type { ContractTerms } from './facts.ts';
import { keep } from './kept.ts';
import { earlierOf, type LocalDate, laterOf } from './local-date.ts';
import { placeNotice, settled, withNotices } from './notices.ts';
import { suspensionRight } from './readings.ts';
import type { ContractState } from './state.ts';
import { suspensionSince } from './suspension.ts';
import { periodOf, termEndOf } from './term.ts';
import { ended, terminated } from './termination.ts';

/** L1, and what an amendment changes later: the running period's end is counted again. */
export function signed(state: ContractState, terms: ContractTerms): ContractState {
  return {
    ...state,
    terms,
    lifecycle: { kind: 'active', period: 0, termEnd: termEndOf(terms, 0) },
    termsOverlay: { ...state.termsOverlay, appliedSha256: terms.textSha256 },
    signatories: [{ signatory: terms.signatory, from: null }],
  };
}

export function amended(state: ContractState, terms: ContractTerms): ContractState {
  const { lifecycle } = state;
  const running = lifecycle.kind === 'active' ? termEndOf(terms, lifecycle.period) : null;
  return {
    ...state,
    terms,
    lifecycle: lifecycle.kind === 'active' && running !== null ? { ...lifecycle, termEnd: running } : lifecycle,
    termsOverlay: { ...state.termsOverlay, appliedSha256: terms.textSha256 },
    signatories: [...state.signatories, { signatory: terms.signatory, from: null }],
  };
}

/** L2; a late notice waits for the next end, so the period between is renewed under it. */
export function renewed(state: ContractState, { period, to }: BodyOf<'term.renewed'>): ContractState {
  const { lifecycle } = state;
  if (lifecycle.kind === 'active') return { ...state, lifecycle: { ...lifecycle, period, termEnd: to } };
  if (lifecycle.kind !== 'notice' && lifecycle.kind !== 'switch-notice') return state;
  return { ...state, lifecycle: { ...lifecycle, period } };
}

/** L3, L3b. After the contract's end a notice has nothing left to end; it is kept. */
export function noticeReceived(state: ContractState, body: BodyOf<'notice.received'>, context: Context): ContractState {
  const running = ['active', 'notice', 'switch-notice'].includes(state.lifecycle.kind);
  if (!running || state.terms === null) return keep(state, context, 'the contract is at its end already');
  const notice = placeNotice(state, state.terms, context, body);
  if (notice === null) return keep(state, context, 'meant for a period that is long over: a person answers');
  return withNotices(state, [...state.notices, notice]);
}

export function noticeDisputed(state: ContractState, id: string): ContractState {
  return withNotices(
    state,
    state.notices.map((one) => (one.id === id ? { ...one, disputed: true } : one)),
  );
}

export function noticeSettled(
  state: ContractState,
  { notice, valid }: BodyOf<'notice.dispute-settled'>,
): ContractState {
  return withNotices(state, settled(state.notices, notice, valid));
}

/** L4: both parties take every notice back; the sender alone takes back the one that came late. */
export function noticeWithdrawn(state: ContractState, { agreedBy }: BodyOf<'notice.withdrawn'>): ContractState {
  const { lifecycle } = state;
  const alone = new Set(agreedBy).size < 2;
  const governs = lifecycle.kind === 'notice' ? lifecycle.notice.id : null;
  return withNotices(state, alone ? state.notices.filter((one) => one.id !== governs) : []);
}

/** L5. */
export function noticeEnded(state: ContractState): ContractState {
  const { lifecycle } = state;
  if (lifecycle.kind !== 'notice') return state;
  const { period, noticeEnd: contractEnd } = lifecycle;
  const none = { requested: null, latest: null, extended: false, feesUntil: null };
  return ended(state, { kind: 'transition', cause: 'term', period, contractEnd, ...none });
}

/** L6; asked for once more, or too late to matter, it is kept. */
export function switchRequested(
  state: ContractState,
  body: BodyOf<'switch.requested'>,
  context: Context,
): ContractState {
  const { lifecycle, terms } = state;
  const { choice, noticeDays } = body;
  if (terms === null || (lifecycle.kind !== 'active' && lifecycle.kind !== 'notice')) {
    return keep(state, context, 'a switch or the contract’s end is under way already');
  }
  const { calendar } = terms.readings;
  const clocks = switchClocks({ requested: context.today, noticeDays, calendar });
  if (clocks === null) return keep(state, context, 'no rule pack covers a switch on this day');
  const switchEnd = clocks.noticeEnd.result;
  const { period } = lifecycle;
  const notice = lifecycle.kind === 'notice' ? lifecycle.notice : null;
  const noticeEnd = notice === null || notice.disputed ? switchEnd : earlierOf(switchEnd, notice.end);
  const base = { kind: 'switch-notice', period, requested: context.today, noticeEnd, switchEnd } as const;
  return { ...state, lifecycle: { ...base, choice, notice, extended: false, latest: null } };
}

export function switchMoved(
  state: ContractState,
  body: BodyOf<'switch.infeasible' | 'switch.extended'>,
): ContractState {
  const { lifecycle } = state;
  if (lifecycle.kind !== 'switch-notice' && lifecycle.kind !== 'transition') return state;
  const extended = lifecycle.extended || body.type === 'switch.extended';
  return { ...state, lifecycle: { ...lifecycle, latest: body.until, extended } };
}

/** L7: thirty days of transition, the alternative period, or what the client chose. */
export function switchNoticeEnded(state: ContractState): ContractState {
  const { lifecycle, terms } = state;
  if (lifecycle.kind !== 'switch-notice' || terms === null) return state;
  const { period, requested, noticeEnd: contractEnd, extended } = lifecycle;
  const latest = lifecycle.latest ?? transitionBy(terms, contractEnd);
  const kind = { kind: 'transition', cause: 'switch', period, requested } as const;
  return ended(state, { ...kind, contractEnd, latest, extended, feesUntil: null });
}

/** The transition runs from the notice's end, whichever notice that is. */
function transitionBy({ readings }: ContractTerms, noticeEnd: LocalDate): LocalDate {
  const clocks = switchClocks({ requested: noticeEnd, noticeDays: 0, calendar: readings.calendar });
  return clocks?.transitionBy.result ?? noticeEnd;
}

/** L8: fees stop on the earliest of the three dates, data duties run from the latest (§ 6.5). */
export function providerTerminated(
  state: ContractState,
  { letter }: BodyOf<'provider.termination-decided'>,
): ContractState {
  const { lifecycle, suspension, terms } = state;
  const period = periodOf(lifecycle);
  if (suspension === null || terms === null || period === null) return state;
  const { readings } = terms;
  const ends = readings.suspension.map(
    (reading) =>
      suspensionRight(suspensionSince(suspension), reading, readings.calendar, suspension.ownDelayDays).lastDay,
  );
  const announcedEnd = suspension.plannedEnd;
  const { firstPresented } = letter;
  const effects = ends.map((periodEnd) => terminationEffect({ periodEnd, announcedEnd, firstPresented }));
  const feesUntil = effects.map((one) => one.feesStop).reduce(earlierOf);
  const contractEnd = effects.map((one) => one.dataFrom).reduce(laterOf);
  const none = { requested: null, latest: null, extended: false };
  return ended(state, { kind: 'transition', cause: 'cause', period, contractEnd, feesUntil, ...none });
}

/** L15: as though nothing had been handed over; a term that is over meanwhile is renewed next. */
export function transitionCancelled(state: ContractState): ContractState {
  const { lifecycle, terms } = state;
  if (lifecycle.kind !== 'transition' || terms === null) return state;
  const { period } = lifecycle;
  const active = { kind: 'active', period, termEnd: termEndOf(terms, period) } as const;
  return { ...state, lifecycle: active, handover: noHandover, confirmation: null, instruction: null };
}

/**
 * L9. Before the contract's end the confirmation waits for it; in a switch it ends the contract the same day (L: Data Act
 * 25(2)(c)); after the end it is kept beside what ended the contract.
 */
export function recoveryConfirmed(
  state: ContractState,
  { round, root }: BodyOf<'recovery.confirmed'>,
  context: Context,
): ContractState {
  const { lifecycle } = state;
  const on = context.today;
  const provenOn = state.handover.provenOn ?? on;
  const given = {
    ...state,
    confirmation: { id: context.event.id, on, round, root },
    handover: { ...state.handover, provenOn },
  };
  if (lifecycle.kind === 'transition') return ended(given, lifecycle);
  if (lifecycle.kind === 'switch-notice') {
    return terminated(given, { contractEnd: on, on, fallback: false, feesUntil: null, latest: lifecycle.latest });
  }
  return given;
}
