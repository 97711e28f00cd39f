import { isOver } from './context.ts';
import type { ContractEventBody } from './events.ts';
import { fallbackFloor } from './fallback.ts';
import { CLOCK_JUMP_MS } from './guards-frame.ts';
import { plusDays } from './local-date.ts';
import { stopsRenewal } from './notices.ts';
import { parisDay, utcText } from './paris.ts';
import type { ContractState } from './state.ts';
import { periodOf, termEndOf } from './term.ts';

export { CLOCK_JUMP_MS };

/**
 * The next event that time alone brings (§ 6.6): the daemon records it, folds, and asks again until there is none.
 * `term.renewed` is the only one with a legal effect that nobody decided; the others open what a person decides, or follow
 * from what a person did. Before the first of them stands `clock.witnessed` where the ledger holds no recent instant:
 * `lastSeenAt` is the latest instant that the daemon knows from before `now` (its last tick, a night, an act of any tenant).
 * After a jump of more than 25 hours nothing is due: `clockNeedsPerson` says so, and `clock.acknowledged` ends it.
 */
export function dueEvents(state: ContractState, now: number, lastSeenAt: number): readonly ContractEventBody[] {
  const due = [...renewal(state, now), ...endings(state, now), ...termsOver(state, now)];
  if (due.length === 0 || clockNeedsPerson(state, now, lastSeenAt)) return [];
  const witness =
    now - state.sureAt > CLOCK_JUMP_MS ? [{ type: 'clock.witnessed', lastSeenAt: utcText(lastSeenAt) } as const] : [];
  return [...witness, ...due];
}

/** True when the clock moved by more than 25 hours since the last instant that is known: a person looks first. */
export function clockNeedsPerson({ sureAt }: ContractState, now: number, lastSeenAt: number): boolean {
  return now - Math.max(sureAt, Math.min(lastSeenAt, now)) > CLOCK_JUMP_MS;
}

function renewal({ terms, lifecycle, notices }: ContractState, at: number): readonly ContractEventBody[] {
  const running = periodOf(lifecycle);
  if (terms === null || running === null || lifecycle.kind === 'transition') return [];
  const end = termEndOf(terms, running);
  if (!isOver(end, { at }) || notices.some((one) => stopsRenewal(one, end))) return [];
  const period = running + 1;
  return [{ type: 'term.renewed', period, from: plusDays(end, 1), to: termEndOf(terms, period) }];
}

function endings(state: ContractState, at: number): readonly ContractEventBody[] {
  const { lifecycle, handover } = state;
  switch (lifecycle.kind) {
    case 'notice':
      return !lifecycle.notice.disputed && isOver(lifecycle.noticeEnd, { at }) ? [{ type: 'notice.ended' }] : [];
    case 'switch-notice':
      return isOver(lifecycle.noticeEnd, { at }) ? [{ type: 'switch-notice.ended' }] : [];
    case 'transition': {
      const floor = fallbackFloor(state);
      const open = handover.fallbackOpenedOn === null && floor !== null && isOver(floor, { at });
      return open ? [{ type: 'fallback.opened' }] : [];
    }
    case 'terminated':
      return isOver(lifecycle.retrievalUntil, { at }) ? [{ type: 'retrieval.ended' }] : [];
    case 'active':
    case 'draft':
    case 'erasable':
    case 'erasing':
    case 'erased':
    case 'closed':
      return [];
  }
}

function termsOver({ termsOverlay, lifecycle }: ContractState, at: number): readonly ContractEventBody[] {
  const { kind, offeredSha256: versionSha256, mailedOn, entersIntoForce, refuseBy } = termsOverlay;
  if (!('period' in lifecycle) || versionSha256 === null) return [];
  if (kind === 'offered' && entersIntoForce !== null && mailedOn !== null && mailedOn < entersIntoForce) {
    return parisDay(at) >= entersIntoForce ? [{ type: 'terms.entered-into-force', versionSha256 }] : [];
  }
  if (kind !== 'in-force-pending' || refuseBy === null || !isOver(refuseBy, { at })) return [];
  return [{ type: 'terms.deadline-passed', versionSha256 }];
}
