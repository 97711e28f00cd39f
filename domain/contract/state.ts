import type { Actor, ContestReason, ItemId, Proof, Route, SuspensionCause, TwoPersonEvent } from './events.ts';
import type { Cents, ContractTerms } from './facts.ts';
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
      readonly noticeEnd: LocalDate;
      readonly choice: 'switch' | 'on-premises' | 'erase';
      readonly notice: NoticeFacts | null;
    }
  | {
      readonly kind: 'transition';
      readonly cause: 'term' | 'switch' | 'cause';
      readonly contractEnd: LocalDate;
      readonly latest: LocalDate | null;
    }
  | {
      readonly kind: 'terminated' | 'erasable' | 'erasing' | 'erased' | 'closed';
      readonly contractEnd: LocalDate;
      readonly effectiveTermination: LocalDate;
      readonly fallback: boolean;
    };

export interface NoticeFacts {
  /** Event id of `notice.received`. */
  readonly id: string;
  readonly by: 'client' | 'provider';
  /** Late under every reading: counts for the next end. */
  readonly late: boolean;
  readonly disputed: boolean;
}

/** contract.md § 4.2. One entry an item; `open` until confirmed, waived, or contested. */
export interface ItemState {
  readonly id: ItemId;
  readonly round: number;
  readonly status: 'open' | 'confirmed' | 'contested' | 'waived';
  readonly reason: ContestReason | null;
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
  readonly quote: { readonly id: string; readonly amountCents: Cents; readonly accepted: boolean } | null;
  readonly frozenAt: string | null;
  readonly userMailboxes: number | null;
  readonly allMailboxes: number | null;
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
  readonly packageId: string | null;
  readonly root: string | null;
  readonly deliveredOn: LocalDate | null;
  readonly items: readonly ItemState[];
  readonly cutover: LocalDate | null;
  /** Proofs of recovery, § 5: (b) a signed receipt, (c) medium and hash, (d) all bytes served. */
  readonly proofs: readonly ('b' | 'c' | 'd')[];
  readonly reminders: number;
  readonly letters: number;
}

export interface Suspension {
  readonly cause: SuspensionCause;
  readonly since: string;
  readonly plannedEnd: LocalDate | null;
  readonly ownDelayDays: number | null;
}

export interface TermsOverlay {
  readonly kind: 'none' | 'offered' | 'in-force-pending' | 'accepted' | 'refused' | 'undecided';
  readonly appliedSha256: string;
  readonly offeredSha256: string | null;
  readonly entersIntoForce: LocalDate | null;
  readonly refuseBy: LocalDate | null;
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
  readonly directCostCents: Cents | null;
  readonly feeWaived: boolean;
  readonly disputedLines: readonly { readonly lineId: string; readonly onData: boolean }[];
  readonly lines: readonly InvoiceLine[];
  readonly kept: readonly KeptAct[];
  /** Ids seen: a duplicate changes nothing. */
  readonly seen: ReadonlySet<string>;
  /** Highest recorded instant: a clock that goes back ends nothing. */
  readonly latestAt: number;
}

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
