import { approvedContext, type Context, contextOf } from './context.ts';
import { duty } from './duty.ts';
import type { ContractEventBody, ContractEventType } from './events.ts';
import { allSettled } from './handover-items.ts';
import { type LocalDate, plusDays } from './local-date.ts';
import { periodOfDays } from './readings.ts';
import { CONTRACT_PACK } from './rule-pack.ts';
import type { ContractState, Duty, DutyKind } from './state.ts';
import { ownCauses } from './suspension.ts';

type Row = readonly [kind: DutyKind, what: string, clause: string, severity?: Duty['severity']];

/** What an event asks for whatever the state (contract.md § 4); what depends on the state is added below. */
const always: Readonly<Partial<Record<ContractEventType, readonly Row[]>>> = {
  'contract.signed': [
    ['prepare', 'backups.start', '4'],
    ['mail-client', 'contract.dates', '5'],
  ],
  'contract.amended': [['mail-client', 'contract.dates', '5']],
  'account.address-changed': [['mail-client', 'address.changed', '8.2']],
  'signatory.changed': [['mail-client', 'signatory.changed', '1']],
  'term.renewed': [['mail-client', 'term.renewed', '5']],
  'change.notified': [['mail-client', 'change.exit-right', '4']],
  'notice.received': [['mail-client', 'handover.offer', '17.2']],
  'notice.informal': [
    ['mail-client', 'notice.how-to', '5'],
    ['mail-operator', 'notice.informal', '5', 'warning'],
  ],
  'notice.disputed': [['mail-operator', 'notice.decide', '5', 'warning']],
  'notice.dispute-settled': [['mail-client', 'notice.settled', '5']],
  'notice.withdrawn': [['mail-client', 'notice.withdrawn', '5']],
  'switch.requested': [
    ['mail-client', 'switch.acknowledge', '25'],
    ['mail-operator', 'switch.prepare', '25', 'warning'],
  ],
  'switch.infeasible': [['mail-client', 'switch.infeasible', '25(4)']],
  'switch.extended': [['mail-client', 'switch.extended', '25(5)']],
  'transition.cancelled': [['mail-client', 'transition.cancelled', '5']],
  'recovery.confirmed': [['mail-client', 'recovery.receipt', '5']],
  'fallback.opened': [['mail-operator', 'fallback.case', '5', 'warning']],
  'fallback.closed': [
    ['letter', 'fallback.letter', '5'],
    ['prepare', 'escrow.seal', '5'],
  ],
  'retrieval.ended': [
    ['mail-client', 'erase.ask-instruction', '18'],
    ['mail-operator', 'erase.propose', '18'],
  ],
  'erase.instructed': [['mail-client', 'erase.instruction-receipt', '18']],
  'erase.announced': [['mail-client', 'erase.announced', '18']],
  'erase.approved': [['prepare', 'erase.execute', '18']],
  'reversibility.requested': [
    ['mail-client', 'reversibility.receipt', '17.2'],
    ['prepare', 'quote.prepare', '17.2'],
  ],
  'quote.issued': [['mail-client', 'quote.sent', '17.2']],
  'quote.accepted': [['mail-client', 'quote.receipt', '17.2']],
  'package.delivered': [['mail-client', 'delivery.notice', '17.2']],
  'items.confirmed': [['mail-client', 'confirm.receipt', '5']],
  'items.contested': [
    ['mail-client', 'contest.receipt', '5'],
    ['mail-operator', 'contest.rework', '5', 'warning'],
  ],
  'items.claimed-late': [
    ['mail-client', 'contest.receipt', '5'],
    ['mail-operator', 'contest.rework', '5', 'warning'],
  ],
  'rework.delivered': [['mail-client', 'rework.delivered', '5']],
  'delta.needed': [['prepare', 'delta.freeze', '5']],
  'cutover.declared': [['mail-client', 'recovery.ask', '5']],
  'suspension.started': [['mail-client', 'suspension.notice', '7']],
  'suspension.cured': [
    ['prepare', 'services.restore', '7'],
    ['mail-client', 'suspension.cured', '7'],
  ],
  'terms.offered': [['mail-client', 'terms.offer', '3']],
  'terms.entered-into-force': [['mail-client', 'terms.in-force', '3']],
  'terms.refused': [
    ['mail-client', 'terms.refusal-receipt', '3'],
    ['mail-operator', 'terms.refused', '3', 'warning'],
  ],
  'hold.set': [['mail-operator', 'hold.set', '18', 'warning']],
  'hold.released': [['mail-operator', 'hold.released', '18', 'warning']],
  'invoice.disputed': [['mail-operator', 'invoice.disputed', '8.2', 'warning']],
  'sla.claimed': [['mail-operator', 'sla.claimed', '11.2']],
  'clock.acknowledged': [['record', 'clock.acknowledged', '6.3', 'warning']],
};

