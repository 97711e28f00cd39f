/** The hand-over of § 4.2, act by act. */
import { type Case, type HandOver, noHandOver, twoPersons } from './case.ts';
import { rolled } from './count.ts';
import { type Day, textOf } from './day-table.ts';
import { feeOf } from './money.ts';
import type { DeedOf } from './scenario.ts';

const all = (ids: readonly string[], test: (id: string) => boolean): boolean => ids.length > 0 && ids.every(test);

const atLeastDelivered = ['delivered', 'acknowledged', 'contested', 'final'];

/** No item waits for the client any more. */
export const settled = (hand: HandOver): boolean =>
  [...hand.items.values()].every((state) => state === 'confirmed' || state === 'waived');

export const recoverable = (hand: HandOver): boolean =>
  !hand.rehearsal &&
  hand.cutover &&
  hand.items.size > 0 &&
  settled(hand) &&
  ['acknowledged', 'final'].includes(hand.kind);

function restate(hand: HandOver): void {
  if ([...hand.items.values()].includes('contested')) hand.kind = 'contested';
  else if (!settled(hand)) hand.kind = 'delivered';
  else hand.kind = hand.cutover ? 'final' : 'acknowledged';
}

/** H1: from a running contract a rehearsal; a request with legal effect starts anew. */
export function ask(c: Case, today: Day): boolean | null {
  const legal = ['notice', 'switch-notice', 'transition', 'terminated'].includes(c.life);
  if (!legal && c.life !== 'active') return false;
  // Asked again, nothing changes.
  if (c.hand.kind !== 'none' && !(c.hand.rehearsal && legal)) return null;
  c.hand = { ...noHandOver(), kind: 'requested', rehearsal: !legal, round: 1, asked: today };
  return true;
}

export function quote(c: Case, deed: DeedOf<'quote'>, today: Day): boolean | null {
  if (c.hand.kind !== 'requested') return null;
  const on = textOf(today);
  const days = { quoted: on, done: on, invoiced: on };
  const facts = { mailboxes: deed.boxes, way: deed.way, scope: c.agreement.scope, cost: c.cost, ...days };
  c.quotes.set(deed.key, { way: deed.way, medium: deed.medium, on, cents: feeOf(facts).cents });
  return true;
}

export function accept(c: Case, deed: DeedOf<'accept'>): boolean | null {
  const quoted = c.quotes.get(deed.key);
  if (c.hand.kind !== 'requested' || quoted === undefined) return null;
  c.hand.kind = 'quoted';
  c.hand.quoteWay = quoted.way;
  c.hand.quoted = quoted.on;
  c.hand.ceiling = quoted.cents;
  c.hand.medium = quoted.medium;
  return true;
}

export function freeRoute(c: Case): boolean | null {
  if (c.hand.kind !== 'requested') return null;
  c.hand.kind = 'quoted';
  c.hand.medium = false;
  return true;
}

/** H3; a quote that nobody accepted keeps nothing back. */
export function freeze(c: Case, deed: DeedOf<'freeze'>): boolean {
  if (c.hand.kind !== 'quoted' && c.hand.kind !== 'requested') return false;
  c.hand.kind = 'frozen';
  for (const id of deed.items) c.hand.items.set(id, 'open');
  c.hand.mailboxes = c.agreement.counted === 'B-user' ? deed.users : deed.all;
  return true;
}

export function verify(c: Case, deed: DeedOf<'verify'>): boolean {
  if (c.hand.kind !== 'frozen' || deed.exit !== 0 || deed.unexplained !== 0) return false;
  c.hand.kind = 'prepared';
  if (c.hand.round > 1) for (const id of deed.items) c.hand.items.set(id, 'open');
  return true;
}

export function deliver(c: Case, deed: DeedOf<'deliver'>, today: Day): boolean | null {
  const { hand } = c;
  // The same package handed over once more.
  if (atLeastDelivered.includes(hand.kind) && (!deed.medium || deed.receipt)) return null;
  if (hand.kind !== 'prepared' || (deed.medium && !deed.receipt)) return false;
  hand.kind = 'delivered';
  hand.delivered = today;
  if (!hand.rehearsal) hand.performed ??= today;
  return true;
}

