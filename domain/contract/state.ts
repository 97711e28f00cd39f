import type { Actor, ContestReason, ItemId, Proof, Route, SuspensionCause, TwoPersonEvent } from './events.ts';
import type { Cents, ContractTerms, FeeReading } from './facts.ts';
import type { InvoiceLine } from './invoice-line.ts';
import type { Derivation, LocalDate } from './local-date.ts';

/** contract.md § 4.1. */
export type Lifecycle =
  | { readonly kind: 'draft' }
  /** `period` 0 is the initial one. `termEnd` is its last day. */
  | { readonly kind: 'active'; readonly period: number; readonly termEnd: LocalDate }
  | { readonly kind: 'notice'; readonly period: number; readonly noticeEnd: LocalDate; readonly notice: NoticeFacts }
  | {
      readonly kind: 'switch-notice';
      readonly period: number;
      readonly requested: LocalDate;
      /** The earlier of the switch's own notice and a running notice: the shorter wins for the client (L6). */
      readonly noticeEnd: LocalDate;
      readonly switchEnd: LocalDate;
      readonly choice: 'switch' | 'on-premises' | 'erase';
      readonly notice: NoticeFacts | null;
      /** The client's one extension was used. */
      readonly extended: boolean;
      /** The alternative transition, or the client's extension, where there is one. */
      readonly latest: LocalDate | null;
    }
  | {
      readonly kind: 'transition';
      readonly cause: 'term' | 'switch' | 'cause';
      readonly period: number;
      /** The day of the request that opened a switch. */
      readonly requested: LocalDate | null;
      readonly contractEnd: LocalDate;
      /** Last day of a switch's transition; the client's other choices have none. */
      readonly latest: LocalDate | null;
      readonly extended: boolean;
      /** A provider's termination stops the fees on the earliest of its three dates (§ 6.5), the duties run from the latest. */
      readonly feesUntil: LocalDate | null;
    }
  | {
      readonly kind: 'terminated' | 'erasable' | 'erasing' | 'erased' | 'closed';
      readonly contractEnd: LocalDate;
      readonly effectiveTermination: LocalDate;
      readonly fallback: boolean;
      /** Last day that is billed: the effective termination, or earlier where a proof or a cause stopped the fees. */
      readonly feesUntil: LocalDate;
      /** Last day on which the client may still fetch: nothing is erased before it is over. */
      readonly retrievalUntil: LocalDate;
    };

export interface NoticeFacts {
  /** Event id of `notice.received`. */
  readonly id: string;
  readonly by: 'client' | 'provider';
  /** Late under every reading: counts for the next end. */
  readonly late: boolean;
  /** Contested by a party, or not to be judged from the letter's dates: a person decides. */
  readonly disputed: boolean;
  readonly recordedOn: LocalDate;
  /** Last day of the contract by this notice. */
  readonly end: LocalDate;
  /** The period that it was meant to end, and that period's end: what a dispute settled in its favour restores. */
  readonly meant: { readonly period: number; readonly end: LocalDate };
}

/** contract.md § 4.2. One entry an item; `open` until confirmed, waived, or contested. */
export interface ItemState {
  readonly id: ItemId;
  readonly round: number;
  readonly status: 'open' | 'confirmed' | 'contested' | 'waived';
  readonly reason: ContestReason | null;
  /** Root of the package in which it came to the client last; null before. */
  readonly root: string | null;
}

