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
  const cents = restoreOf(c.agreement.restore, deed.minutes, deed.cause, deed.accepted);
  if (cents !== null) c.restores.push(cents);
  return true;
}

export function offerTerms(c: Case, deed: DeedOf<'offer-terms'>): boolean {
  const mailed = deed.mailed === null ? null : dayOf(deed.mailed);
  c.terms = { state: 'offered', key: deed.key, mailed, force: dayOf(deed.force), refuseBy: null };
  return true;
}

/** K1, K2: only with a mail sent before the day; the thirty days run from the entry into force and roll. */
export function termsInForce(c: Case, deed: DeedOf<'terms-in-force'>, today: Day): boolean {
  const { key, mailed, force, state } = c.terms;
  if (key !== deed.key || state !== 'offered' || force === null || mailed === null) return false;
  if (mailed >= force || today < force) return false;
  c.terms = { ...c.terms, state: 'in-force-pending', refuseBy: rolled(force + 30, c.agreement.holidays) };
  return true;
}

export function refuseTerms(c: Case, deed: DeedOf<'refuse-terms'>, today: Day): boolean {
  const { key, refuseBy, state } = c.terms;
  if (key !== deed.key || (state !== 'offered' && state !== 'in-force-pending')) return false;
  if (refuseBy === null || today <= refuseBy) c.terms = { ...c.terms, state: 'refused' };
  return true;
}
