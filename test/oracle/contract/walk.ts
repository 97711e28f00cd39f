/**
 * The oracle: walks a contract's life one Paris day after the other, does that day's acts in turn, and says after each what
 * stands. Written from the contract's rules alone; imports nothing of the product. What the rules leave open, and how it is
 * read here, stands with the function that reads it (`letters.ts`, `life.ts`, `hand.ts`, `beside.ts`, `lines.ts`).
 */
import * as beside from './beside.ts';
import { type Case, endOfPeriod, openCase, twoPersons } from './case.ts';
import { latestNotice } from './count.ts';
import { type Day, dayAt, dayOf, startOf, textOf } from './day-table.ts';
import * as hand from './hand.ts';
import * as life from './life.ts';
import { linesOf } from './lines.ts';
import type { Act, Scenario } from './scenario.ts';
import type { Deadlines, Moment, Picture, Verdict } from './verdict.ts';

/** Whether an act takes effect, and its effect on the case. */
function perform(c: Case, act: Act, today: Day): boolean | null {
  const { deed, at } = act;
  if (deed.do === 'sign') {
    if (c.life !== 'draft') return false;
    c.life = 'active';
    return true;
  }
  if (c.life === 'draft') return false;
  switch (deed.do) {
    case 'notice':
      return life.notice(c, deed, today);
    case 'informal':
      return true;
    case 'dispute':
      if (c.life !== 'notice' || c.notice?.key !== deed.key) return false;
      c.notice.disputed = true;
      return true;
    case 'settle':
      return life.settleDispute(c, deed);
    case 'withdraw':
      return life.withdraw(c, deed, today);
    case 'cancel':
      return life.cancel(c, deed);
    case 'switch':
      return life.askSwitch(c, deed, today);
    case 'infeasible':
      return life.infeasible(c, deed, today);
    case 'extend':
      return life.extend(c, deed);
    case 'suspend':
      return beside.suspend(c, deed);
    case 'cure':
      return beside.cure(c);
    case 'end-for-cause':
      return life.endForCause(c, deed, at);
    case 'ask':
      return hand.ask(c, today);
    case 'quote':
      return hand.quote(c, deed, today);
    case 'accept':
      return hand.accept(c, deed);
    case 'free-route':
      return hand.freeRoute(c);
    case 'freeze':
      return hand.freeze(c, deed);
    case 'verify':
      return hand.verify(c, deed);
    case 'deliver':
      return hand.deliver(c, deed, today);
    case 'confirm':
      return hand.confirm(c, deed, at);
    case 'contest':
      return hand.contest(c, deed);
    case 'waive':
      return hand.waive(c, deed, at);
    case 'rework':
      return hand.rework(c, deed);
    case 'receipt':
      return hand.receipt(c, deed, today);
    case 'served':
      return hand.served(c, deed);
    case 'delta':
      return hand.delta(c);
    case 'cutover':
      return hand.cutover(c);
    case 'claim':
      return hand.claim(c, deed);
    case 'remind':
      return hand.remind(c, deed, today);
    case 'recover':
      return life.recover(c, deed, at);
    case 'open-case':
      // The date opens it by itself; a person who does so as well changes nothing.
      return life.caseMayOpen(c, today) ? null : false;
    case 'close-case':
      return life.closeCase(c, deed, at);
    case 'instruct':
      if (!['transition', 'terminated', 'erasable'].includes(c.life)) return null;
      c.instructed = true;
      return true;
    case 'erase':
      return life.erase(c, deed, at);
    case 'keys':
    case 'purge':
      if (c.life !== 'erasing') return false;
      if (deed.do === 'keys') c.keysGone = true;
      else {
        c.purged = true;
        c.lockedUntil = deed.until === null ? null : dayOf(deed.until);
      }
      if (c.keysGone && c.purged) c.life = 'erased';
      return true;
    case 'unlocked':
      if (c.life !== 'erased' || !deed.absent || (c.lockedUntil !== null && today <= c.lockedUntil)) return false;
      c.life = 'closed';
      return true;
    case 'hold':
      c.holds.add(deed.key);
      return true;
    case 'release':
      return beside.release(c, deed, at);
    case 'object':
      c.objected = true;
      c.dataObjection ||= deed.onData;
      return true;
    case 'agree':
      c.objected = false;
      c.dataObjection = false;
      return true;
    case 'cost':
      c.cost = deed.cents;
      return true;
    case 'waive-fee':
      if (!twoPersons(deed.pair, at)) return false;
      c.feeWaived = true;
      return true;
    case 'export':
      if (linesOf(c, today).some(({ kind, status }) => kind === 'reversibility' && status === 'ready'))
        c.feeInvoiced ??= today;
      return null;
    case 'buy-medium':
      return beside.buyMedium(c, deed);
    case 'restore':
      return beside.restore(c, deed);
    case 'offer-terms':
      return beside.offerTerms(c, deed);
    case 'refuse-terms':
      return beside.refuseTerms(c, deed);
    case 'use-terms':
      c.terms.used ||= c.terms.state === 'in-force-pending';
      return true;
  }
}