export interface Handover {
  readonly kind:
    | 'none'
    | 'requested'
    | 'quoted'
    | 'frozen'
    | 'prepared'
    | 'delivered'
    | 'acknowledged'
    | 'contested'
    | 'final'
    | 'rework';
  /** A request from an active contract: tried out, without legal effect. */
  readonly rehearsal: boolean;
  readonly round: number;
  readonly requestedOn: LocalDate | null;
  readonly route: Route | null;
  readonly quote: {
    readonly id: string;
    readonly amountCents: Cents;
    readonly accepted: boolean;
    readonly reading: FeeReading;
    readonly on: LocalDate;
  } | null;
  /** Null until the first freeze, and while a delta round waits for its own. */
  readonly frozenAt: string | null;
  /** Event id of the first freeze: mailboxes are counted there, once. */
  readonly countedBy: string | null;
  readonly userMailboxes: number | null;
  readonly allMailboxes: number | null;
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
  readonly packageId: string | null;
  readonly root: string | null;
  /** The package that was verified last, of this round or of its rework; long lists of items come in several events. */
  readonly verified: {
    readonly packageId: string;
    readonly root: string;
    readonly items: ReadonlySet<ItemId>;
  } | null;
  /** Delivery of this round, and D0 of § 5: the first delivery of all. */
  readonly deliveredOn: LocalDate | null;
  readonly firstDelivery: { readonly id: string; readonly on: LocalDate; readonly proof: string } | null;
  readonly deliveredBy: 'link' | 'medium' | null;
  readonly items: readonly ItemState[];
  readonly cutover: LocalDate | null;
  /** Proofs of recovery, § 5: (b) a signed receipt, (c) medium and hash, (d) all bytes served. */
  readonly proofs: readonly ('b' | 'c' | 'd')[];
  /** First day with proof (a) or (b): nothing is billed for a later one. */
  readonly provenOn: LocalDate | null;
  /** Items that a proof (b), (c) or (d) covers. */
  readonly covered: ReadonlySet<ItemId>;
  /** Steps of the reminders and of the registered letters that have a proof. */
  readonly reminders: readonly number[];
  readonly letters: readonly number[];
  readonly fallbackOpenedOn: LocalDate | null;
}

export interface Suspension {
  readonly cause: SuspensionCause;
  readonly since: string;
  /** A suspension recorded late counts from here for what it allows the provider. */
  readonly recordedAt: number;
  readonly plannedEnd: LocalDate | null;
  readonly ownDelayDays: number | null;
}

export interface TermsOverlay {
  readonly kind: 'none' | 'offered' | 'in-force-pending' | 'accepted' | 'refused' | 'undecided';
  readonly appliedSha256: string;
  readonly offeredSha256: string | null;
  /** Day of the e-mail, null where there is no proof of it. */
  readonly mailedOn: LocalDate | null;
  readonly entersIntoForce: LocalDate | null;
  readonly refuseBy: LocalDate | null;
  readonly used: boolean;
  readonly refused: readonly string[];
}

export interface Hold {
  readonly id: string;
  readonly reason: string;
  readonly until: LocalDate | null;
}

export interface Proposal {
  readonly id: string;
  readonly by: Actor;
  readonly at: number;
  readonly act: TwoPersonEvent;
  readonly proofs: readonly Proof[];
  /** What was at the client's then, and so what a paper can be of: the last package, and each item's own. */
  readonly of: { readonly round: number; readonly root: string | null; readonly items: ReadonlyMap<ItemId, string> };
}

/** A late or informal act that was kept and answered, whatever its effect. */
export interface KeptAct {
  readonly id: string;
  readonly type: string;
  readonly answer: string;
}

