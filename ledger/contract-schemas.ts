import { z } from 'zod';
import { type ContractEventBody, type ContractEventType, type LocalDate, localDate } from '../domain/index.ts';

/** Bounds of what a payload may hold: an act is at most 64 KiB, and lists of items are cut into several events above. */
const MAX_ITEMS = 1_500;

const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'no control characters');
const free = (most: number) => z.string().max(most);
const id = () => z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:@-]{0,127}$/, 'letters, digits and . _ : @ -');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');
const root = z.string().regex(/^[0-9a-f]{64,128}$/, 'a hash in lower-case hex');
const cents = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const count = z.int().min(0).max(1_000_000_000);
const instant = z.iso.datetime({ offset: true });
const email = z.email().max(320);
const items = z.array(id()).min(1).max(MAX_ITEMS).readonly();
const date = z.string().transform((value, context): LocalDate => {
  try {
    return localDate(value);
  } catch {
    context.addIssue({ code: 'custom', message: 'a date YYYY-MM-DD' });
    return z.NEVER;
  }
});

export const proofSchema = z.strictObject({ kind: id(), sha256, ref: text(1_000) }).readonly();
export const roleSchema = z.enum(['client-admin', 'technician', 'approver', 'auditor', 'system']);
export const frameSchema = z.strictObject({
  id: id(),
  role: roleSchema,
  proofs: z.array(proofSchema).max(50).readonly(),
  payload: z.record(z.string(), z.unknown()),
});

const signatory = z.strictObject({ name: text(200), capacity: text(200), email }).readonly();
const letter = z
  .strictObject({
    form: z.enum(['lrar', 'lre']),
    dispatched: date.nullable(),
    firstPresented: date.nullable(),
    received: date.nullable(),
    outcome: z.enum(['delivered', 'accepted', 'refused', 'unclaimed', 'wrong-address', 'lost']).nullable(),
  })
  .readonly();
const contestReason = z.enum(['missing', 'unreadable', 'count-differs', 'wrong-rights', 'other']);
const parties = z
  .array(z.enum(['client', 'provider']))
  .max(2)
  .readonly();
const notCaptured = z
  .array(z.strictObject({ what: text(500), why: text(500) }).readonly())
  .max(500)
  .readonly();

const restoreTerms = z.discriminatedUnion('support', [
  z.strictObject({ support: z.enum(['none', 'without-messaging']), tariffCents: cents.nullable() }).readonly(),
  z.strictObject({ support: z.literal('flat') }).readonly(),
  z
    .strictObject({
      support: z.literal('hourly'),
      hourCents: cents,
      rounding: z.enum(['per-minute', 'quarter-started']),
    })
    .readonly(),
]);

export const readingsSchema = z
  .strictObject({
    calendar: z.enum(['FR-metropole', 'FR-alsace-moselle']),
    start: z.enum(['T-A', 'T-B', 'T-C']),
    end: z.enum(['E-eve', 'E-same']),
    renewal: z.enum(['N-origin', 'N-chain', 'N-civil']),
    notice: z
      .array(z.enum(['P3M', 'P3M-b', 'CIV3', '60jo', '63jo', '66jo', '78jb']))
      .min(1)
      .max(7)
      .readonly(),
    perform: z.enum(['cal', 'cal-roll', 'jo', 'jb']),
    suspension: z
      .array(z.enum(['S-day', 'S-hour', 'S-jo']))
      .min(1)
      .max(3)
      .readonly(),
    fee: z.enum(['F-started', 'F-prorata', 'F-complete']),
    count: z.enum(['B-user', 'B-all']),
    lastMonth: z.enum(['P-day', 'P-none']),
  })
  .readonly();

export const termsSchema = z
  .strictObject({
    contractId: id(),
    textSha256: sha256,
    signatory,
    subscriptionDate: date,
    signatureDate: date,
    serviceStart: date,
    monthlyPriceCents: cents,
    currency: z.literal('EUR'),
    vatRateBp: z.int().min(0).max(10_000),
    dataAct: z
      .strictObject({ scope: z.enum(['yes', 'no', 'unsure']), reason: text(1_000), reviewer: text(200) })
      .readonly(),
    profile: z.enum(['company', 'public-buyer', 'non-professional']),
    restore: restoreTerms,
    readings: readingsSchema,
    packs: z.array(id()).max(50).readonly(),
  })
  .readonly();

const frozen = z.strictObject({
  frozenAt: instant,
  userMailboxes: count,
  allMailboxes: count,
  items: z.array(id()).max(MAX_ITEMS).readonly(),
  notCaptured,
});

