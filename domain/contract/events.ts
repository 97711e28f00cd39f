import type { Cents, ContractTerms, FeeReading } from './facts.ts';
import type { LetterDates } from './letter.ts';
import type { LocalDate } from './local-date.ts';

/** Who may act (contract.md § 11). `system` is the daemon. */
export type Role = 'client-admin' | 'technician' | 'approver' | 'auditor' | 'system';
export interface Actor {
  readonly id: string;
  readonly role: Role;
}

/** Something that proves an event and lies outside the ledger: a slip, a signed PDF, a mail's answer. */
export interface Proof {
  /** e.g. `letter`, `slip`, `receipt`, `signed-pdf`, `smtp-answer`, `requisition`, `verifier-receipt`. */
  readonly kind: string;
  readonly sha256: string;
  readonly ref: string;
}

/** One unit that the client confirms or contests: a mailbox part or a class of configuration; opaque, unique in its package. */
export type ItemId = string;

export type ContestReason = 'missing' | 'unreadable' | 'count-differs' | 'wrong-rights' | 'other';
export type SuspensionCause =
  | 'unlawful-use'
  | 'security-risk'
  | 'non-payment'
  | 'charter'
  | 'requisition' // the client's side
  | 'maintenance'
  | 'emergency'; // the provider's own

/**
 * Every event that moves a contract: names and payloads of contract.md § 10. An event that needs two persons (`TwoPersonEvent`)
 * takes effect only inside `act.approved`.
 */
