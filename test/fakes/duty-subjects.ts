import type { DutySubject } from '../../daemon/notices/index.ts';
import {
  type ContractEvent,
  type ContractEventBody,
  type ContractState,
  type Derivation,
  type Duty,
  foldContract,
  latestNotice,
  localDate,
  parisDay,
  performBy,
  periodOfDays,
} from '../../domain/index.ts';
import { diaryTerms, ROOT } from '../harness/contract-diary.ts';

const SIGNED = Date.parse('2026-02-02T09:00:00Z');
const AT = Date.parse('2027-04-06T09:00:00Z');
const day = localDate;
const calendar = 'FR-metropole';
const letter = {
  form: 'lrar',
  dispatched: day('2027-03-24'),
  firstPresented: day('2027-03-26'),
  received: day('2027-03-30'),
  outcome: 'delivered',
} as const;

const event = (id: string, body: ContractEventBody, at = AT): ContractEvent => ({
  id,
  at,
  actor: { id: 'l.petit', role: 'technician' },
  tenant: 'acme',
  proofs: [{ kind: 'letter', sha256: 'a'.repeat(64), ref: 'letter.pdf' }],
  body,
});

const terms = diaryTerms('acme', '2024-07-01');
const readings = { ...terms.readings, notice: ['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb'] } as const;
const signed = { ...terms, contractId: '2024-118', readings };

/** A contract that ends on 2027-06-30, three items handed over. */
function delivered(): ContractState {
  const items = ['item-1', 'item-2', 'item-3'];
  const handed = {
    type: 'package.delivered',
    packageId: 'package-1',
    by: 'link',
    to: 'Claire',
    receipt: null,
  } as const;
  const staff = { id: 'coffre', role: 'system' } as const;
  return foldContract('acme', [
    event('e-1', { type: 'contract.signed', terms: signed }, SIGNED),
    event('e-2', { type: 'notice.received', by: 'client', form: 'lrar', letter, capacity: 'gérante' }),
    event('e-3', { type: 'reversibility.requested', channel: 'portal', onBehalf: null }),
    event('e-4', {
      type: 'inventory.frozen',
      frozenAt: '2027-04-06T08:00:00Z',
      userMailboxes: 3,
      allMailboxes: 3,
      items,
      notCaptured: [],
    }),
    {
      ...event('e-5', {
        type: 'package.verified',
        packageId: 'package-1',
        root: ROOT,
        items,
        exit: 0,
        unexplained: 0,
      }),
      actor: staff,
    },
    event('e-6', handed),
  ]);
}

/** What brought each duty that an event brings, so that its text has something to name. */
function bodyOf(what: string, name: string): ContractEventBody | null {
  const items = ['item-1', 'item-2'];
  const bodies: Readonly<Record<string, ContractEventBody>> = {
    'address.changed': { type: 'account.address-changed', email: 'new@client.example', from: day('2027-04-10') },
    'signatory.changed': {
      type: 'signatory.changed',
      signatory: { name, capacity: name, email: 'new@client.example' },
      from: day('2027-04-10'),
    },
    'change.exit-right': { type: 'change.notified', kind: 'price', effective: day('2027-06-01') },
    'notice.acknowledge': { type: 'notice.received', by: 'client', form: 'lrar', letter, capacity: name },
    'notice.how-to': { type: 'notice.informal', by: 'client', channel: name },
    'notice.settled': { type: 'notice.dispute-settled', notice: 'e-2', valid: true, reference: name },
    'notice.decide': { type: 'notice.disputed', notice: 'e-2', reason: name },
    'switch.infeasible': { type: 'switch.infeasible', reasons: name, until: day('2027-11-06') },
    'switch.extended': { type: 'switch.extended', until: day('2027-09-01') },
    'erase.instruction-receipt': { type: 'erase.instructed', instruction: 'erase', reference: name },
    'erase.announced': { type: 'erase.announced', letter, eraseOn: day('2027-09-15') },
    'quote.sent': {
      type: 'quote.issued',
      quoteId: 'q-1',
      mailboxes: 37,
      reading: 'F-prorata',
      amountCents: 133_200,
      route: 'medium',
    },
    'delivery.notice': { type: 'package.delivered', packageId: 'package-1', by: 'link', to: name, receipt: null },
    'confirm.receipt': { type: 'items.confirmed', items, secondFactor: true },
    'contest.receipt': { type: 'items.contested', items, reason: 'missing', text: name },
    'contest.rework': { type: 'items.contested', items, reason: 'unreadable', text: name },
    'rework.delivered': { type: 'rework.delivered', items, packageId: 'package-1', root: ROOT },
    'recovery.ask': { type: 'cutover.declared', how: 'mx-moved', on: day('2027-04-05') },
    'delta.freeze': { type: 'delta.needed', reason: name },
    'suspension.notice': {
      type: 'suspension.started',
      cause: 'maintenance',
      since: '2027-04-06T09:00:00Z',
      plannedEnd: day('2027-04-07'),
      announced: true,
      whyNotAnnounced: null,
      ownDelayDays: null,
      charterSha256: null,
    },
    'terms.offer': {
      type: 'terms.offered',
      versionSha256: 'b'.repeat(64),
      mailedOn: null,
      entersIntoForce: day('2027-05-01'),
    },
    'terms.in-force': { type: 'terms.entered-into-force', versionSha256: 'b'.repeat(64) },
    'hold.set': { type: 'hold.set', holdId: 'h-1', reason: name, until: null },
    'hold.released': { type: 'hold.released', holdId: 'h-1' },
    'invoice.disputed': { type: 'invoice.disputed', lineIds: ['line-1'], onData: false },
    'sla.claimed': { type: 'sla.claimed', month: '2027-03', downMs: 3_600_000 },
    'approval.asked': {
      type: 'act.proposed',
      proposalId: 'p-1',
      act: { type: 'erase.approved', planSha256: 'c'.repeat(64) },
    },
  };
  return bodies[what] ?? null;
}