const none = z.strictObject({});
/** What two persons have to agree on; they stand inside `act.proposed` too. */
const twoPerson = {
  'provider.termination-decided': z.strictObject({ letter, insolvency: z.boolean() }),
  'fallback.closed': z.strictObject({ counselReference: text(500) }),
  'erase.approved': z.strictObject({ planSha256: sha256 }),
  'fee.waived': z.strictObject({ reason: text(1_000) }),
  'items.waived': z.strictObject({ items, reason: text(1_000) }),
  'hold.released': z.strictObject({ holdId: id() }),
  'quote.accepted': z.strictObject({ quoteId: id() }),
  'route.free-chosen': none,
  'items.confirmed': z.strictObject({ items, secondFactor: z.boolean() }),
  'items.contested': z.strictObject({ items, reason: contestReason, text: free(2_000) }),
  'items.claimed-late': z.strictObject({ items, reason: contestReason }),
  'cutover.declared': z.strictObject({ how: z.enum(['mx-moved', 'mailboxes-closed']), on: date }),
  'recovery.confirmed': z.strictObject({
    round: count,
    root,
    statement: text(2_000),
    secondFactor: z.boolean(),
    signatory: text(200),
  }),
  'signatory.changed': z.strictObject({ signatory, from: date }),
  'account.address-changed': z.strictObject({ email, from: date }),
  'contract.amended': z.strictObject({ terms: termsSchema }),
  'notice.withdrawn': z.strictObject({ agreedBy: parties }),
  'transition.cancelled': z.strictObject({ agreedBy: parties }),
} as const;

const proposable = z.discriminatedUnion('type', [
  twoPerson['provider.termination-decided'].extend({ type: z.literal('provider.termination-decided') }),
  twoPerson['fallback.closed'].extend({ type: z.literal('fallback.closed') }),
  twoPerson['erase.approved'].extend({ type: z.literal('erase.approved') }),
  twoPerson['fee.waived'].extend({ type: z.literal('fee.waived') }),
  twoPerson['items.waived'].extend({ type: z.literal('items.waived') }),
  twoPerson['hold.released'].extend({ type: z.literal('hold.released') }),
  twoPerson['quote.accepted'].extend({ type: z.literal('quote.accepted') }),
  twoPerson['route.free-chosen'].extend({ type: z.literal('route.free-chosen') }),
  twoPerson['items.confirmed'].extend({ type: z.literal('items.confirmed') }),
  twoPerson['items.contested'].extend({ type: z.literal('items.contested') }),
  twoPerson['items.claimed-late'].extend({ type: z.literal('items.claimed-late') }),
  twoPerson['cutover.declared'].extend({ type: z.literal('cutover.declared') }),
  twoPerson['recovery.confirmed'].extend({ type: z.literal('recovery.confirmed') }),
  twoPerson['signatory.changed'].extend({ type: z.literal('signatory.changed') }),
  twoPerson['account.address-changed'].extend({ type: z.literal('account.address-changed') }),
  twoPerson['contract.amended'].extend({ type: z.literal('contract.amended') }),
  twoPerson['notice.withdrawn'].extend({ type: z.literal('notice.withdrawn') }),
  twoPerson['transition.cancelled'].extend({ type: z.literal('transition.cancelled') }),
]);

type PayloadOf<Type extends ContractEventType> = Omit<Extract<ContractEventBody, { readonly type: Type }>, 'type'>;

