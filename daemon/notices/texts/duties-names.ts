/**
 * Everything that contracts ask for (domain/contract, `Duty.what`), by whom it is told. A test reads the literals of the domain
 * and fails when one is missing here; the texts are complete because their tables are typed by these names.
 */
export const clientDuties = [
  'address.changed',
  'change.exit-right',
  'confirm.receipt',
  'confirm.reminder',
  'contest.receipt',
  'contract.dates',
  'cutover.ask',
  'delivery.notice',
  'erase.announced',
  'erase.ask-instruction',
  'erase.instruction-receipt',
  'handover.offer',
  'handover.offer-free',
  'notice.acknowledge',
  'notice.how-to',
  'notice.settled',
  'notice.withdrawn',
  'quote.receipt',
  'quote.sent',
  'receipt.accepted',
  'recovery.ask',
  'recovery.receipt',
  'reversibility.ask',
  'reversibility.receipt',
  'rework.delivered',
  'signatory.changed',
  'suspension.cured',
  'suspension.notice',
  'switch.acknowledge',
  'switch.extended',
  'switch.infeasible',
  'term.reminder',
  'term.renewed',
  'terminated',
  'terms.accepted',
  'terms.in-force',
  'terms.offer',
  'terms.refusal-receipt',
  'terms.refusal-without-effect',
  'transition.cancelled',
  'transition.opened',
] as const;
export type ClientDuty = (typeof clientDuties)[number];
/** Everything that a contract may ask for, whoever is told. */
export type DutyName = ClientDuty | OperatorDuty;

export const operatorDuties = [
  'act.kept',
  'approval.asked',
  'approval.pending',
  'backups.start',
  'billing.stop',
  'certificate.first',
  'certificate.second',
  'client.unreachable',
  'clock.acknowledged',
  'clock.jump',
  'confirm.reminder',
  'contest.rework',
  'delta.freeze',
  'erase.execute',
  'erase.propose',
  'escrow.seal',
  'fallback.case',
  'fallback.letter',
  'fees.review',
  'hold.released',
  'hold.set',
  'invoice.disputed',
  'line.held',
  'lock.verify',
  'notice.deadline',
  'notice.decide',
  'notice.informal',
  'notice.late',
  'perform15.due',
  'pv.draft',
  'pv.sign',
  'quote.prepare',
  'receipt.differs',
  'renewal.check-information',
  'services.restore',
  'sla.claimed',
  'suspension.decide',
  'switch.infeasible',
  'switch.prepare',
  'switch.transition',
  'terms.decide',
  'terms.lead-time',
  'terms.refused',
  'terms.unmailed',
] as const;
export type OperatorDuty = (typeof operatorDuties)[number];

export function isClientDuty(what: string): what is ClientDuty {
  return (clientDuties as readonly string[]).includes(what);
}

export function isOperatorDuty(what: string): what is OperatorDuty {
  return (operatorDuties as readonly string[]).includes(what);
}
