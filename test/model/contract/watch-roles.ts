/** Contract.md § 11 as rows of words: who may record what alone. Acts for two persons stand in no row but the client's own. */
const rows = `
client-admin: contract.signed contract.amended account.address-changed signatory.changed notice.received notice.informal
client-admin: notice.disputed notice.withdrawn switch.requested switch.extended recovery.confirmed erase.instructed
client-admin: reversibility.requested quote.accepted route.free-chosen items.confirmed items.contested cutover.declared
client-admin: items.claimed-late terms.refused terms.used invoice.disputed sla.claimed
technician: contract.signed notice.received notice.informal
technician: notice.disputed switch.requested switch.extended erase.instructed reversibility.requested
technician: change.notified erase.announced quote.issued inventory.frozen package.delivered
technician: rework.delivered receipt.verified delta.needed reminder.sent suspension.started suspension.cured terms.offered
technician: terms.refused hold.set invoice.disputed sla.claimed cost-sheet.recorded medium.purchased restore.charged
technician: clock.acknowledged act.proposed
approver: contract.signed notice.received notice.informal
approver: notice.disputed switch.requested switch.extended erase.instructed reversibility.requested
approver: change.notified erase.announced quote.issued inventory.frozen package.delivered
approver: rework.delivered receipt.verified delta.needed reminder.sent suspension.started suspension.cured terms.offered
approver: terms.refused hold.set invoice.disputed sla.claimed cost-sheet.recorded medium.purchased restore.charged
approver: clock.acknowledged act.proposed act.approved notice.dispute-settled switch.infeasible invoice.dispute-settled
approver: penalty.recorded line.exported
system: term.renewed notice.ended switch-notice.ended fallback.opened retrieval.ended keys.destroyed versions.purged
system: last-lock.expired inventory.frozen package.verified package.delivered rework.delivered receipt.verified bytes.covered
system: delta.needed reminder.sent suspension.cured terms.offered terms.entered-into-force terms.used terms.deadline-passed
system: restore.charged line.exported clock.witnessed
`;

const allowed = new Set(
  rows
    .trim()
    .split('\n')
    .flatMap((row) => {
      const [role = '', types = ''] = row.split(': ');
      return types.split(' ').map((type) => `${role} ${type}`);
    }),
);

export function mayAlone(role: string, type: string): boolean {
  return allowed.has(`${role} ${type}`);
}

/** Contract.md § 4: where an event can take effect at all, as `lifecycle[/phase of the hand-over]`. */
const places: Readonly<Record<string, string>> = {
  'contract.signed': 'draft',
  'contract.amended': 'active notice switch-notice transition',
  'change.notified': 'active notice switch-notice transition',
  'suspension.started': 'active notice switch-notice transition',
  'terms.offered': 'active notice switch-notice transition',
  'terms.entered-into-force': 'active notice switch-notice transition',
  'terms.deadline-passed': 'active notice switch-notice transition',
  'delta.needed': 'active notice switch-notice transition',
  'term.renewed': 'active notice switch-notice',
  'notice.withdrawn': 'notice',
  'notice.ended': 'notice',
  'switch.infeasible': 'switch-notice transition',
  'switch.extended': 'switch-notice transition',
  'switch-notice.ended': 'switch-notice',
  'provider.termination-decided': 'active notice',
  'transition.cancelled': 'transition',
  'recovery.confirmed': 'notice switch-notice transition terminated erasable',
  'fallback.opened': 'transition',
  'fallback.closed': 'transition',
  'retrieval.ended': 'terminated',
  'erase.instructed': 'transition terminated erasable',
  'erase.announced': 'terminated erasable',
  'erase.approved': 'erasable',
  'keys.destroyed': 'erasing',
  'versions.purged': 'erasing erased',
  'last-lock.expired': 'erased',
  'items.claimed-late': 'terminated erasable',
};
/** Events of the hand-over need its data: they end with the approval of the erasure. */
const ofHandover = [
  'reversibility.requested',
  'quote.issued',
  'quote.accepted',
  'route.free-chosen',
  'inventory.frozen',
  'package.verified',
  'package.delivered',
  'items.confirmed',
  'items.waived',
  'items.contested',
  'rework.delivered',
  'receipt.verified',
  'bytes.covered',
  'cutover.declared',
];
const withData = 'active notice switch-notice transition terminated erasable';

export function mayHappenIn(life: string, type: string): boolean {
  const place = places[type] ?? (ofHandover.includes(type) ? withData : undefined);
  return place === undefined || place.split(' ').includes(life);
}

/** Where the hand-over has to be for its events. */
export function mayHappenAt(phase: string, type: string): boolean {
  const needs: Readonly<Record<string, string>> = {
    'quote.issued': 'asked frozen prepared out',
    'quote.accepted': 'asked frozen prepared out',
    'route.free-chosen': 'asked frozen prepared out',
    'inventory.frozen': 'asked frozen prepared',
    'package.delivered': 'prepared out',
    'items.confirmed': 'out',
    'items.waived': 'out',
    'items.contested': 'out',
    'items.claimed-late': 'out',
    'rework.delivered': 'out',
    'receipt.verified': 'out',
    'bytes.covered': 'out',
    'delta.needed': 'out',
  };
  const need = needs[type];
  return need === undefined || need.split(' ').includes(phase);
}