/** The payload of every contract event; the types say that none is missing and none says more than the domain does. */
export const contractBodySchemas: { readonly [Type in ContractEventType]: z.ZodType<PayloadOf<Type>> } = {
  ...twoPerson,
  'contract.signed': z.strictObject({ terms: termsSchema }),
  'term.renewed': z.strictObject({ period: count, from: date, to: date }),
  'change.notified': z.strictObject({ kind: z.enum(['service', 'price']), effective: date }),
  'notice.received': z.strictObject({
    by: z.enum(['client', 'provider']),
    form: z.enum(['lrar', 'lre']),
    letter,
    capacity: text(200),
    exitRight: z.boolean().exactOptional(),
  }),
  'notice.informal': z.strictObject({ by: z.enum(['client', 'provider']), channel: text(200) }),
  'notice.disputed': z.strictObject({ notice: id(), reason: text(1_000) }),
  'notice.dispute-settled': z.strictObject({ notice: id(), valid: z.boolean(), reference: text(500) }),
  'notice.ended': none,
  'switch.requested': z.strictObject({
    choice: z.enum(['switch', 'on-premises', 'erase']),
    noticeDays: count.nullable(),
  }),
  'switch.infeasible': z.strictObject({ reasons: text(2_000), until: date }),
  'switch.extended': z.strictObject({ until: date }),
  'switch-notice.ended': none,
  'fallback.opened': none,
  'retrieval.ended': none,
  'erase.instructed': z.strictObject({ instruction: z.enum(['erase', 'return-then-erase']), reference: text(500) }),
  'erase.announced': z.strictObject({ letter, eraseOn: date }),
  'keys.destroyed': z.strictObject({ copies: count }),
  'versions.purged': z.strictObject({ removed: count, stillLocked: count, lastLockUntil: date.nullable() }),
  'last-lock.expired': z.strictObject({ absent: z.boolean() }),
  'reversibility.requested': z.strictObject({ channel: text(200), onBehalf: proofSchema.nullable() }),
  'quote.issued': z.strictObject({
    quoteId: id(),
    mailboxes: count,
    reading: z.enum(['F-started', 'F-prorata', 'F-complete']),
    amountCents: cents,
    route: z.enum(['online', 'medium']),
  }),
  'inventory.frozen': frozen,
  'package.verified': z.strictObject({
    packageId: id(),
    root,
    items: z.array(id()).max(MAX_ITEMS).readonly(),
    exit: z.int().min(0).max(255),
    unexplained: count,
  }),
  'package.delivered': z.strictObject({
    packageId: id(),
    by: z.enum(['link', 'medium']),
    to: text(320),
    receipt: proofSchema.nullable(),
  }),
  'rework.delivered': z.strictObject({ items, packageId: id(), root }),
  'receipt.verified': z.strictObject({ root, differences: count, signed: z.boolean() }),
  'bytes.covered': z.strictObject({ packageId: id(), items }),
  'delta.needed': z.strictObject({ reason: text(1_000) }),
  'reminder.sent': z.strictObject({
    kind: z.enum(['term', 'confirm', 'perform']),
    step: count,
    letter: z.boolean(),
  }),
  'suspension.started': z.strictObject({
    cause: z.enum([
      'unlawful-use',
      'security-risk',
      'non-payment',
      'charter',
      'requisition',
      'maintenance',
      'emergency',
    ]),
    since: instant,
    plannedEnd: date.nullable(),
    announced: z.boolean(),
    whyNotAnnounced: text(1_000).nullable(),
    ownDelayDays: count.nullable(),
    charterSha256: sha256.nullable(),
  }),
  'suspension.cured': none,
  'terms.offered': z.strictObject({ versionSha256: sha256, mailedOn: date.nullable(), entersIntoForce: date }),
  'terms.entered-into-force': z.strictObject({ versionSha256: sha256 }),
  'terms.refused': z.strictObject({ versionSha256: sha256 }),
  'terms.used': z.strictObject({ versionSha256: sha256 }),
  'terms.deadline-passed': z.strictObject({ versionSha256: sha256 }),
  'hold.set': z.strictObject({ holdId: id(), reason: text(1_000), until: date.nullable() }),
  'invoice.disputed': z.strictObject({ lineIds: items, onData: z.boolean() }),
  'invoice.dispute-settled': z.strictObject({ lineIds: items }),
  'cost-sheet.recorded': z.strictObject({ directCostCents: cents }),
  'medium.purchased': z.strictObject({ priceCents: cents, carriageCents: cents, invoiceSha256: sha256 }),
  'restore.charged': z.strictObject({
    restoreId: id(),
    minutes: count,
    accepted: cents,
    cause: z.enum(['client', 'provider', 'rehearsal', 'verification', 'hand-over']),
  }),
  'penalty.recorded': z.strictObject({ amountCents: cents, disclosedOn: date, reason: text(1_000) }),
  'sla.claimed': z.strictObject({
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month YYYY-MM'),
    downMs: z
      .int()
      .min(0)
      .max(32 * 86_400_000),
  }),
  'clock.witnessed': z.strictObject({ lastSeenAt: instant }),
  'clock.acknowledged': z.strictObject({ reason: text(1_000) }),
  'line.exported': z.strictObject({ lineIds: items }),
  'act.proposed': z.strictObject({ proposalId: id(), act: proposable }),
  'act.approved': z.strictObject({ proposalId: id() }),
};

export function isContractEventType(type: string): type is ContractEventType {
  return Object.hasOwn(contractBodySchemas, type);
}
