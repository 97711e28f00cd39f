/** A scenario's deed as what the product's ledger would hold of it: one event or several, with who did it and what proves it. */
import { createHash } from 'node:crypto';
import {
  type Actor,
  type ContractEventBody,
  type ContractState,
  invoiceLines,
  type LetterDates,
  localDate,
  type Role,
  type TwoPersonEvent,
} from '../../../../domain/contract/index.ts';
import { feeOf } from '../money.ts';
import type { Act, DeedOf, LetterFacts, Pair, Scenario } from '../scenario.ts';
import { signatory, termsOf } from './terms-of.ts';

export interface Sent {
  readonly at: number;
  readonly actor: Actor;
  readonly body: ContractEventBody;
}

const people: Readonly<Record<Role, Actor>> = {
  'client-admin': { id: signatory.email, role: 'client-admin' },
  technician: { id: 'tess', role: 'technician' },
  approver: { id: 'alain', role: 'approver' },
  auditor: { id: 'odile', role: 'auditor' },
  system: { id: 'coffre', role: 'system' },
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const longHash = (text: string): string => createHash('sha512').update(text).digest('hex');
const day = (text: string | null) => (text === null ? null : localDate(text));

const letterOf = (facts: LetterFacts): LetterDates => ({
  form: 'lrar',
  dispatched: localDate(facts.dispatched),
  firstPresented: day(facts.presented),
  received: day(facts.received),
  outcome: facts.outcome,
});

/** Turns the deeds of one scenario into events, in their order; remembers the packages that the later deeds name. */
export function translator(scenario: Scenario) {
  let packages = 0;
  let round = 0;
  let counted = { users: 0, all: 0 };
  let refreeze = false;
  const made = (): string => `package-${packages}`;
  const noticeEvent = new Map<string, string>();

  const by = (role: Role, at: number, body: ContractEventBody): Sent => ({ at, actor: people[role], body });
  const two = (act: Act, pair: Pair, body: TwoPersonEvent): Sent[] => {
    const proposalId = `proposal-${act.id}`;
    return [
      by(pair.alone ? 'approver' : 'technician', pair.proposedAt, { type: 'act.proposed', proposalId, act: body }),
      by('approver', act.at, { type: 'act.approved', proposalId }),
    ];
  };
  /** On the paper that was signed, half a minute after it came. */
  const agreed = (act: Act, body: TwoPersonEvent): Sent[] =>
    two(act, { proposedAt: act.at - 30_000, alone: false }, body);
  const freeze = (at: number, items: readonly string[]): Sent =>
    by('technician', at, {
      type: 'inventory.frozen',
      frozenAt: new Date(at).toISOString(),
      userMailboxes: counted.users,
      allMailboxes: counted.all,
      items,
      notCaptured: [],
    });
  const verified = (at: number, { exit, unexplained, items }: Omit<DeedOf<'verify'>, 'do'>): Sent => {
    packages += 1;
    return by('system', at, {
      type: 'package.verified',
      packageId: made(),
      root: longHash(made()),
      items,
      exit,
      unexplained,
    });
  };

  /** The deed's events; the last of them is the one that the oracle judged. */
  return function eventsOf(act: Act, state: ContractState): Sent[] {
    const { deed, at } = act;
    // What is delivered, served or signed for is the package that was verified, not one that failed.
    const packageId = state.handover.packageId ?? made();
    const root = state.handover.root ?? longHash(made());
    const client = (body: ContractEventBody): Sent[] => [by('client-admin', at, body)];
    const technician = (body: ContractEventBody): Sent[] => [by('technician', at, body)];
    const approver = (body: ContractEventBody): Sent[] => [by('approver', at, body)];
    const system = (body: ContractEventBody): Sent[] => [by('system', at, body)];
    switch (deed.do) {
      case 'sign':
        return technician({ type: 'contract.signed', terms: termsOf(scenario.agreement) });
      case 'notice':
        noticeEvent.set(deed.key, act.id);
        return technician({
          type: 'notice.received',
          by: deed.by,
          form: 'lrar',
          letter: letterOf(deed.letter),
          capacity: 'gérante',
        });
      case 'informal':
        return technician({ type: 'notice.informal', by: 'client', channel: 'call' });
      case 'dispute':
        return client({ type: 'notice.disputed', notice: noticeEvent.get(deed.key) ?? '', reason: 'simulated' });
      case 'settle':
        return approver({
          type: 'notice.dispute-settled',
          notice: noticeEvent.get(deed.key) ?? '',
          valid: deed.valid,
          reference: 'court 1',
        });
      case 'withdraw':
        return agreed(act, { type: 'notice.withdrawn', agreedBy: deed.by });
      case 'cancel':
        return agreed(act, { type: 'transition.cancelled', agreedBy: deed.by });
      case 'switch':
        return client({ type: 'switch.requested', choice: deed.to, noticeDays: deed.days });
      case 'infeasible':
        return approver({ type: 'switch.infeasible', reasons: 'simulated', until: localDate(deed.until) });
      case 'extend':
        return client({ type: 'switch.extended', until: localDate(deed.until) });
      case 'suspend':
        return technician({
          type: 'suspension.started',
          cause: deed.cause,
          since: new Date(deed.since).toISOString(),
          plannedEnd: day(deed.planned),
          announced: true,
          whyNotAnnounced: null,
          ownDelayDays: deed.ownDays,
          charterSha256: deed.charter ? hash('charter') : null,
        });
      case 'cure':
        return technician({ type: 'suspension.cured' });
      case 'end-for-cause':
        return two(act, deed.pair, {
          type: 'provider.termination-decided',
          letter: letterOf(deed.letter),
          insolvency: deed.insolvent,
        });
      case 'ask':
        return client({ type: 'reversibility.requested', channel: 'portal', onBehalf: null });
      case 'quote':
        return technician({
          type: 'quote.issued',
          quoteId: deed.key,
          mailboxes: deed.boxes,
          reading: deed.way,
          amountCents: lawfulFee(scenario, deed, state, at),
          route: deed.medium ? 'medium' : 'online',
        });
      case 'accept':
        return client({ type: 'quote.accepted', quoteId: deed.key });
      case 'free-route':
        return client({ type: 'route.free-chosen' });
      case 'freeze':
        counted = deed;
        round = 1;
        return [freeze(at, deed.items)];
      case 'verify': {
        const again = refreeze ? [freeze(at - 30_000, deed.items)] : [];
        refreeze = false;
        return [...again, verified(at, deed)];
      }
      case 'deliver':
        return technician({
          type: 'package.delivered',
          packageId,
          by: deed.medium ? 'medium' : 'link',
          to: signatory.name,
          receipt: deed.receipt ? { kind: 'receipt', sha256: hash('receipt'), ref: 'receipt.pdf' } : null,
        });
      case 'confirm': {
        const body = { type: 'items.confirmed', items: deed.items, secondFactor: deed.paper === null } as const;
        if (deed.paper !== null) return two(act, deed.paper, body);
        return deed.by === 'client' ? client(body) : technician(body);
      }
      case 'contest':
        return client({ type: 'items.contested', items: deed.items, reason: 'missing', text: 'simulated' });
      case 'waive':
        return two(act, deed.pair, { type: 'items.waived', items: deed.items, reason: 'simulated' });
      case 'rework': {
        const again = verified(at - 30_000, { exit: 0, unexplained: 0, items: deed.items });
        return [
          again,
          by('technician', at, {
            type: 'rework.delivered',
            items: deed.items,
            packageId: made(),
            root: longHash(made()),
          }),
        ];
      }
      case 'receipt':
        return technician({
          type: 'receipt.verified',
          root,
          differences: deed.differences,
          signed: deed.signed,
        });
      case 'served':
        return system({ type: 'bytes.covered', packageId, items: deed.items });
      case 'delta':
        refreeze = true;
        round += 1;
        return technician({ type: 'delta.needed', reason: 'mail arrived after the freeze' });
      case 'cutover':
        return client({ type: 'cutover.declared', how: 'mx-moved', on: localDate(isoDay(at)) });
      case 'claim':
        return client({ type: 'items.claimed-late', items: deed.items, reason: 'unreadable' });
      case 'remind':
        return technician({ type: 'reminder.sent', kind: 'confirm', step: deed.step, letter: deed.letter });
      case 'recover': {
        const body = {
          type: 'recovery.confirmed',
          round: Math.max(round, 1),
          root,
          statement: 'Tout est récupéré.',
          secondFactor: deed.paper === null && deed.factor,
          signatory: signatory.name,
        } as const;
        return deed.paper === null ? client(body) : two(act, deed.paper, body);
      }
      case 'open-case':
        return system({ type: 'fallback.opened' });
      case 'close-case':
        return two(act, deed.pair, { type: 'fallback.closed', counselReference: deed.reference });
      case 'instruct':
        return client({ type: 'erase.instructed', instruction: 'erase', reference: 'mail 1' });
      case 'erase':
        return two(act, deed.pair, { type: 'erase.approved', planSha256: hash('plan') });
      case 'keys':
        return system({ type: 'keys.destroyed', copies: 2 });
      case 'purge':
        return system({
          type: 'versions.purged',
          removed: 1000,
          stillLocked: deed.locked,
          lastLockUntil: day(deed.until),
        });
      case 'unlocked':
        return system({ type: 'last-lock.expired', absent: deed.absent });
      case 'hold':
        return technician({ type: 'hold.set', holdId: deed.key, reason: 'simulated', until: null });
      case 'release':
        return two(act, deed.pair, { type: 'hold.released', holdId: deed.key });
      case 'object':
        return client({ type: 'invoice.disputed', lineIds: lineIds(state, at), onData: deed.onData });
      case 'agree':
        return approver({
          type: 'invoice.dispute-settled',
          lineIds: state.disputedLines.map(({ lineId }) => lineId),
        });
      case 'cost':
        return technician({ type: 'cost-sheet.recorded', directCostCents: Number(deed.cents) });
      case 'waive-fee':
        return two(act, deed.pair, { type: 'fee.waived', reason: 'simulated' });
      case 'export': {
        const ready = invoiceLines(state, at).filter(({ status }) => status === 'ready');
        return approver({ type: 'line.exported', lineIds: ready.map(({ lineId }) => lineId) });
      }
      case 'buy-medium':
        return technician({
          type: 'medium.purchased',
          priceCents: Number(deed.price),
          carriageCents: Number(deed.carriage),
          invoiceSha256: hash('invoice'),
        });
      case 'restore':
        return technician({
          type: 'restore.charged',
          restoreId: deed.key,
          minutes: deed.minutes,
          accepted: Number(deed.accepted),
          cause: deed.cause,
        });
      case 'offer-terms':
        return technician({
          type: 'terms.offered',
          versionSha256: hash(deed.key),
          mailedOn: day(deed.mailed),
          entersIntoForce: localDate(deed.force),
        });
      case 'refuse-terms':
        return client({ type: 'terms.refused', versionSha256: hash(deed.key) });
      case 'use-terms':
        return client({ type: 'terms.used', versionSha256: hash(deed.key) });
    }
  };
}

/** What may be quoted on the day: the tariff, in scope no more than the cost sheet says. */
function lawfulFee(scenario: Scenario, deed: DeedOf<'quote'>, state: ContractState, at: number): number {
  const cost = state.directCostCents === null ? null : BigInt(state.directCostCents);
  const today = isoDay(at);
  const { scope } = scenario.agreement;
  const days = { quoted: today, done: today, invoiced: today };
  return Number(feeOf({ mailboxes: deed.boxes, way: deed.way, scope, cost, ...days }).cents);
}

const lineIds = (state: ContractState, at: number): string[] => {
  const ids = invoiceLines(state, at).map(({ lineId }) => lineId);
  return ids.length > 0 ? ids : ['line-of-the-billing-tool'];
};

const paris = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short' });
const isoDay = (at: number): string => paris.format(at);

/** Proofs of every kind: what a missing one does is the product's own tests' concern. */
export const everyProof = [
  'letter',
  'slip',
  'receipt',
  'tracking',
  'signed-pdf',
  'smtp-answer',
  'requisition',
  'verifier-receipt',
  'portal-signature',
  'invoice',
  'cost-sheet',
  'request',
].map((kind) => ({ kind, sha256: hash(kind), ref: `${kind}.pdf` }));

export const witness = (at: number): Sent => ({
  at,
  actor: people.system,
  body: { type: 'clock.witnessed', lastSeenAt: new Date(at - 3_600_000).toISOString() },
});
export const bySystem = (at: number, body: ContractEventBody): Sent => ({ at, actor: people.system, body });
