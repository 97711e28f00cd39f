import {
  addWorking,
  type BodyOf,
  type LocalDate,
  letterProblems,
  noticeComplete,
  plusDays,
  plusMonths,
  termEnd,
} from '../../../domain/index.ts';
import type { Sight } from './sight.ts';
import { endNow } from './watch-ending.ts';
import { type Notes, type NoticeNote, noHand } from './watch-facts.ts';

/** Signature, term, notice and switch (contract.md L1–L7, L15). */
export function watchTerm(notes: Notes, sight: Sight): void {
  const { body, today, two, wrong, over, proofs, event } = sight;
  const behalf = (held = false): void =>
    wrong('for the client without his writing', event.actor.role === 'client-admin' || proofs.length > 0 || held);
  switch (body.type) {
    case 'contract.signed':
    case 'contract.amended': {
      const { terms } = body;
      const sound = /^[0-9a-f]{64}$/.test(terms.textSha256) && terms.monthlyPriceCents >= 0;
      wrong('an incomplete contract', sound && terms.signatory.capacity !== '');
      if (body.type === 'contract.amended') {
        wrong('an amendment to another contract', terms.contractId === notes.terms?.contractId);
        wrong(
          'an amendment nobody signed',
          proofs.some((one) => one.kind === 'signed-pdf'),
        );
      } else if (notes.life === 'draft') notes.life = 'active';
      notes.terms = terms;
      notes.applied = terms.textSha256;
      notes.signatories.push({ ...terms.signatory, from: null });
      return;
    }
    case 'signatory.changed':
      notes.signatories.push({ ...body.signatory, from: body.from });
      return;
    case 'change.notified':
      notes.changes += 1;
      return;
    case 'term.renewed': {
      const end = endOf(notes, notes.period);
      wrong('renewed before the period’s end', over(end));
      const next = body.period === notes.period + 1 && body.from === plusDays(end, 1);
      wrong('a gap or an overlap of periods', next && body.to === endOf(notes, notes.period + 1));
      const stopped = notes.notices.some((one) => one.end <= end || (one.disputed && one.meant <= end));
      wrong('renewed over a notice', !stopped);
      notes.period = body.period;
      return;
    }
    case 'notice.received':
      received(notes, sight, body);
      return;
    case 'notice.disputed': {
      const found = notes.notices.find((one) => one.id === body.notice);
      wrong('a dispute of no notice', found !== undefined && !found.disputed);
      if (found !== undefined) found.disputed = true;
      return;
    }
    case 'notice.dispute-settled': {
      const found = notes.notices.find((one) => one.id === body.notice);
      wrong('a settlement of no dispute', found?.disputed === true);
      if (found === undefined) return;
      found.disputed = false;
      if (body.valid) Object.assign(found, { late: false, end: found.meant });
      else if (!found.late) notes.notices.splice(notes.notices.indexOf(found), 1);
      placed(notes);
      return;
    }
    case 'notice.withdrawn': {
      const leading = governing(notes);
      const both = body.agreedBy.includes('client') && body.agreedBy.includes('provider');
      const alone = leading?.late === true && body.agreedBy.some((one) => one === leading.by);
      wrong('a notice taken back alone', both || (alone && today <= plusDays(leading.on, 30)));
      wrong('the provider’s word given by the client', two || !body.agreedBy.includes('provider'));
      const agreed = new Set(body.agreedBy).size === 2;
      notes.notices = agreed ? [] : notes.notices.filter((one) => one !== leading);
      placed(notes);
      return;
    }
    case 'notice.ended': {
      const leading = governing(notes);
      wrong('ended before the last day was over', leading !== null && over(leading.end));
      wrong('ended while disputed', leading?.disputed === false);
      if (leading !== null) endNow(notes, leading.end, false);
      return;
    }
    case 'switch.requested':
      behalf();
      wrong('a switch that no law covers', notes.terms?.dataAct.scope !== 'no');
      if (notes.life !== 'active' && notes.life !== 'notice') return;
      notes.life = 'switch-notice';
      notes.requested = today;
      notes.switchEnd = earlier(plusMonths(today, 2), plusDays(today, body.noticeDays ?? 99));
      return;
    case 'switch.infeasible': {
      wrong('infeasible without a switch', notes.life === 'switch-notice' || notes.bySwitch);
      if (notes.requested === null || notes.terms === null) return;
      const by = addWorking(notes.requested, 14, 'ouvré', notes.terms.readings.calendar).result;
      wrong('infeasible after fourteen working days', today <= by);
      wrong('more than seven months', body.until <= plusMonths(switchNoticeEnd(notes), 7));
      notes.switchLatest = body.until;
      return;
    }
    case 'switch.extended':
      behalf();
      wrong('an extension without a switch', notes.life === 'switch-notice' || notes.bySwitch);
      wrong('a second extension', !notes.extended);
      wrong('an extension that shortens', body.until > (notes.switchLatest ?? switchNoticeEnd(notes)));
      notes.extended = true;
      notes.switchLatest = body.until;
      return;
    case 'switch-notice.ended': {
      const end = switchNoticeEnd(notes);
      wrong('the switch’s notice cut short', over(end));
      notes.switchLatest ??= plusDays(end, 30);
      endNow(notes, end, true);
      return;
    }
    case 'transition.cancelled':
      wrong('cancelled by one party', body.agreedBy.includes('client') && body.agreedBy.includes('provider'));
      Object.assign(notes, { life: 'active', hand: noHand(), notices: [], requested: null, switchLatest: null });
      Object.assign(notes, { bySwitch: false, extended: false, confirmedAll: false, instructed: false });
      return;
    default:
  }
}

