import type { ContractEventBody, SuspensionCause } from '../../../domain/index.ts';
import type { Language } from '../types.ts';
import { contestReasons, suspensionCauses } from './duties-reasons.ts';
import type { DutyWords } from './duties-texts.ts';

/** What an event alone says, in words; what it does not say is absent. */
export type EventWords = Pick<
  DutyWords,
  'count' | 'byProvider' | 'valid' | 'online' | 'delivery' | 'change' | 'cutover' | 'ownCause'
> & {
  readonly until?: string;
  readonly who?: string;
  readonly reason?: string;
  readonly month?: string;
  readonly id?: string;
  readonly act?: string;
};

interface Hand {
  readonly language: Language;
  /** A name, and a longer text, from outside: made fit for one line. */
  readonly name: (text: string) => string;
  readonly message: (text: string) => string;
}

const OWN_CAUSES: ReadonlySet<SuspensionCause> = new Set(['maintenance', 'emergency']);

const nothing: EventWords = {
  count: 0,
  byProvider: false,
  valid: false,
  online: false,
  delivery: 'link',
  change: 'service',
  cutover: 'mx-moved',
  ownCause: false,
};

/** `until` is the other day that it names, still to be written out; ids, names and reasons are made printable here. */
export function eventWords(body: ContractEventBody | null, hand: Hand): EventWords {
  return body === null ? nothing : { ...nothing, ...said(body, hand) };
}

function said(body: ContractEventBody, { language, name, message }: Hand): Partial<EventWords> {
  switch (body.type) {
    case 'account.address-changed':
      return { who: name(body.email), until: body.from };
    case 'signatory.changed':
      return { who: name(`${body.signatory.name}, ${body.signatory.capacity}`), until: body.from };
    case 'change.notified':
      return { change: body.kind, until: body.effective };
    case 'notice.received':
    case 'notice.informal':
      return { byProvider: body.by === 'provider' };
    case 'notice.disputed':
      return { id: body.notice, reason: message(body.reason) };
    case 'notice.dispute-settled':
      return { id: body.notice, valid: body.valid, reason: message(body.reference) };
    case 'switch.infeasible':
      return { reason: message(body.reasons), until: body.until };
    case 'switch.extended':
      return { until: body.until };
    case 'erase.instructed':
      return { reason: message(body.reference) };
    case 'erase.announced':
      return { until: body.eraseOn };
    case 'quote.issued':
      return { online: body.route === 'online' };
    case 'package.delivered':
      return { delivery: body.by, who: name(body.to) };
    case 'items.confirmed':
    case 'rework.delivered':
      return { count: body.items.length };
    case 'items.contested':
    case 'items.claimed-late':
      return { count: body.items.length, reason: contestReasons[language][body.reason] };
    case 'delta.needed':
      return { reason: message(body.reason) };
    case 'cutover.declared':
      return { until: body.on, cutover: body.how };
    case 'suspension.started': {
      const reason = suspensionCauses[language][body.cause];
      const until = body.plannedEnd === null ? {} : { until: body.plannedEnd };
      return { reason, ownCause: OWN_CAUSES.has(body.cause), ...until };
    }
    case 'terms.offered':
      return { reason: body.versionSha256, until: body.entersIntoForce };
    case 'hold.set':
      return { id: body.holdId, reason: message(body.reason) };
    case 'hold.released':
      return { id: body.holdId };
    case 'invoice.disputed':
      return { count: body.lineIds.length, reason: message(body.lineIds.slice(0, 5).join(', ')) };
    case 'sla.claimed':
      return { month: body.month };
    case 'act.proposed':
      return { id: body.proposalId, act: body.act.type };
    case 'clock.acknowledged':
      return { reason: message(body.reason) };
    default:
      return {};
  }
}