/** What is to be told or done because this event took effect. */
export function eventDuties(before: ContractState, after: ContractState, context: Context): readonly Duty[] {
  const { event, body } = context;
  const rows = [...(always[body.type] ?? []), ...moved(before, after), ...ofState(before, after, context)];
  const told = rows.map(([kind, what, clause, severity]) =>
    duty(kind, what, event.id, severity === undefined ? { clause } : { clause, severity }),
  );
  return [...told, ...dated(after, context)];
}

/** The event as it is judged, the approved act in the place of its approval: for duties told from a replay. */
export function effectiveContext(state: ContractState, event: Context['event']): Context {
  const outer = contextOf(state, event, event.at);
  const { body } = event;
  const found = body.type === 'act.approved' ? state.proposals.find((one) => one.id === body.proposalId) : undefined;
  return found === undefined ? outer : approvedContext(outer, found);
}

/** Steps of lifecycle and hand-over, whichever event led there. */
function moved(before: ContractState, { lifecycle, handover }: ContractState): readonly Row[] {
  const rows: Row[] = [];
  if (lifecycle.kind !== before.lifecycle.kind) {
    if (lifecycle.kind === 'transition') rows.push(['mail-client', 'transition.opened', '17.2']);
    if (lifecycle.kind === 'terminated') {
      rows.push(
        ['mail-operator', 'billing.stop', '5'],
        ['prepare', 'pv.sign', '5'],
        ['mail-client', 'terminated', '5'],
      );
    }
    if (lifecycle.kind === 'erased') rows.push(['prepare', 'certificate.first', '18']);
    if (lifecycle.kind === 'closed') rows.push(['prepare', 'certificate.second', '18']);
  }
  if (handover.kind === 'prepared' && before.handover.kind !== 'prepared') rows.push(['prepare', 'pv.draft', '17.2']);
  const settledNow = allSettled(handover) && !allSettled(before.handover);
  if (settledNow && handover.cutover === null) rows.push(['mail-client', 'cutover.ask', '5']);
  return rows;
}

function ofState(before: ContractState, after: ContractState, { body, event }: Context): readonly Row[] {
  const kept = after.kept.length > before.kept.length;
  const rows: Row[] = kept ? [['record', 'act.kept', '6.3', 'warning']] : [];
  const own = after.notices.find((one) => one.id === event.id);
  if (own?.late === true) rows.push(['letter', 'notice.late', '5', 'warning']);
  if (own?.disputed === true) rows.push(['mail-operator', 'notice.decide', '5', 'alarm']);
  if (body.type === 'receipt.verified') {
    rows.push(kept ? ['alarm', 'receipt.differs', '5', 'alarm'] : ['mail-client', 'receipt.accepted', '5']);
  }
  if (body.type === 'terms.refused' && kept) rows.push(['mail-client', 'terms.refusal-without-effect', '3']);
  if (body.type === 'terms.deadline-passed') {
    const undecided = after.termsOverlay.kind === 'undecided';
    rows.push(undecided ? ['mail-operator', 'terms.decide', '3', 'warning'] : ['mail-client', 'terms.accepted', '3']);
  }
  if (body.type === 'suspension.started' && ownCauses.includes(body.cause)) {
    rows.push(['mail-operator', 'fees.review', '7', 'warning']);
  }
  if (body.type === 'term.renewed' && after.terms?.profile === 'non-professional') {
    // C. conso. L. 215-1: a client that was not told before the renewal may leave at any time.
    rows.push(['mail-operator', 'renewal.check-information', '5', 'warning']);
  }
  if (body.type === 'provider.termination-decided') rows.push(['mail-client', 'handover.offer-free', '17.2']);
  return rows;
}

/** Duties with a last day of their own. */
function dated({ terms }: ContractState, { event, body, today }: Context): readonly Duty[] {
  if (terms === null) return [];
  const { calendar } = terms.readings;
  if (body.type === 'notice.received') {
    const one = { timer: 'notice.acknowledge', clause: '5', from: today, count: 1, reading: 'jo', calendar } as const;
    const derivation = periodOfDays({ ...one, pack: CONTRACT_PACK });
    return [duty('mail-client', 'notice.acknowledge', event.id, { clause: '5', derivation })];
  }
  if (body.type === 'act.proposed') {
    return [
      duty('mail-operator', 'approval.asked', event.id, {
        clause: '6.3',
        due: plusDays(today, 7),
        severity: 'warning',
      }),
    ];
  }
  return leadTime(body, event.id, today);
}

/** K1 states no lead time; under thirty days somebody should look (§ 2, K1). */
function leadTime(body: ContractEventBody, id: string, today: LocalDate): readonly Duty[] {
  if (body.type !== 'terms.offered' || body.entersIntoForce >= plusDays(today, 30)) return [];
  return [
    duty('mail-operator', 'terms.lead-time', id, { clause: '3', due: body.entersIntoForce, severity: 'warning' }),
  ];
}
