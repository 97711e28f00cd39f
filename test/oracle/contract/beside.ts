/** What runs beside the lifecycle: suspensions, versions of the terms, holds, objections, purchases and restores (§§ 4.3, 5, 8, 9). */
import { type Case, twoPersons } from './case.ts';
import { rolled } from './count.ts';
import { type Day, dayOf } from './day-table.ts';
import { restoreOf } from './money.ts';
import type { DeedOf } from './scenario.ts';

export function suspend(c: Case, deed: DeedOf<'suspend'>): boolean {
  if (!['active', 'notice', 'switch-notice', 'transition'].includes(c.life) || c.suspended !== null) return false;
  if (deed.cause === 'charter' && !deed.charter) return false;
  const planned = deed.planned === null ? null : dayOf(deed.planned);
  c.suspended = { cause: deed.cause, since: deed.since, planned, ownDays: deed.ownDays };
  return true;
}

export function cure(c: Case): boolean {
  if (c.suspended === null) return false;
  c.suspended = null;
  return true;
}

export function release(c: Case, deed: DeedOf<'release'>, at: number): boolean {
  return twoPersons(deed.pair, at) && c.holds.delete(deed.key);
}

export function buyMedium(c: Case, deed: DeedOf<'buy-medium'>): boolean {
  if (c.hand.medium && !c.hand.rehearsal) c.media.push(deed.price + deed.carriage);
  return true;
}

export function restore(c: Case, deed: DeedOf<'restore'>): boolean {
  const charge = restoreOf(c.agreement.restore, deed.minutes, deed.cause, deed.accepted);
  if (charge !== null) c.restores.push(charge);
  return true;
}

export function offerTerms(c: Case, deed: DeedOf<'offer-terms'>): boolean {
  const mailed = deed.mailed === null ? null : dayOf(deed.mailed);
  c.terms = { state: 'offered', key: deed.key, mailed, force: dayOf(deed.force), refuseBy: null, used: false };
  return true;
}

/** K1–K3: in force on the day if a mail went out before it; thirty days later, rolled, use without refusal is acceptance. */
export function termsByDate(c: Case, today: Day): boolean {
  const { state, mailed, force, refuseBy, used } = c.terms;
  if (state === 'offered' && force !== null && mailed !== null && mailed < force && today >= force) {
    c.terms = { ...c.terms, state: 'in-force-pending', refuseBy: rolled(force + 30, c.agreement.holidays) };
    return true;
  }
  if (state === 'in-force-pending' && refuseBy !== null && today > refuseBy) {
    c.terms = { ...c.terms, state: used ? 'accepted' : 'undecided' };
    return true;
  }
  return false;
}

export function refuseTerms(c: Case, deed: DeedOf<'refuse-terms'>): boolean {
  const { key, state } = c.terms;
  if (key === deed.key && (state === 'offered' || state === 'in-force-pending'))
    c.terms = { ...c.terms, state: 'refused' };
  return true;
}
