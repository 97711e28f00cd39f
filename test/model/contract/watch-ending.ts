import { type LocalDate, plusDays, plusMonths, suspensionRight } from '../../../domain/index.ts';
import type { Sight } from './sight.ts';
import type { Notes } from './watch-facts.ts';

const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

/** Termination, fallback and erasure (contract.md L8–L14, § 5): the gate itself. */
export function watchEnding(notes: Notes, { body, event, today, over, two, proofs, wrong }: Sight): void {
  const { hand } = notes;
  const statuses = [...hand.items.values()].map((one) => one.status);
  const contested = statuses.includes('contested');
  const ended = 'terminated erasable erasing erased closed'.split(' ').includes(notes.life);
  switch (body.type) {
    case 'provider.termination-decided': {
      const days = body.letter;
      const letter = proofs.some((one) => one.kind === 'letter' || one.kind === 'slip');
      wrong('a termination nobody was told of', letter);
      wrong(
        'an impossible letter',
        days.dispatched !== null && days.dispatched <= today && (days.received ?? today) <= today,
      );
      wrong('an impossible order of dates', (days.firstPresented ?? '9') >= (days.dispatched ?? '0'));
      wrong('a termination during insolvency', !body.insolvency);
      wrong('a termination without suspension', notes.suspended !== null);
      if (notes.suspended === null || notes.terms === null) return;
      const { cause, since, ownDelay } = notes.suspended;
      wrong('a termination for one’s own fault', cause !== 'maintenance' && cause !== 'emergency');
      const { suspension, calendar } = notes.terms.readings;
      const ends = suspension.map((one) => suspensionRight(new Date(since).toISOString(), one, calendar, ownDelay));
      wrong(
        'a termination before the delay',
        ends.every((one) => event.at > one.rightFromMs),
      );
      const told = [notes.suspended.planned, days.firstPresented].filter((day) => day !== null);
      endNow(notes, [...ends.map((one) => one.lastDay), ...told].reduce(later), false);
      return;
    }
    case 'recovery.confirmed': {
      const signed = body.secondFactor || two;
      wrong('a signature that is none', signed);
      const known = notes.signatories.findLast((one) => one.from === null || one.from <= today);
      const entitled = [known?.name, known?.email].some((one) => one?.toLowerCase() === body.signatory.toLowerCase());
      wrong('signed by somebody else', entitled);
      if (ended) return;
      const all = statuses.length > 0 && statuses.every((one) => one === 'confirmed' || one === 'waived');
      wrong('ended without full confirmation', all);
      wrong('ended while mail may arrive', hand.cutover);
      wrong('ended on an older package', hand.out && body.round === hand.round && body.root === hand.prepared?.root);
      wrong('ended by a rehearsal', !hand.rehearsal);
      notes.confirmedAll = true;
      notes.confirmedOn = today;
      if (notes.life === 'transition') terminate(notes, notes.contractEnd ?? today, today);
      if (notes.life === 'switch-notice') terminate(notes, today, today);
      return;
    }
    case 'fallback.opened': {
      const end = (notes.bySwitch ? notes.switchLatest : null) ?? notes.contractEnd ?? today;
      const delivered = hand.deliveredOn;
      wrong('a case with nothing delivered', delivered !== null);
      const floor = later(plusDays(delivered ?? today, 30), plusDays(end, 30));
      wrong('a case before its time', over(floor));
      hand.fallbackCase = true;
      return;
    }
    case 'fallback.closed': {
      wrong('a fallback by one person', two);
      wrong('a fallback without a case', hand.fallbackCase);
      wrong('a fallback with an open contest', !contested);
      const open = [...hand.items].filter(([, one]) => one.status === 'open').map(([id]) => id);
      wrong('a fallback without proof of everything', statuses.length > 0 && open.every((id) => hand.proven.has(id)));
      wrong('a fallback without three reminders', hand.reminders.size >= 3);
      wrong('a fallback without a registered letter', hand.letters >= 1);
      wrong('a fallback without counsel', body.counselReference.trim() !== '');
      terminate(notes, notes.contractEnd ?? today, today);
      return;
    }
    case 'retrieval.ended':
      wrong('the time to fetch cut short', over(notes.keepUntil));
      notes.life = 'erasable';
      return;
    case 'erase.instructed':
      wrong('for the client without his writing', event.actor.role === 'client-admin' || proofs.length > 0);
      notes.instructed = true;
      return;
    case 'erase.announced': {
      const sent = body.letter.dispatched;
      wrong('a letter without proof', proofs.length > 0);
      wrong('an impossible letter', sent !== null && sent <= today && body.letter.received === null);
      wrong('an impossible order of dates', (body.letter.firstPresented ?? '9') >= (sent ?? '0'));
      wrong('an erasure announced too late', sent !== null && body.eraseOn >= plusDays(sent, 60));
      notes.announced = body.eraseOn;
      return;
    }
    case 'erase.approved': {
      wrong('erased by one person', two);
      wrong('erased without confirmation or fallback', notes.effective !== null);
      wrong('erased before the delay', over(notes.keepUntil) && notes.keepUntil !== null);
      const told = notes.announced !== null && today >= notes.announced;
      wrong('erased without instruction', notes.instructed || told);
      wrong('erased under a hold', !held(notes, over));
      wrong('erased under a contest', !contested);
      wrong('erased under a dispute over data', ![...notes.disputes.values()].includes(true));
      notes.life = 'erasing';
      return;
    }
    case 'keys.destroyed':
    case 'versions.purged':
      wrong('destroyed under a hold', !held(notes, over));
      if (body.type === 'keys.destroyed') notes.keysGone = true;
      else {
        wrong('locks without a date', body.stillLocked > 0 === (body.lastLockUntil !== null));
        notes.purged = true;
        notes.lockUntil = body.lastLockUntil;
      }
      if (notes.keysGone && notes.purged && notes.life === 'erasing') notes.life = 'erased';
      return;
    case 'last-lock.expired':
      wrong('closed without a look', body.absent);
      wrong('closed under a lock', over(notes.lockUntil));
      notes.life = 'closed';
      return;
    default:
  }
}

function held({ holds }: Notes, over: Sight['over']): boolean {
  return [...holds.values()].some((until) => until === null || !over(until));
}

/** The contract is at its end: terminated at once where the confirmation stands, else in transition. */
export function endNow(notes: Notes, contractEnd: LocalDate, bySwitch: boolean): void {
  notes.contractEnd = contractEnd;
  notes.bySwitch = bySwitch;
  notes.notices = [];
  if (notes.confirmedAll && notes.confirmedOn !== null) terminate(notes, contractEnd, notes.confirmedOn);
  else notes.life = 'transition';
}

/** Effective on the later day; data stay thirty days, three months for a public buyer, longer after a switch. */
function terminate(notes: Notes, contractEnd: LocalDate, on: LocalDate): void {
  const effective = later(contractEnd, on);
  const delay = notes.terms?.profile === 'public-buyer' ? plusMonths(effective, 3) : plusDays(effective, 30);
  const switched = notes.switchLatest !== null && (notes.bySwitch || notes.life === 'switch-notice');
  const retrieval = switched && notes.switchLatest !== null ? plusDays(notes.switchLatest, 30) : delay;
  Object.assign(notes, { effective, contractEnd, keepUntil: later(delay, retrieval), life: 'terminated', notices: [] });
}