export type ContractEventBody =
  | { readonly type: 'contract.signed'; readonly terms: ContractTerms }
  | { readonly type: 'contract.amended'; readonly terms: ContractTerms }
  | { readonly type: 'account.address-changed'; readonly email: string; readonly from: LocalDate }
  | { readonly type: 'signatory.changed'; readonly signatory: ContractTerms['signatory']; readonly from: LocalDate }
  // lifecycle
  | { readonly type: 'term.renewed'; readonly period: number; readonly from: LocalDate; readonly to: LocalDate }
  | { readonly type: 'change.notified'; readonly kind: 'service' | 'price'; readonly effective: LocalDate }
  | {
      readonly type: 'notice.received';
      readonly by: 'client' | 'provider';
      readonly form: 'lrar' | 'lre';
      readonly letter: LetterDates;
      readonly capacity: string;
      /** The client leaves because of a notified change of service or price (K7): the notice runs from the letter. */
      readonly exitRight?: boolean;
    }
  | { readonly type: 'notice.informal'; readonly by: 'client' | 'provider'; readonly channel: string }
  | { readonly type: 'notice.disputed'; readonly notice: string; readonly reason: string }
  | {
      readonly type: 'notice.dispute-settled';
      readonly notice: string;
      readonly valid: boolean;
      readonly reference: string;
    }
  | { readonly type: 'notice.withdrawn'; readonly agreedBy: readonly ('client' | 'provider')[] }
  | { readonly type: 'notice.ended' }
  | {
      readonly type: 'switch.requested';
      readonly choice: 'switch' | 'on-premises' | 'erase';
      readonly noticeDays: number | null;
    }
  | { readonly type: 'switch.infeasible'; readonly reasons: string; readonly until: LocalDate }
  | { readonly type: 'switch.extended'; readonly until: LocalDate }
  | { readonly type: 'switch-notice.ended' }
  | { readonly type: 'provider.termination-decided'; readonly letter: LetterDates; readonly insolvency: boolean }
  | { readonly type: 'transition.cancelled'; readonly agreedBy: readonly ('client' | 'provider')[] }
  | {
      readonly type: 'recovery.confirmed';
      readonly round: number;
      readonly root: string;
      readonly statement: string;
      readonly secondFactor: boolean;
      readonly signatory: string;
    }
  | { readonly type: 'fallback.opened' }
  | { readonly type: 'fallback.closed'; readonly counselReference: string }
  | { readonly type: 'retrieval.ended' }
  | {
      readonly type: 'erase.instructed';
      readonly instruction: 'erase' | 'return-then-erase';
      readonly reference: string;
    }
  /** A registered letter that names the day of erasure, where the client never instructs (§ 5): sixty days ahead at least. */
  | { readonly type: 'erase.announced'; readonly letter: LetterDates; readonly eraseOn: LocalDate }
  | { readonly type: 'erase.approved'; readonly planSha256: string }
  | { readonly type: 'keys.destroyed'; readonly copies: number }
  | {
      readonly type: 'versions.purged';
      readonly removed: number;
      readonly stillLocked: number;
      readonly lastLockUntil: LocalDate | null;
    }
  | { readonly type: 'last-lock.expired'; readonly absent: boolean }
  // hand-over
  | { readonly type: 'reversibility.requested'; readonly channel: string; readonly onBehalf: Proof | null }
  | {
      readonly type: 'quote.issued';
      readonly quoteId: string;
      readonly mailboxes: number;
      readonly reading: FeeReading;
      readonly amountCents: Cents;
      readonly route: Route;
    }
  | { readonly type: 'quote.accepted'; readonly quoteId: string }
  | { readonly type: 'route.free-chosen' }
  | {
      readonly type: 'inventory.frozen';
      readonly frozenAt: string;
      readonly userMailboxes: number;
      readonly allMailboxes: number;
      readonly items: readonly ItemId[];
      readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
    }
  | {
      readonly type: 'package.verified';
      readonly packageId: string;
      readonly root: string;
      readonly items: readonly ItemId[];
      readonly exit: number;
      readonly unexplained: number;
    }
  | {
      readonly type: 'package.delivered';
      readonly packageId: string;
      readonly by: 'link' | 'medium';
      readonly to: string;
      readonly receipt: Proof | null;
    }
  | { readonly type: 'items.confirmed'; readonly items: readonly ItemId[]; readonly secondFactor: boolean }
  | {
      readonly type: 'items.contested';
      readonly items: readonly ItemId[];
      readonly reason: ContestReason;
      readonly text: string;
    }
  | { readonly type: 'items.waived'; readonly items: readonly ItemId[]; readonly reason: string }
  | {
      readonly type: 'rework.delivered';
      readonly items: readonly ItemId[];
      readonly packageId: string;
      readonly root: string;
    }
  | { readonly type: 'receipt.verified'; readonly root: string; readonly differences: number; readonly signed: boolean }
  | { readonly type: 'bytes.covered'; readonly packageId: string; readonly items: readonly ItemId[] }
  | { readonly type: 'delta.needed'; readonly reason: string }
  | { readonly type: 'cutover.declared'; readonly how: 'mx-moved' | 'mailboxes-closed'; readonly on: LocalDate }
  | { readonly type: 'items.claimed-late'; readonly items: readonly ItemId[]; readonly reason: ContestReason }
  /** `step`: days after delivery for `confirm` (7, 14, 21, 30), days before the date for `term` and `perform`. */
  | {
      readonly type: 'reminder.sent';
      readonly kind: 'term' | 'confirm' | 'perform';
      readonly step: number;
      readonly letter: boolean;
    }
  // overlays
  | {
      readonly type: 'suspension.started';
      readonly cause: SuspensionCause;
      readonly since: string;
      readonly plannedEnd: LocalDate | null;
      readonly announced: boolean;
      readonly whyNotAnnounced: string | null;
      readonly ownDelayDays: number | null;
      readonly charterSha256: string | null;
    }
  | { readonly type: 'suspension.cured' }
  | {
      readonly type: 'terms.offered';
      readonly versionSha256: string;
      readonly mailedOn: LocalDate | null;
      readonly entersIntoForce: LocalDate;
    }
  | { readonly type: 'terms.entered-into-force'; readonly versionSha256: string }
  | { readonly type: 'terms.refused'; readonly versionSha256: string }
  | { readonly type: 'terms.used'; readonly versionSha256: string }
  /** Thirty days are over without a refusal: in force where the service was used, else undecided (K3). */
  | { readonly type: 'terms.deadline-passed'; readonly versionSha256: string }
  | { readonly type: 'hold.set'; readonly holdId: string; readonly reason: string; readonly until: LocalDate | null }
  | { readonly type: 'hold.released'; readonly holdId: string }
  // money
  | { readonly type: 'invoice.disputed'; readonly lineIds: readonly string[]; readonly onData: boolean }
  | { readonly type: 'invoice.dispute-settled'; readonly lineIds: readonly string[] }
  | { readonly type: 'cost-sheet.recorded'; readonly directCostCents: Cents }
  | { readonly type: 'fee.waived'; readonly reason: string }
  | {
      readonly type: 'medium.purchased';
      readonly priceCents: Cents;
      readonly carriageCents: Cents;
      readonly invoiceSha256: string;
    }
  | {
      readonly type: 'restore.charged';
      readonly restoreId: string;
      readonly minutes: number;
      readonly accepted: Cents;
      readonly cause: 'client' | 'provider' | 'rehearsal' | 'verification' | 'hand-over';
    }
  /** Of an early end, disclosed before signature (Data Act, recital 89): a line of its own, never part of the fee. */
  | {
      readonly type: 'penalty.recorded';
      readonly amountCents: Cents;
      readonly disclosedOn: LocalDate;
      readonly reason: string;
    }
  /** The client asks for the credit of a civil month `YYYY-MM` (K24). */
  | { readonly type: 'sla.claimed'; readonly month: string; readonly downMs: number }
  | { readonly type: 'line.exported'; readonly lineIds: readonly string[] }
  // the clock
  /**
   * The recorder knows an earlier instant than the ledger holds for this tenant: its last tick, night or act of another
   * tenant. Where it lies at most 25 h back, the clock did not jump, and what follows may rely on it.
   */
  | { readonly type: 'clock.witnessed'; readonly lastSeenAt: string }
  /** A person looked at the clock after a jump and found it right. */
  | { readonly type: 'clock.acknowledged'; readonly reason: string }
  // two persons
  | { readonly type: 'act.proposed'; readonly proposalId: string; readonly act: TwoPersonEvent }
  | { readonly type: 'act.approved'; readonly proposalId: string };

export type Route = 'online' | 'medium';

/** Acts that one person proposes and another, an approver, makes effective within seven days (contract.md § 11). */
export type TwoPersonEvent = Extract<
  ContractEventBody,
  {
    readonly type:
      | 'provider.termination-decided'
      | 'fallback.closed'
      | 'erase.approved'
      | 'fee.waived'
      | 'items.waived'
      | 'hold.released'
      // a signed paper, where the client does not use the portal
      | 'quote.accepted'
      | 'route.free-chosen'
      | 'items.confirmed'
      | 'items.contested'
      | 'items.claimed-late'
      | 'cutover.declared'
      | 'recovery.confirmed'
      | 'signatory.changed'
      | 'account.address-changed'
      // what both parties signed
      | 'contract.amended'
      | 'notice.withdrawn'
      | 'transition.cancelled';
  }
>;

export type ContractEventType = ContractEventBody['type'];

/** An event as the ledger holds it. */
export interface ContractEvent {
  /** Unique; the same id a second time changes nothing. */
  readonly id: string;
  /** When it was recorded, ms since the epoch. */
  readonly at: number;
  readonly actor: Actor;
  readonly tenant: string;
  readonly proofs: readonly Proof[];
  readonly body: ContractEventBody;
}
