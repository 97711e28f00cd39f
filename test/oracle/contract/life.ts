/** The lifecycle of § 4.1: what an act does to it, and what a day brings about by itself (§ 6.6). */
import { type Case, endOfPeriod, noHandOver, twoPersons } from './case.ts';
import { daysOn, monthsOn, rolled, suspensionOver, workingOn } from './count.ts';
import { type Day, dayAt, dayOf, startOf } from './day-table.ts';
import { recoverable, settled } from './hand.ts';
import { judgeLetter } from './letters.ts';
import type { DeedOf, LetterFacts } from './scenario.ts';

const letterOf = (facts: LetterFacts) => ({
  dispatched: dayOf(facts.dispatched),
  presented: facts.presented === null ? null : dayOf(facts.presented),
  received: facts.received === null ? null : dayOf(facts.received),
  outcome: facts.outcome,
});

/** L3, L3b. A letter that only a person can judge runs as a disputed notice: no term is renewed over it. */
export function notice(c: Case, deed: DeedOf<'notice'>, today: Day): boolean {
  if (c.life !== 'active') return false;
  const { agreement } = c;
  const end = endOfPeriod(c, c.period);
  const found = judgeLetter(deed.by, letterOf(deed.letter), end, agreement.notice, agreement.holidays);
  c.life = 'notice';
  c.notice = { key: deed.key, by: deed.by, late: found === 'late', recorded: today, disputed: found === 'undecided' };
  c.noticeEnd = found === 'late' ? endOfPeriod(c, c.period + 1) : end;
  return true;
}

function backToActive(c: Case): void {
  c.life = 'active';
  c.notice = null;
  c.noticeEnd = null;
  c.switchAsked = null;
  c.contractEnd = null;
  c.latest = null;
  c.kept = false;
  c.feeStop = null;
}

export function settleDispute(c: Case, deed: DeedOf<'settle'>): boolean {
  if (c.life !== 'notice' || c.notice?.key !== deed.key || !c.notice.disputed) return false;
  if (deed.valid) c.notice.disputed = false;
  else backToActive(c);
  return true;
}

/** L4; the sender of a late letter may take it back alone within thirty days (L3b). */
export function withdraw(c: Case, deed: DeedOf<'withdraw'>, today: Day): boolean {
  if (c.life !== 'notice' || c.notice === null) return false;
  const alone = c.notice.late && deed.by.includes(c.notice.by) && today <= c.notice.recorded + 30;
  if (deed.by.length < 2 && !alone) return false;
  backToActive(c);
  return true;
}

/** L15. */
export function cancel(c: Case, deed: DeedOf<'cancel'>): boolean {
  if (c.life !== 'transition' || deed.by.length < 2) return false;
  backToActive(c);
  c.hand = noHandOver();
  return true;
}

/** L6: at most two months, and never longer than a notice that runs already. */
export function askSwitch(c: Case, deed: DeedOf<'switch'>, today: Day): boolean {
  if ((c.life !== 'active' && c.life !== 'notice') || c.agreement.scope === 'no') return false;
  const longest = monthsOn(today, 2);
  const end = deed.days === null ? longest : Math.min(longest, today + deed.days);
  c.noticeEnd = c.life === 'notice' && c.noticeEnd !== null ? Math.min(c.noticeEnd, end) : end;
  c.switchAsked = today;
  c.life = 'switch-notice';
  return true;
}

export function infeasible(c: Case, deed: DeedOf<'infeasible'>, today: Day): boolean {
  if (c.life !== 'switch-notice' || c.switchAsked === null || c.noticeEnd === null) return false;
  if (today > workingOn(c.switchAsked, 14, 'ouvré', c.agreement.holidays)) return false;
  if (dayOf(deed.until) > monthsOn(c.noticeEnd, 7)) return false;
  c.infeasibleUntil = dayOf(deed.until);
  return true;
}

export function extend(c: Case, deed: DeedOf<'extend'>): boolean {
  if (c.life !== 'transition' || c.latest === null || c.extended || dayOf(deed.until) <= c.latest) return false;
  c.extended = true;
  c.latest = dayOf(deed.until);
  return true;
}

/** Instants from which each enabled reading lets the provider decide (§ 6.5). */
export function suspensionRights(c: Case): { readonly lastDay: Day; readonly rightMs: number; readonly way: string }[] {
  const { suspended } = c;
  if (suspended === null) return [];
  const days = suspended.cause === 'requisition' && suspended.ownDays !== null ? suspended.ownDays : 15;
  return c.agreement.suspension.map((way) => ({
    way,
    ...suspensionOver(suspended.since, way, c.agreement.holidays, days),
  }));
}

/**
 * L8. Fees stop at the earliest of: the end of the fifteen days, the announced end, the letter's first presentation; the
 * data's duties run from the latest (§ 6.5). Each enabled reading of the fifteen days is one more end, since doubt favours the client.
 */
export function endForCause(c: Case, deed: DeedOf<'end-for-cause'>, at: number): boolean {
  const { suspended } = c;
  if ((c.life !== 'active' && c.life !== 'notice') || suspended === null) return false;
  if (suspended.cause === 'maintenance' || suspended.cause === 'emergency' || deed.insolvent) return false;
  if (!twoPersons(deed.pair, at)) return false;
  const rights = suspensionRights(c);
  if (rights.some(({ rightMs, way }) => (way === 'S-hour' ? at <= rightMs : at < rightMs))) return false;
  const others = [suspended.planned, deed.letter.presented === null ? null : dayOf(deed.letter.presented)];
  const ends = [...rights.map(({ lastDay }) => lastDay), ...others.filter((day) => day !== null)];
  c.life = 'transition';
  c.contractEnd = Math.max(...ends);
  c.latest = null;
  c.feeStop = Math.min(...ends);
  return true;
}

