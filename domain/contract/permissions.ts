import type { ContractEventType, Role, TwoPersonEvent } from './events.ts';

/** Acts that one person proposes and another makes effective; those of the client are open to the client alone as well. */
export const twoPersonTypes = {
  'provider.termination-decided': true,
  'fallback.closed': true,
  'erase.approved': true,
  'fee.waived': true,
  'items.waived': true,
  'hold.released': true,
  'quote.accepted': true,
  'route.free-chosen': true,
  'items.confirmed': true,
  'items.contested': true,
  'items.claimed-late': true,
  'cutover.declared': true,
  'recovery.confirmed': true,
} as const satisfies Readonly<Record<TwoPersonEvent['type'], true>>;

/** Acts of the client that staff may record from a signed paper, two persons together. */
const paperTypes: ReadonlySet<ContractEventType> = new Set<TwoPersonEvent['type']>([
  'quote.accepted',
  'route.free-chosen',
  'items.confirmed',
  'items.contested',
  'items.claimed-late',
  'cutover.declared',
  'recovery.confirmed',
]);

export function isPaperType(type: ContractEventType): boolean {
  return paperTypes.has(type);
}

export function isTwoPersonType(type: ContractEventType): type is TwoPersonEvent['type'] {
  return Object.hasOwn(twoPersonTypes, type);
}

const client = ['client-admin'] as const;
/** The client, or the provider's staff with the client's written request. */
const clientOrStaff = ['client-admin', 'technician', 'approver'] as const;
const staff = ['technician', 'approver'] as const;
const approver = ['approver'] as const;
const system = ['system'] as const;
const staffOrSystem = ['technician', 'approver', 'system'] as const;

/** Who may record what (contract.md § 11). `auditor` reads and records nothing. Two-person acts: who may do them alone. */
const recorders: Readonly<Record<ContractEventType, readonly Role[]>> = {
  'contract.signed': clientOrStaff,
  'contract.amended': clientOrStaff,
  'account.address-changed': clientOrStaff,
  'signatory.changed': clientOrStaff,
  'term.renewed': system,
  'change.notified': staff,
  'notice.received': clientOrStaff,
  'notice.informal': clientOrStaff,
  'notice.disputed': clientOrStaff,
  'notice.dispute-settled': approver,
  'notice.withdrawn': clientOrStaff,
  'notice.ended': system,
  'switch.requested': clientOrStaff,
  'switch.infeasible': approver,
  'switch.extended': clientOrStaff,
  'switch-notice.ended': system,
  'provider.termination-decided': [],
  'transition.cancelled': staff,
  'recovery.confirmed': client,
  'fallback.opened': system,
  'fallback.closed': [],
  'retrieval.ended': system,
  'erase.instructed': clientOrStaff,
  'erase.announced': staff,
  'erase.approved': [],
  'keys.destroyed': system,
  'versions.purged': system,
  'last-lock.expired': system,
  'reversibility.requested': clientOrStaff,
  'quote.issued': staff,
  'quote.accepted': client,
  'route.free-chosen': client,
  'inventory.frozen': staffOrSystem,
  'package.verified': system,
  'package.delivered': staffOrSystem,
  'items.confirmed': client,
  'items.contested': client,
  'items.waived': [],
  'rework.delivered': staffOrSystem,
  'receipt.verified': staffOrSystem,
  'bytes.covered': system,
  'delta.needed': staffOrSystem,
  'cutover.declared': client,
  'items.claimed-late': client,
  'reminder.sent': staffOrSystem,
  'suspension.started': staff,
  'suspension.cured': staffOrSystem,
  'terms.offered': staffOrSystem,
  'terms.entered-into-force': system,
  'terms.refused': clientOrStaff,
  'terms.used': ['client-admin', 'system'],
  'terms.deadline-passed': system,
  'hold.set': staff,
  'hold.released': [],
  'invoice.disputed': clientOrStaff,
  'invoice.dispute-settled': approver,
  'cost-sheet.recorded': staff,
  'fee.waived': [],
  'medium.purchased': staff,
  'restore.charged': staffOrSystem,
  'penalty.recorded': approver,
  'sla.claimed': clientOrStaff,
  'line.exported': ['approver', 'system'],
  'clock.witnessed': system,
  'clock.acknowledged': staff,
  'act.proposed': staff,
  'act.approved': approver,
};

/** True where somebody in this role may record such an event; whether it takes effect is for the guards. */
export function may(role: Role, type: ContractEventType): boolean {
  return recorders[type].includes(role);
}