const dayText = (day: Day | null): string | null => (day === null ? null : textOf(day));

function pictureOf(c: Case): Picture {
  const active = c.life === 'active';
  const noticed = c.life === 'notice' || c.life === 'switch-notice';
  return {
    life: c.life,
    period: active ? c.period : null,
    termEnd: active ? textOf(endOfPeriod(c, c.period)) : null,
    noticeEnd: noticed ? dayText(c.noticeEnd) : null,
    disputed: noticed && (c.notice?.disputed ?? false),
    contractEnd: dayText(c.contractEnd),
    latest: c.life === 'transition' ? dayText(c.latest) : null,
    effectiveTermination: dayText(c.effective),
    fallback: c.fallback,
    handover: c.hand.kind,
    rehearsal: c.hand.rehearsal,
    round: c.hand.round,
    items: [...c.hand.items].map(([id, state]) => `${id} ${state}`).sort(),
    suspended: c.suspended?.cause ?? null,
    terms: c.terms.state,
    refuseBy: dayText(c.terms.refuseBy),
    holds: c.holds.size,
  };
}

function deadlinesOf(c: Case): Deadlines {
  const { notice, holidays } = c.agreement;
  const end = endOfPeriod(c, c.period);
  return {
    notice:
      c.life === 'active'
        ? Object.fromEntries(notice.map((way) => [way, textOf(latestNotice(end, way, holidays))]))
        : {},
    perform: dayText(life.performBy(c)),
    suspension: Object.fromEntries(life.suspensionRights(c).map(({ way, lastDay }) => [way, textOf(lastDay)])),
  };
}

export function judge(scenario: Scenario): Verdict & { readonly deadlines: readonly Deadlines[] } {
  const c = openCase(scenario.agreement);
  const moments: Moment[] = [];
  const deadlines: Deadlines[] = [];
  const note = (at: number, act: string | null, accepted: boolean | null, today: Day): void => {
    const lines = linesOf(c, today);
    const sum = lines.reduce((total, { cents }) => total + cents, 0n);
    moments.push({ at, act, accepted, picture: pictureOf(c), lines, sum });
    deadlines.push(deadlinesOf(c));
  };
  const letDatesAct = (at: number, today: Day): void => {
    while (life.byDate(c, today) || beside.termsByDate(c, today)) note(at, null, true, today);
  };
  let next = 0;
  const last = dayOf(scenario.until);
  const looks = new Set(scenario.looks.map(dayOf));
  for (let today = dayAt(scenario.acts[0]?.at ?? 0); today <= last; today += 1) {
    letDatesAct(startOf(today), today);
    if (looks.has(today)) note(startOf(today), null, true, today);
    for (let act = scenario.acts[next]; act !== undefined && act.at < startOf(today + 1); act = scenario.acts[next]) {
      note(act.at, act.id, perform(c, act, today), today);
      letDatesAct(act.at, today);
      next += 1;
    }
    if (looks.has(today + 1)) note(startOf(today + 1) - 1, null, true, today);
  }
  if (next < scenario.acts.length) throw new RangeError(`${scenario.name}: acts after ${scenario.until}`);
  const delay = life.erasureDelay(c);
  return {
    moments,
    deadlines,
    termEnds: c.ran.map(textOf),
    contractEnd: dayText(c.contractEnd),
    effectiveTermination: dayText(c.effective),
    erasableFrom: delay === null ? null : textOf(delay + 1),
  };
}
