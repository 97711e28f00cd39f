import {
  type Actor,
  type ContractEventBody,
  type ContractEventType,
  type ContractState,
  endOfDay,
  invoiceLines,
  type LocalDate,
  laterOf,
  latestNotice,
  type NoticeReading,
  parisDay,
  plusDays,
  type TwoPersonEvent,
  termEndOf,
  utcText,
} from '../../../domain/index.ts';
import type { Dice } from './dice.ts';
import { allProofs, DAY_MS, HOUR_MS, hashes, people } from './draft.ts';
import { randomTerms } from './random-terms.ts';

/** What somebody in good faith would record of this type in this state, by whom, and not before when. */
export interface Plausible {
  readonly body: ContractEventBody;
  readonly actor: Actor;
  readonly notBefore?: number;
}

const after = (day: LocalDate): number => endOfDay(day) + HOUR_MS;

export const everyType = [
  'contract.signed',
  'contract.amended',
  'account.address-changed',
  'signatory.changed',
  'term.renewed',
  'change.notified',
  'notice.received',
  'notice.informal',
  'notice.disputed',
  'notice.dispute-settled',
  'notice.withdrawn',
  'notice.ended',
  'switch.requested',
  'switch.infeasible',
  'switch.extended',
  'switch-notice.ended',
  'recovery.confirmed',
  'fallback.opened',
  'retrieval.ended',
  'erase.instructed',
  'erase.announced',
  'keys.destroyed',
  'versions.purged',
  'last-lock.expired',
  'reversibility.requested',
  'quote.issued',
  'quote.accepted',
  'route.free-chosen',
  'inventory.frozen',
  'package.verified',
  'package.delivered',
  'items.confirmed',
  'items.contested',
  'rework.delivered',
  'receipt.verified',
  'bytes.covered',
  'delta.needed',
  'cutover.declared',
  'items.claimed-late',
  'reminder.sent',
  'suspension.started',
  'suspension.cured',
  'terms.offered',
  'terms.entered-into-force',
  'terms.refused',
  'terms.used',
  'terms.deadline-passed',
  'hold.set',
  'invoice.disputed',
  'invoice.dispute-settled',
  'cost-sheet.recorded',
  'medium.purchased',
  'restore.charged',
  'penalty.recorded',
  'sla.claimed',
  'line.exported',
  'clock.witnessed',
  'clock.acknowledged',
  'act.proposed',
  'act.approved',
] as const satisfies readonly ContractEventType[];
export type DraftedType = (typeof everyType)[number];

export const proposable = [
  'provider.termination-decided',
  'fallback.closed',
  'erase.approved',
  'fee.waived',
  'items.waived',
  'hold.released',
  'quote.accepted',
  'route.free-chosen',
  'items.confirmed',
  'items.contested',
  'items.claimed-late',
  'cutover.declared',
  'recovery.confirmed',
  'signatory.changed',
  'account.address-changed',
  'contract.amended',
  'notice.withdrawn',
  'transition.cancelled',
] as const satisfies readonly TwoPersonEvent['type'][];

/** An act that two persons agree on, as it would stand in a proposal. */
export function plausibleAct(
  type: TwoPersonEvent['type'],
  state: ContractState,
  now: number,
  dice: Dice,
): TwoPersonEvent {
  const { handover } = state;
  const today = parisDay(now);
  switch (type) {
    case 'provider.termination-decided': {
      const days = { dispatched: plusDays(today, -3), firstPresented: plusDays(today, -1), received: today };
      return { type, letter: { form: 'lrar', ...days, outcome: 'delivered' }, insolvency: false };
    }
    case 'fallback.closed':
      return { type, counselReference: 'avis 12' };
    case 'erase.approved':
      return { type, planSha256: hashes.c };
    case 'fee.waived':
      return { type, reason: 'gesture' };
    case 'items.waived':
      return { type, items: someItems(state, dice), reason: 'empty' };
    case 'hold.released':
      return { type, holdId: state.holds[0]?.id ?? 'hold-1' };
    case 'quote.accepted':
      return { type, quoteId: handover.quote?.id ?? 'q-0' };
    case 'route.free-chosen':
      return { type };
    case 'items.contested':
      return { type, items: [dice.pick(itemIds(state))], reason: 'missing', text: '' };
    case 'items.claimed-late':
      return { type, items: [dice.pick(itemIds(state))], reason: 'unreadable' };
    case 'cutover.declared':
      return { type, how: 'mx-moved', on: today };
    case 'items.confirmed':
      return { type, items: someItems(state, dice), secondFactor: false };
    case 'recovery.confirmed': {
      const { round, root } = handover;
      const signatory = state.signatories.at(-1)?.signatory.name ?? '';
      return { type, round, root: root ?? hashes.d, statement: 'tout', secondFactor: false, signatory };
    }
    case 'signatory.changed': {
      const signatory = { name: 'Paul Roy', capacity: 'directeur', email: 'p.roy@acme.example' };
      return { type, signatory, from: plusDays(today, dice.below(3)) };
    }
    case 'account.address-changed':
      return { type, email: 'compta@acme.example', from: today };
    case 'contract.amended': {
      const terms = state.terms ?? randomTerms(dice);
      return { type, terms: { ...terms, monthlyPriceCents: dice.below(20_000) } };
    }
    case 'notice.withdrawn':
    case 'transition.cancelled':
      return { type, agreedBy: ['client', 'provider'] };
  }
}