/** Everything that follows from the events so far; a pure fold, so that replaying the ledger gives the same. */
export interface ContractState {
  readonly tenant: string;
  readonly terms: ContractTerms | null;
  readonly lifecycle: Lifecycle;
  /** Every notice that is neither withdrawn nor void; the earliest undisputed one governs. */
  readonly notices: readonly NoticeFacts[];
  readonly handover: Handover;
  readonly suspension: Suspension | null;
  readonly termsOverlay: TermsOverlay;
  readonly holds: readonly Hold[];
  readonly proposals: readonly Proposal[];
  readonly instruction: {
    readonly id: string;
    readonly by: Actor;
    readonly on: LocalDate;
    readonly kind: 'erase' | 'return-then-erase';
  } | null;
  readonly erasure: {
    readonly requester: Actor;
    readonly approver: Actor;
    readonly planSha256: string;
    readonly keysDestroyed: boolean;
    readonly versionsPurged: boolean;
    readonly lastLockUntil: LocalDate | null;
  } | null;
  /** A signature that is given already and takes effect when the contract ends; void once a later round opens. */
  readonly confirmation: {
    readonly id: string;
    readonly on: LocalDate;
    readonly round: number;
    readonly root: string;
  } | null;
  readonly announcedErasure: LocalDate | null;
  /** Who may sign for the client, each from a day on. */
  readonly signatories: readonly { readonly signatory: ContractTerms['signatory']; readonly from: LocalDate | null }[];
  /** The address of the Compte Client, as told, in order. */
  readonly addresses: readonly { readonly email: string; readonly from: LocalDate }[];
  /** Notified changes of service or price: each opens the right to leave (K7). */
  readonly changes: readonly { readonly id: string; readonly effective: LocalDate; readonly on: LocalDate }[];
  readonly directCostCents: Cents | null;
  readonly feeWaived: boolean;
  /** Facts that money follows from, each under its event. */
  readonly charges: readonly Charge[];
  readonly disputedLines: readonly { readonly lineId: string; readonly onData: boolean }[];
  /** Lines as they were exported, and when: they never change, a correction is a line of its own. */
  readonly lines: readonly InvoiceLine[];
  readonly exports: readonly { readonly lineId: string; readonly on: LocalDate }[];
  /** The event that set the last billed day as it stands. */
  readonly feesBasis: { readonly id: string; readonly proof: string } | null;
  readonly kept: readonly KeptAct[];
  /** Ids seen: a duplicate changes nothing. */
  readonly seen: ReadonlySet<string>;
  /** Highest recorded instant: a clock that goes back ends nothing. */
  readonly latestAt: number;
  /** Highest recorded instant that no unexplained jump of the clock led to. */
  readonly sureAt: number;
}

export type Charge =
  | {
      readonly kind: 'medium';
      readonly id: string;
      readonly on: LocalDate;
      readonly cents: Cents;
      readonly proof: string;
    }
  | {
      readonly kind: 'restore';
      readonly id: string;
      readonly on: LocalDate;
      readonly minutes: number;
      readonly acceptedCents: Cents;
      readonly cause: 'client' | 'provider' | 'rehearsal' | 'verification' | 'hand-over';
      readonly proof: string;
    }
  | {
      readonly kind: 'penalty';
      readonly id: string;
      readonly on: LocalDate;
      readonly cents: Cents;
      readonly disclosedOn: LocalDate;
      readonly proof: string;
    }
  | {
      readonly kind: 'sla';
      readonly id: string;
      readonly on: LocalDate;
      readonly month: string;
      readonly downMs: number;
      readonly proof: string;
    };

export type DutyKind = 'mail-client' | 'mail-operator' | 'alarm' | 'letter' | 'prepare' | 'record';

/** Something a person or the daemon has to do because of an event or a date. */
export interface Duty {
  /** Stable: the same duty of the same cause has the same key, so that it is told once. */
  readonly key: string;
  readonly kind: DutyKind;
  /** e.g. `notice.acknowledge`, `confirm.reminder`, `perform15.due`; the texts are the daemon's. */
  readonly what: string;
  readonly clause: string;
  readonly due: LocalDate | null;
  readonly derivation: Derivation | null;
  readonly severity: 'info' | 'warning' | 'alarm';
}

/** A rule that kept an event from taking effect; `unlockedBy` names what would unlock it. */
export interface Refusal {
  /** e.g. `L9.not-confirmed`, `L12.delay`, `four-eyes.same-person`. */
  readonly rule: string;
  readonly clause: string;
  readonly message: { readonly fr: string; readonly en: string };
  readonly unlockedBy: { readonly fr: string; readonly en: string };
}

export type Decision =
  | {
      readonly kind: 'accepted';
      readonly state: ContractState;
      readonly duties: readonly Duty[];
      readonly effect: string;
    }
  /** Known already: nothing changes. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly reasons: readonly Refusal[] };