function terminate(c: Case, effective: Day): void {
  c.life = 'terminated';
  c.effective = effective;
}

/** L9. During the notice a confirmation is kept; a switch ends on the day of its completion, whatever its notice. */
export function recover(c: Case, deed: DeedOf<'recover'>, at: number): boolean | null {
  // Said once more after the end, it changes nothing.
  if (c.effective !== null) return null;
  const signed = deed.paper === null ? deed.factor : twoPersons(deed.paper, at);
  if (!signed || !recoverable(c.hand)) return false;
  const today = dayAt(at);
  if (c.life === 'notice') {
    c.kept = true;
    return true;
  }
  if (c.life === 'switch-notice') {
    c.contractEnd = today;
    terminate(c, today);
    return true;
  }
  if (c.life !== 'transition' || c.contractEnd === null) return false;
  terminate(c, Math.max(c.contractEnd, today));
  return true;
}

/**
 * The case of a client that never confirms opens for a person once the reminders are out and thirty days have passed since
 * the end of the transition, which in a switch has its own latest day.
 */
export function caseMayOpen(c: Case, today: Day): boolean {
  const { delivered } = c.hand;
  if (c.life !== 'transition' || c.contractEnd === null || delivered === null || c.hand.rehearsal) return false;
  const letter = rolled(delivered + 30, c.agreement.holidays);
  return today > Math.max(letter, (c.latest ?? c.contractEnd) + 30);
}

/** L10 with every condition of § 5; an item that the client confirmed needs no further proof. */
export function closeCase(c: Case, deed: DeedOf<'close-case'>, at: number): boolean {
  const { hand } = c;
  if (c.life !== 'transition' || c.contractEnd === null || !caseMayOpen(c, dayAt(at)) || hand.rehearsal) return false;
  if (deed.reference === '' || !twoPersons(deed.pair, at)) return false;
  const ids = [...hand.items.keys()];
  const proven = ids.length > 0 && ids.every((id) => hand.served.has(id) || hand.items.get(id) === 'confirmed');
  if (!proven) return false;
  if (hand.reminders < 3 || hand.letters < 1 || [...hand.items.values()].includes('contested')) return false;
  c.fallback = true;
  terminate(c, Math.max(c.contractEnd, dayAt(at)));
  return true;
}

/**
 * Last day of the delay before an erasure: thirty days, three months for a public buyer (§ 6.6, § 8.2). After a switch the
 * client may fetch for thirty days from the transition's latest day, which is kinder than from the day it was done.
 */
export function erasureDelay(c: Case): Day | null {
  if (c.effective === null) return null;
  const delay = c.agreement.profile === 'public-buyer' ? monthsOn(c.effective, 3) : c.effective;
  return Math.max(delay, c.effective + 30, (c.latest ?? c.infeasibleUntil ?? c.effective) + 30);
}

/** L12. */
export function erase(c: Case, deed: DeedOf<'erase'>, at: number): boolean {
  const delay = erasureDelay(c);
  if (c.life !== 'erasable' || delay === null || at < startOf(delay + 1)) return false;
  if (!c.instructed || c.holds.size > 0 || c.dataObjection || !twoPersons(deed.pair, at)) return false;
  if (!settled(c.hand) && !c.fallback) return false;
  if ([...c.hand.items.values()].includes('contested')) return false;
  c.life = 'erasing';
  return true;
}

/** What the dates bring about by themselves: renewal, end of a notice, end of the retrieval period. */
export function byDate(c: Case, today: Day): boolean {
  if (c.life === 'active' || c.life === 'notice' || c.life === 'switch-notice') {
    const end = endOfPeriod(c, c.period);
    const goesOn = c.life === 'active' || (c.life === 'notice' && c.noticeEnd !== null && c.noticeEnd > end);
    if (goesOn && today > end) {
      c.ran.push(end);
      c.period += 1;
      return true;
    }
  }
  if (c.life === 'notice' && c.notice?.disputed === false && c.noticeEnd !== null && today > c.noticeEnd) {
    c.life = 'transition';
    c.contractEnd = c.noticeEnd;
    if (c.kept && recoverable(c.hand)) terminate(c, c.contractEnd);
    return true;
  }
  if (c.life === 'switch-notice' && c.noticeEnd !== null && today > c.noticeEnd) {
    c.life = 'transition';
    c.contractEnd = c.noticeEnd;
    c.latest = c.infeasibleUntil ?? c.noticeEnd + 30;
    return true;
  }
  const delay = erasureDelay(c);
  if (c.life === 'terminated' && delay !== null && today > delay) {
    c.life = 'erasable';
    return true;
  }
  return false;
}

/** Last day to perform the hand-over: fifteen days from the later of the contract's end and the request (§ 6.4). */
export function performBy(c: Case): Day | null {
  if (c.hand.asked === null || c.hand.rehearsal || c.contractEnd === null) return null;
  const { perform, holidays } = c.agreement;
  return daysOn(Math.max(c.contractEnd, c.hand.asked), 15, perform, holidays);
}