function derivationOf(what: string): Derivation | null {
  const counted = { clause: '17.2', from: day('2027-04-06'), reading: 'cal', calendar, pack: 'contract-fr@1' } as const;
  if (what === 'confirm.reminder')
    return periodOfDays({ ...counted, timer: 'confirm.reminders', clause: '5', count: 7 });
  if (what === 'notice.deadline') return latestNotice(day('2027-06-30'), '63jo', calendar);
  if (what === 'notice.acknowledge') {
    return periodOfDays({ ...counted, timer: 'notice.acknowledge', clause: '5', count: 1, reading: 'jo' });
  }
  if (what === 'perform15.due') {
    return performBy({ contractEnd: day('2027-04-30'), requested: day('2027-04-06'), reading: 'cal-roll', calendar });
  }
  return null;
}

const active = foldContract('acme', [event('e-1', { type: 'contract.signed', terms: signed }, SIGNED)]);
const held = delivered();

/** The same contract with a name that somebody else chose, wherever one stands. */
function named(state: ContractState, name: string): ContractState {
  const signatory = { ...terms.signatory, name };
  const amount = {
    id: 'q-1',
    amountCents: 133_200,
    accepted: true,
    reading: 'F-prorata',
    on: day('2027-04-06'),
  } as const;
  return {
    ...state,
    terms: { ...signed, contractId: `2024-118 ${name}`, signatory },
    termsOverlay: {
      ...state.termsOverlay,
      kind: 'in-force-pending',
      entersIntoForce: day('2027-05-01'),
      refuseBy: day('2027-05-31'),
    },
    signatories: [{ signatory, from: null }],
    handover: { ...state.handover, quote: amount },
  };
}

/** A duty as the domain makes it, with a contract around it; `name` stands wherever somebody else chose a name. */
export function dutySubject(what: string, kind: Duty['kind'], name = 'Acme SARL'): DutySubject {
  const ended = {
    kind: 'terminated',
    contractEnd: day('2027-06-30'),
    effectiveTermination: day('2027-07-20'),
    fallback: false,
    feesUntil: day('2027-07-20'),
    retrievalUntil: day('2027-08-19'),
  } as const;
  const running = /^(contract|term\.|terms|notice\.how|suspension|change|backups)/.test(what);
  const over = /^(terminated|erase|billing|pv\.sign|lock|certificate)/.test(what);
  const state = named(running ? active : over ? { ...held, lifecycle: ended } : held, name);
  const body = bodyOf(what, name);
  const derivation = derivationOf(what);
  const at = AT;
  const due =
    derivation?.result ?? (what === 'term.reminder' || what === 'reversibility.ask' ? day('2027-06-30') : null);
  const id = what === 'notice.acknowledge' ? 'e-2' : 'e-9';
  const clause = what.startsWith('switch') ? '25(4)' : '5';
  return {
    duty: {
      key: `${what}:${body === null ? parisDay(at) : id}`,
      kind,
      what,
      clause,
      due,
      derivation,
      severity: kind === 'alarm' ? 'alarm' : 'info',
    },
    tenant: 'acme',
    tenantName: name,
    state,
    event: body === null ? null : event(id, body),
    body,
    at,
  };
}