const earlier = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b);

function endOf({ terms }: Notes, period: number): LocalDate {
  if (terms === null) throw new Error('no contract, no term');
  const { start, end, renewal } = terms.readings;
  const origins = { 'T-A': terms.subscriptionDate, 'T-B': terms.signatureDate, 'T-C': terms.serviceStart };
  return termEnd({ start, end, renewal, period, origin: origins[start] }).result;
}

/** Counted forward from the letter, where the program counts backward from the end. */
function received(notes: Notes, { event, today, wrong, proofs }: Sight, body: BodyOf<'notice.received'>): void {
  const { letter, by, exitRight } = body;
  wrong('no registered letter', (body.form as string) !== 'email' && body.form === letter.form);
  wrong('a sender without capacity', body.capacity.trim() !== '');
  wrong('a letter without proof', proofs.length > 0);
  const days = [letter.dispatched, letter.firstPresented, letter.received].filter((day) => day !== null);
  const possible =
    letterProblems(letter).length === 0 && letter.dispatched !== null && days.every((day) => day <= today);
  wrong('an impossible letter', possible);
  wrong('an exit that nothing opened', exitRight !== true || (by === 'client' && notes.changes > 0));
  if (!['active', 'notice', 'switch-notice'].includes(notes.life) || notes.terms === null) return;
  const given = (by === 'client' ? letter.dispatched : letter.received) ?? letter.dispatched ?? today;
  let meantPeriod = 0;
  while (endOf(notes, meantPeriod) < given) meantPeriod += 1;
  if (meantPeriod < notes.period - 1) return;
  const meant = endOf(notes, meantPeriod);
  const { notice, calendar } = notes.terms.readings;
  const completes = notice
    .filter((reading) => by === 'provider' || reading !== 'CIV3')
    .map((reading) => noticeComplete(given, reading, calendar).result);
  const base = { id: event.id, by, meant, meantPeriod, on: today, late: false, disputed: false };
  if (exitRight === true) {
    const end = earlier(completes.toSorted()[0] ?? meant, meant);
    notes.notices.push({ ...base, end, meant: end });
  } else {
    const inTime = by === 'client' ? completes.some((day) => day <= meant) : completes.every((day) => day <= meant);
    const unknown = by === 'provider' && letter.received === null;
    if (inTime) notes.notices.push({ ...base, end: meant, disputed: unknown });
    else notes.notices.push({ ...base, end: endOf(notes, meantPeriod + 1), late: true });
  }
  placed(notes);
}

export function governing({ notices }: Notes): NoticeNote | null {
  const sure = notices.filter((one) => !one.disputed);
  const among = sure.length > 0 ? sure : notices;
  return among.reduce<NoticeNote | null>((first, one) => (first === null || one.end < first.end ? one : first), null);
}

/** A notice in time for a period that was renewed meanwhile takes the renewal back. */
function placed(notes: Notes): void {
  if (notes.life !== 'active' && notes.life !== 'notice') return;
  const leading = governing(notes);
  notes.life = leading === null ? 'active' : 'notice';
  if (leading === null || leading.disputed) return;
  notes.period = Math.min(notes.period, leading.late ? leading.meantPeriod + 1 : leading.meantPeriod);
}

function switchNoticeEnd(notes: Notes): LocalDate {
  if (notes.life !== 'switch-notice') return notes.contractEnd ?? notes.switchEnd ?? endOf(notes, notes.period);
  const leading = governing(notes);
  const end = notes.switchEnd ?? endOf(notes, notes.period);
  return leading === null || leading.disputed ? end : earlier(end, leading.end);
}
