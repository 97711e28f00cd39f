import { parisDay, plusDays, rollForward } from '../../../domain/index.ts';
import type { Sight } from './sight.ts';
import { type Notes, noHand } from './watch-facts.ts';

const known = ({ hand }: Notes, items: readonly string[]): boolean =>
  items.length > 0 && items.every((id) => hand.items.has(id));

function mark({ hand }: Notes, items: readonly string[], status: string): void {
  for (const id of items) {
    const item = hand.items.get(id);
    if (item !== undefined) hand.items.set(id, { ...item, status });
  }
}

/** The hand-over (contract.md H1–H12, § 5). */
export function watchHandover(notes: Notes, { body, event, today, two, proofs, wrong }: Sight): void {
  const { hand } = notes;
  const inHand = 'terminated erasable'.includes(notes.life);
  switch (body.type) {
    case 'reversibility.requested': {
      const written = event.actor.role === 'client-admin' || proofs.length > 0 || body.onBehalf !== null;
      wrong('for the client without his writing', written);
      if (inHand) Object.assign(notes, { instructed: false, announced: null });
      const rehearsal = notes.life === 'active';
      if (hand.asked && (!hand.rehearsal || rehearsal)) return;
      notes.hand = { ...noHand(), asked: true, rehearsal, round: 1 };
      return;
    }
    case 'quote.issued': {
      const whole = Number.isSafeInteger(body.amountCents) && body.amountCents >= 0 && body.mailboxes >= 0;
      const most = body.mailboxes * 3600;
      const free = notes.terms?.dataAct.scope !== 'no' && today >= '2027-01-12';
      wrong('a quote above the tariff', whole && body.amountCents <= most && (!free || body.amountCents === 0));
      hand.quote = { id: body.quoteId, accepted: false };
      return;
    }
    case 'quote.accepted':
      wrong('another quote accepted', hand.quote?.id === body.quoteId);
      if (hand.quote !== null) hand.quote.accepted = true;
      return;
    case 'route.free-chosen':
      hand.quote = null;
      return;
    case 'inventory.frozen': {
      const whole = body.items.length > 0 && new Set(body.items).size === body.items.length;
      wrong('a register with holes', whole && body.notCaptured.every((one) => one.why.trim() !== ''));
      wrong('mailboxes not counted', body.userMailboxes <= body.allMailboxes && body.userMailboxes >= 0);
      wrong('a freeze of the future', Date.parse(body.frozenAt) <= event.at);
      freeze(notes, body.frozenAt, body.items);
      return;
    }
    case 'package.verified': {
      wrong('a package that failed', body.exit === 0 && body.unexplained === 0);
      wrong('a package of other things', known(notes, body.items));
      const rework = hand.out && [...hand.items.values()].some((one) => one.status === 'contested');
      wrong('a package out of turn', rework || (!hand.out && hand.prepared === null && hand.items.size > 0));
      const same = hand.verified?.id === body.packageId && hand.verified.root === body.root;
      const items = new Set([...(same ? (hand.verified?.items ?? []) : []), ...body.items]);
      hand.verified = { id: body.packageId, root: body.root, items };
      const due = [...hand.items].filter(([, one]) => one.round === hand.round && one.status === 'open');
      if (!hand.out && due.every(([id]) => items.has(id))) hand.prepared = { id: body.packageId, root: body.root };
      return;
    }
    case 'package.delivered':
      wrong('another package delivered', hand.prepared?.id === body.packageId);
      wrong('a medium without receipt', body.by === 'link' || body.receipt !== null);
      wrong('delivered to nobody', body.to.trim() !== '');
      if (!hand.out) for (const id of hand.verified?.items ?? []) hand.came.set(id, hand.verified?.root ?? '');
      if (!hand.out) Object.assign(hand, { out: true, deliveredOn: today, reminders: new Set(), letters: 0 });
      hand.medium = body.by === 'medium';
      return;
    case 'items.confirmed':
      wrong('confirmed without a second factor', body.secondFactor || two);
      wrong('unknown things confirmed', known(notes, body.items));
      mark(notes, body.items, 'confirmed');
      return;
    case 'items.waived':
      wrong('unknown things waived', known(notes, body.items));
      mark(notes, body.items, 'waived');
      return;
    case 'items.contested':
    case 'items.claimed-late':
      wrong('unknown things contested', known(notes, body.items));
      mark(notes, body.items, 'contested');
      notes.confirmedAll = false;
      return;
    case 'rework.delivered': {
      const contested = body.items.every((id) => hand.items.get(id)?.status === 'contested');
      wrong('rework of what nobody contests', contested && body.items.length > 0);
      const seen = hand.verified?.id === body.packageId && hand.verified.root === body.root;
      wrong('rework nobody verified', seen && body.items.every((id) => hand.verified?.items.has(id) === true));
      mark(notes, body.items, 'open');
      for (const id of body.items) {
        hand.proven.delete(id);
        hand.came.set(id, body.root);
      }
      Object.assign(hand, { prepared: { id: body.packageId, root: body.root }, deliveredOn: today });
      Object.assign(hand, { reminders: new Set(), letters: 0, fallbackCase: false });
      return;
    }
    case 'receipt.verified':
      if (body.root !== hand.prepared?.root || body.differences !== 0 || !(body.signed || hand.medium)) return;
      if (hand.verified?.root === body.root) for (const id of hand.verified.items) hand.proven.add(id);
      return;
    case 'bytes.covered':
      wrong('bytes of another package', hand.prepared?.id === body.packageId);
      wrong('bytes of unknown things', known(notes, body.items));
      for (const id of body.items) hand.proven.add(id);
      return;
    case 'delta.needed':
      Object.assign(hand, { round: hand.round + 1, frozen: null, verified: null, prepared: null, out: false });
      Object.assign(hand, { cutover: false, fallbackCase: false, deliveredOn: null });
      notes.confirmedAll = false;
      return;
    case 'cutover.declared': {
      const all = [...hand.items.values()].every((one) => one.status === 'confirmed' || one.status === 'waived');
      wrong('cut over before everything is confirmed', hand.out && all && !hand.cutover);
      wrong('a cut-over of the future', body.on <= today);
      hand.cutover = true;
      return;
    }
    case 'reminder.sent': {
      const letterProof = proofs.some((one) => one.kind === 'letter' || one.kind === 'slip');
      wrong('a reminder without proof', body.letter ? letterProof : proofs.length > 0);
      if (body.kind !== 'confirm') return;
      wrong('a letter for a mail, or a mail for a letter', body.letter === (body.step === 30));
      const planned = plusDays(hand.deliveredOn ?? today, body.step);
      const calendar = notes.terms?.readings.calendar ?? 'FR-metropole';
      const due = body.step === 30 ? rollForward(planned, calendar).result : planned;
      const known = [7, 14, 21, 30].includes(body.step) && hand.deliveredOn !== null;
      wrong('a reminder before its day', known && parisDay(event.at) >= due);
      hand.reminders.add(body.step);
      if (body.letter) hand.letters += 1;
      return;
    }
    default:
  }
}

function freeze({ hand }: Notes, frozenAt: string, items: readonly string[]): void {
  const more = hand.frozen === frozenAt && hand.prepared === null;
  for (const [id, one] of [...hand.items]) {
    const again = one.round === hand.round && (one.status === 'open' || one.status === 'contested');
    if (!again || more) continue;
    hand.items.delete(id);
    hand.came.delete(id);
  }
  for (const id of items) {
    hand.items.delete(id);
    hand.items.set(id, { status: 'open', round: hand.round });
    hand.came.delete(id);
    hand.proven.delete(id);
  }
  Object.assign(hand, { frozen: frozenAt, verified: null, prepared: null });
}