export function confirm(c: Case, deed: DeedOf<'confirm'>, at: number): boolean | null {
  const { hand } = c;
  if (deed.paper !== null && !twoPersons(deed.paper, at)) return false;
  if (deed.by !== 'client' || !all(deed.items, (id) => hand.items.has(id))) return false;
  if (!['delivered', 'acknowledged', 'final'].includes(hand.kind)) return false;
  const changes = deed.items.some((id) => hand.items.get(id) !== 'confirmed');
  for (const id of deed.items) hand.items.set(id, 'confirmed');
  restate(hand);
  // Confirmed once more, an item stays confirmed; the client's word also takes the place of a waiver.
  return changes ? true : null;
}

export function contest(c: Case, deed: DeedOf<'contest'>): boolean {
  const { hand } = c;
  if (c.effective !== null || !['delivered', 'acknowledged'].includes(hand.kind)) return false;
  if (!all(deed.items, (id) => hand.items.has(id))) return false;
  for (const id of deed.items) hand.items.set(id, 'contested');
  restate(hand);
  return true;
}

export function waive(c: Case, deed: DeedOf<'waive'>, at: number): boolean {
  const { hand } = c;
  if (!twoPersons(deed.pair, at) || !['delivered', 'contested'].includes(hand.kind)) return false;
  if (!all(deed.items, (id) => hand.items.has(id) && hand.items.get(id) !== 'confirmed')) return false;
  for (const id of deed.items) hand.items.set(id, 'waived');
  restate(hand);
  return true;
}

/** H8, and the service of a late claim. */
export function rework(c: Case, deed: DeedOf<'rework'>): boolean {
  const { hand } = c;
  if (!['contested', 'rework'].includes(hand.kind)) return false;
  if (!all(deed.items, (id) => hand.items.get(id) === 'contested')) return false;
  for (const id of deed.items) {
    hand.items.set(id, 'open');
    hand.served.delete(id);
  }
  restate(hand);
  return true;
}

export function receipt(c: Case, deed: DeedOf<'receipt'>, today: Day): boolean {
  if (!atLeastDelivered.includes(c.hand.kind)) return false;
  if (deed.signed && deed.differences === 0) {
    c.hand.signedReceipt ??= today;
    for (const id of c.hand.items.keys()) c.hand.served.add(id);
  }
  return true;
}

export function served(c: Case, deed: DeedOf<'served'>): boolean {
  if (!atLeastDelivered.includes(c.hand.kind) || !all(deed.items, (id) => c.hand.items.has(id))) return false;
  for (const id of deed.items) c.hand.served.add(id);
  return true;
}

/** H10: what came after the freeze; what was confirmed stays so. */
export function delta(c: Case): boolean {
  if (!atLeastDelivered.includes(c.hand.kind)) return false;
  c.hand.kind = 'frozen';
  c.hand.round += 1;
  return true;
}

export function cutover(c: Case): boolean {
  if (c.hand.kind !== 'acknowledged') return false;
  c.hand.cutover = true;
  c.hand.kind = 'final';
  return true;
}

/** H12. */
export function claim(c: Case, deed: DeedOf<'claim'>): boolean {
  const { hand } = c;
  if (c.life !== 'terminated' && c.life !== 'erasable') return false;
  if (!all(deed.items, (id) => hand.items.has(id))) return false;
  for (const id of deed.items) hand.items.set(id, 'contested');
  hand.kind = 'rework';
  return true;
}

/** A mail on its day, the registered letter on the next jour ouvré. */
export function remind(c: Case, deed: DeedOf<'remind'>, today: Day): boolean {
  const { delivered } = c.hand;
  if (!atLeastDelivered.includes(c.hand.kind) || delivered === null) return false;
  const due = delivered + deed.step;
  if (today < (deed.letter ? rolled(due, c.agreement.holidays) : due)) return false;
  if (deed.letter) c.hand.letters += 1;
  else c.hand.reminders += 1;
  return true;
}
