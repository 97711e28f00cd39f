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
  'signatory.changed': true,
  'account.address-changed': true,
  'contract.amended': true,
  'notice.withdrawn': true,
  'transition.cancelled': true,
} as const satisfies Readonly<Record<TwoPersonEvent['type'], true>>;

const signed = ['signed-pdf'] as const;
/** What the client alone, or both parties, can say, and the kinds of proof of which staff needs one to propose it. */
const papers: Readonly<Partial<Record<ContractEventType, readonly string[]>>> = {
  'quote.accepted': signed,
  'route.free-chosen': signed,
  'items.confirmed': signed,
  'items.contested': signed,
  'items.claimed-late': signed,
  'cutover.declared': signed,
  'recovery.confirmed': signed,
  // The codes and the legal mail go where these two say.
  'signatory.changed': ['signed-pdf', 'power-of-attorney'],
  'account.address-changed': ['signed-pdf', 'mail'],
  'contract.amended': signed,
  'notice.withdrawn': signed,
  'transition.cancelled': signed,
} satisfies Readonly<Partial<Record<TwoPersonEvent['type'], readonly string[]>>>;

/** The kinds of proof of which a proposal of such an act needs one; null where it needs none. */
export function paperKinds(type: ContractEventType): readonly string[] | null {
  return papers[type] ?? null;
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
  'contract.amended': client,
  'account.address-changed': client,
  'signatory.changed': client,
  'term.renewed': system,
  'change.notified': staff,
  'notice.received': clientOrStaff,
  'notice.informal': clientOrStaff,
  'notice.disputed': clientOrStaff,
  'notice.dispute-settled': approver,
  'notice.withdrawn': client,
  'notice.ended': system,
  'switch.requested': clientOrStaff,
  'switch.infeasible': approver,
  'switch.extended': clientOrStaff,
  'switch-notice.ended': system,
  'provider.termination-decided': [],
  'transition.cancelled': [],
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
