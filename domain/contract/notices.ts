import type { BodyOf, Context } from './context.ts';
import type { ContractTerms } from './facts.ts';
import { judgeNotice } from './letter.ts';
import { earlierOf, type LocalDate } from './local-date.ts';
import { noticeComplete } from './readings.ts';
import type { ContractState, Lifecycle, NoticeFacts } from './state.ts';
import { periodOf, termEndOf } from './term.ts';

/**
 * Where a registered letter ends the contract (L3, L3b). It is judged against the end of the period in which it was given,
 * even where the letter is recorded after that period was renewed: a renewal never outruns a notice that was in time.
 * `null`: it is older than the period before the running one, so that a person has to look.
 */
export function placeNotice(
  state: ContractState,
  terms: ContractTerms,
  context: Context,
  body: BodyOf<'notice.received'>,
): NoticeFacts | null {
  const { by, letter } = body;
  const given = (by === 'client' ? letter.dispatched : letter.received) ?? letter.dispatched ?? context.today;
  const running = periodOf(state.lifecycle) ?? 0;
  const meant = periodAt(terms, given);
  if (meant.period < running - 1) return null;
  const facts = { id: context.event.id, by, recordedOn: context.today, meant };
  if (body.exitRight === true) {
    const end = earlierOf(shortestNotice(terms, given), meant.end);
    return { ...facts, late: false, disputed: false, end, meant: { ...meant, end } };
  }
  const { notice: readings, calendar } = terms.readings;
  const { verdict } = judgeNotice({ by, letter, termEnd: meant.end, readings, calendar });
  if (verdict !== 'late') return { ...facts, late: false, disputed: verdict === 'undecided', end: meant.end };
  return { ...facts, late: true, disputed: false, end: termEndOf(terms, meant.period + 1) };
}

function periodAt(terms: ContractTerms, day: LocalDate): { readonly period: number; readonly end: LocalDate } {
  for (let period = 0; ; period += 1) {
    const end = termEndOf(terms, period);
    if (end >= day) return { period, end };
  }
}

/** A client's act counts under the kindest reading: here the one that is complete first (K7, § 6.1). */
function shortestNotice({ readings }: ContractTerms, given: LocalDate): LocalDate {
  const ends = readings.notice
    .filter((reading) => reading !== 'CIV3')
    .map((reading) => noticeComplete(given, reading, readings.calendar).result);
  return ends.reduce(earlierOf, ends[0] ?? noticeComplete(given, 'P3M', readings.calendar).result);
}

/** True where a notice may end the contract on or before that day: the period is not renewed over it (L2). */
export function stopsRenewal(notice: NoticeFacts, termEnd: LocalDate): boolean {
  return notice.end <= termEnd || (notice.disputed && notice.meant.end <= termEnd);
}

/** The notice that governs: the earliest that nobody disputes, else the earliest. */
function governing(notices: readonly NoticeFacts[]): NoticeFacts | null {
  const rank = (one: NoticeFacts): string => `${one.disputed ? 1 : 0} ${one.end}`;
  return notices.reduce<NoticeFacts | null>(
    (best, one) => (best === null || rank(one) < rank(best) ? one : best),
    null,
  );
}

/** The state with these notices, and the lifecycle that follows from them. */
export function withNotices(state: ContractState, notices: readonly NoticeFacts[]): ContractState {
  const { lifecycle, terms } = state;
  const notice = governing(notices);
  if (terms === null) return state;
  if (lifecycle.kind === 'switch-notice') {
    const other = notice === null || notice.disputed ? lifecycle.switchEnd : notice.end;
    const noticeEnd = earlierOf(lifecycle.switchEnd, other);
    return { ...state, notices, lifecycle: { ...lifecycle, notice, noticeEnd } };
  }
  const running = periodOf(lifecycle);
  if (running === null || (lifecycle.kind !== 'active' && lifecycle.kind !== 'notice')) return { ...state, notices };
  return { ...state, notices, lifecycle: lifecycleOf(terms, running, notice) };
}

function lifecycleOf(terms: ContractTerms, running: number, notice: NoticeFacts | null): Lifecycle {
  if (notice === null) return { kind: 'active', period: running, termEnd: termEndOf(terms, running) };
  const last = notice.late ? notice.meant.period + 1 : notice.meant.period;
  const period = notice.disputed ? running : Math.min(running, last);
  return { kind: 'notice', period, noticeEnd: notice.end, notice };
}

/** A dispute in the notice's favour gives it the end that it was meant for; against it, it is void, or stays late. */
export function settled(notices: readonly NoticeFacts[], id: string, valid: boolean): readonly NoticeFacts[] {
  return notices.flatMap((one) => {
    if (one.id !== id) return [one];
    if (valid) return [{ ...one, disputed: false, late: false, end: one.meant.end }];
    return one.late ? [{ ...one, disputed: false }] : [];
  });
}