const itemIds = ({ handover }: ContractState): readonly string[] => handover.items.map((one) => one.id).concat('m-1');

/** Mostly all that are open, sometimes one. */
function someItems({ handover }: ContractState, dice: Dice): readonly string[] {
  const open = handover.items.filter((one) => one.status !== 'confirmed').map((one) => one.id);
  const ids = open.length > 0 ? open : handover.items.map((one) => one.id);
  if (ids.length === 0) return ['m-1'];
  return dice.chance(0.7) ? ids : [dice.pick(ids)];
}

export function plausible(type: DraftedType, state: ContractState, now: number, dice: Dice): Plausible {
  const { lifecycle, handover, terms, termsOverlay, erasure } = state;
  const { client, technician, approver, system } = people;
  const today = parisDay(now);
  const period = 'period' in lifecycle ? lifecycle.period : 0;
  const termEnd = terms === null ? today : termEndOf(terms, period);
  const by = (actor: Actor, body: ContractEventBody, notBefore?: number): Plausible =>
    notBefore === undefined ? { body, actor } : { body, actor, notBefore };
  const staffOrClient = dice.chance(0.5) ? client : technician;
  switch (type) {
    case 'contract.signed':
      return by(technician, { type, terms: randomTerms(dice) });
    case 'term.renewed': {
      const from = plusDays(termEnd, 1);
      const to = terms === null ? today : termEndOf(terms, period + 1);
      return by(system, { type, period: period + 1, from, to }, after(termEnd));
    }
    case 'change.notified':
      return by(technician, { type, kind: 'price', effective: plusDays(today, 30) });
    case 'notice.received': {
      const provider = dice.chance(0.2);
      const sent = dispatchDay(state, today, termEnd, dice);
      const known = provider && dice.chance(0.3) ? null : sent;
      const letter = {
        form: 'lrar',
        dispatched: sent,
        firstPresented: known,
        received: known,
        outcome: known === null ? 'unclaimed' : 'delivered',
      } as const;
      const exit = dice.chance(0.1) && !provider ? { exitRight: true } : {};
      const who = provider ? 'provider' : 'client';
      return by(
        technician,
        { type, by: who, form: 'lrar', letter, capacity: 'gérante', ...exit },
        after(plusDays(sent, 1)),
      );
    }
    case 'notice.informal':
      return by(client, { type, by: 'client', channel: 'mail' });
    case 'notice.disputed':
      return by(staffOrClient, {
        type,
        notice: dice.pick(['none', ...state.notices.map((one) => one.id)]),
        reason: 'late',
      });
    case 'notice.dispute-settled': {
      const notice = (state.notices.find((one) => one.disputed) ?? state.notices[0])?.id ?? 'none';
      return by(approver, { type, notice, valid: dice.chance(0.6), reference: 'accord' });
    }
    case 'notice.withdrawn':
      return by(client, { type, agreedBy: dice.chance(0.3) ? ['client', 'provider'] : ['client'] });
    case 'notice.ended':
      return by(system, { type }, lifecycle.kind === 'notice' ? after(lifecycle.noticeEnd) : now);
    case 'switch.requested':
      return by(staffOrClient, {
        type,
        choice: dice.pick(['switch', 'on-premises', 'erase']),
        noticeDays: dice.pick([null, 10]),
      });
    case 'switch.infeasible':
      return by(approver, { type, reasons: 'volume', until: plusDays(today, dice.pick([60, 150])) });
    case 'switch.extended':
      return by(staffOrClient, { type, until: plusDays(today, dice.pick([100, 160])) });
    case 'switch-notice.ended':
      return by(system, { type }, lifecycle.kind === 'switch-notice' ? after(lifecycle.noticeEnd) : now);
    case 'recovery.confirmed': {
      const act = plausibleAct(type, state, now, dice);
      return by(client, act.type === type ? { ...act, secondFactor: true } : act);
    }
    case 'fallback.opened': {
      const base = handover.deliveredOn ?? today;
      const end = lifecycle.kind === 'transition' ? (lifecycle.latest ?? lifecycle.contractEnd) : today;
      return by(system, { type }, after(plusDays(laterOf(base, end), 34)));
    }
    case 'retrieval.ended':
      return by(system, { type }, 'retrievalUntil' in lifecycle ? after(lifecycle.retrievalUntil) : now);
    case 'erase.instructed':
      return by(staffOrClient, { type, instruction: 'erase', reference: 'lettre' });
    case 'erase.announced': {
      const sent = { dispatched: today, firstPresented: null, received: null };
      return by(technician, {
        type,
        letter: { form: 'lrar', ...sent, outcome: null },
        eraseOn: plusDays(today, 60 + dice.below(5)),
      });
    }
    case 'keys.destroyed':
      return by(system, { type, copies: 3 });
    case 'versions.purged': {
      const locked = dice.chance(0.5);
      const until = locked ? plusDays(today, dice.below(20)) : null;
      return by(system, { type, removed: 9, stillLocked: locked ? 2 : 0, lastLockUntil: until });
    }
    case 'last-lock.expired': {
      const last = erasure?.lastLockUntil ?? null;
      return by(system, { type, absent: true }, last === null ? now : after(last));
    }
    case 'reversibility.requested':
      return by(staffOrClient, { type, channel: 'portail', onBehalf: null });
    case 'contract.amended':
    case 'account.address-changed':
    case 'signatory.changed':
    case 'quote.accepted':
    case 'route.free-chosen':
    case 'items.contested':
    case 'items.claimed-late':
    case 'cutover.declared':
      return by(client, plausibleAct(type, state, now, dice));
    case 'quote.issued':
      return by(technician, {
        type,
        quoteId: `q-${dice.below(3)}`,
        mailboxes: 12,
        reading: 'F-prorata',
        amountCents: now < Date.UTC(2027, 0, 11) ? dice.pick([0, 43_200]) : dice.pick([0, 0, 43_200]),
        route: dice.pick(['online', 'medium']),
      });
    case 'inventory.frozen': {
      const items = handover.round > 1 && dice.chance(0.7) ? [`d-${handover.round}`] : ['m-1', 'm-2', 'm-3'];
      const notCaptured = [{ what: 'public folders', why: 'none in use' }];
      return by(system, { type, frozenAt: utcText(now), userMailboxes: 12, allMailboxes: 15, items, notCaptured });
    }
    case 'package.verified': {
      const rework = handover.kind === 'contested' || handover.kind === 'rework';
      const wanted = handover.items.filter(
        (one) => one.status === 'contested' || (!rework && one.round === handover.round && one.status === 'open'),
      );
      const name = `${rework ? 'w' : 'p'}-${handover.round}`;
      const items = wanted.map((one) => one.id);
      // Every round has a root of its own, as real packages have.
      const root = rework ? hashes.d : handover.round === 1 ? hashes.c : `${handover.round % 10}`.repeat(64);
      return by(system, {
        type,
        packageId: name,
        root,
        items: items.length > 0 ? items : ['m-1'],
        exit: 0,
        unexplained: 0,
      });
    }
    case 'package.delivered': {
      const medium = dice.chance(0.4);
      const receipt = medium ? (allProofs[0] ?? null) : null;
      const packageId = handover.packageId ?? 'p-1';
      return by(technician, { type, packageId, by: medium ? 'medium' : 'link', to: 'h.roy@acme.example', receipt });
    }
    case 'items.confirmed':
      return by(client, { type, items: someItems(state, dice), secondFactor: true });
    case 'rework.delivered': {
      const { packageId = 'w-1', root = hashes.d } = handover.verified ?? {};
      const open = handover.items.filter((one) => one.status === 'contested').map((one) => one.id);
      return by(technician, { type, items: open.length > 0 ? open : ['m-1'], packageId, root });
    }
    case 'receipt.verified':
      return by(system, {
        type,
        root: handover.root ?? hashes.c,
        differences: dice.pick([0, 0, 1]),
        signed: dice.chance(0.5),
      });
    case 'bytes.covered':
      return by(system, { type, packageId: handover.packageId ?? 'p-1', items: someItems(state, dice) });
    case 'delta.needed':
      return by(system, { type, reason: 'new mail' });
    case 'reminder.sent': {
      const missing = [7, 14, 21, 30].filter((one) => !handover.reminders.includes(one));
      const step = dice.chance(0.3) ? dice.pick([7, 14, 21, 30]) : (missing[0] ?? 7);
      const due =
        handover.deliveredOn === null ? now : after(plusDays(handover.deliveredOn, step + (step === 30 ? 4 : 0)));
      return by(system, { type, kind: 'confirm', step, letter: step === 30 }, due);
    }
    case 'suspension.started': {
      const cause = dice.pick(['non-payment', 'charter', 'requisition', 'maintenance', 'security-risk'] as const);
      const ownDelayDays = cause === 'requisition' && dice.chance(0.5) ? 5 : null;
      const charterSha256 = cause === 'charter' ? hashes.d : null;
      const plannedEnd = dice.chance(0.5) ? plusDays(today, 20) : null;
      const told = { announced: dice.chance(0.5), whyNotAnnounced: 'urgency' };
      return by(technician, {
        type,
        cause,
        since: utcText(now - dice.below(10) * HOUR_MS),
        plannedEnd,
        ...told,
        ownDelayDays,
        charterSha256,
      });
    }
    case 'suspension.cured':
      return by(technician, { type });
    case 'terms.offered': {
      const versionSha256 = dice.chance(0.1)
        ? termsOverlay.appliedSha256
        : dice.pick([hashes.b, hashes.c, hashes.d, `${dice.below(9)}`.repeat(64)]);
      return by(technician, {
        type,
        versionSha256,
        mailedOn: today,
        entersIntoForce: plusDays(today, dice.pick([5, 40])),
      });
    }
    case 'terms.entered-into-force': {
      const { offeredSha256, entersIntoForce } = termsOverlay;
      const versionSha256 = offeredSha256 ?? hashes.b;
      return by(system, { type, versionSha256 }, entersIntoForce === null ? now : after(plusDays(entersIntoForce, -1)));
    }
    case 'terms.refused':
      return by(client, { type, versionSha256: termsOverlay.offeredSha256 ?? hashes.b });
    case 'terms.used':
      return by(system, { type, versionSha256: termsOverlay.offeredSha256 ?? hashes.b });
    case 'terms.deadline-passed': {
      const { offeredSha256, refuseBy } = termsOverlay;
      return by(system, { type, versionSha256: offeredSha256 ?? hashes.b }, refuseBy === null ? now : after(refuseBy));
    }
    case 'hold.set':
      return by(technician, {
        type,
        holdId: `hold-${dice.below(4)}`,
        reason: 'litigation',
        until: dice.pick([null, plusDays(today, 5)]),
      });
    case 'invoice.disputed':
      return by(client, { type, lineIds: [`line-${dice.below(3)}`], onData: dice.chance(0.5) });
    case 'invoice.dispute-settled':
      return by(approver, { type, lineIds: [state.disputedLines[0]?.lineId ?? 'line-0'] });
    case 'cost-sheet.recorded':
      return by(technician, { type, directCostCents: dice.below(100_000) });
    case 'medium.purchased':
      return by(technician, { type, priceCents: dice.below(9000), carriageCents: 900, invoiceSha256: hashes.c });
    case 'restore.charged':
      return by(technician, {
        type,
        restoreId: 'r-1',
        minutes: dice.below(200),
        accepted: 9000,
        cause: dice.pick(['client', 'provider']),
      });
    case 'penalty.recorded':
      return by(approver, { type, amountCents: 5000, disclosedOn: terms?.signatureDate ?? today, reason: 'early end' });
    case 'sla.claimed':
      return by(client, { type, month: parisDay(now - 32 * DAY_MS).slice(0, 7), downMs: dice.below(40) * HOUR_MS });
    case 'line.exported': {
      const lines = invoiceLines(state, now).map((line) => line.lineId);
      return by(dice.chance(0.7) ? approver : system, {
        type,
        lineIds: [lines.length > 0 ? dice.pick(lines) : 'none'],
      });
    }
    case 'clock.witnessed':
      return by(system, { type, lastSeenAt: utcText(now - HOUR_MS * dice.below(30)) });
    case 'clock.acknowledged':
      return by(technician, { type, reason: 'looked at the clock' });
    case 'act.proposed': {
      const act = plausibleAct(dice.pick(proposable), state, now, dice);
      return by(technician, { type, proposalId: `act-${dice.below(3)}`, act });
    }
    case 'act.approved':
      return by(approver, { type, proposalId: state.proposals.at(-1)?.id ?? 'act-0' });
  }
}

/** In time, or late, for the running period: around its deadlines, never after today. */
function dispatchDay({ terms }: ContractState, today: LocalDate, termEnd: LocalDate, dice: Dice): LocalDate {
  if (terms === null || dice.chance(0.3)) return plusDays(today, -dice.below(9));
  const reading: NoticeReading = dice.pick(terms.readings.notice);
  return plusDays(latestNotice(termEnd, reading, terms.readings.calendar).result, dice.below(4) - 2);
}
