/** What the oracle says of a scenario. Days are texts, sums are cents as BigInt; a credit is below zero. */
export type Life =
  | 'draft'
  | 'active'
  | 'notice'
  | 'switch-notice'
  | 'transition'
  | 'terminated'
  | 'erasable'
  | 'erasing'
  | 'erased'
  | 'closed';

export interface Picture {
  readonly life: Life;
  /** Number of the running period, 0 = initial; only while active. */
  readonly period: number | null;
  /** Last day of the running period, while active. */
  readonly termEnd: string | null;
  /** Day on which a running notice ends. */
  readonly noticeEnd: string | null;
  readonly disputed: boolean;
  readonly contractEnd: string | null;
  /** Latest end of a switch's transition. */
  readonly latest: string | null;
  readonly effectiveTermination: string | null;
  readonly fallback: boolean;
  readonly handover: string;
  readonly rehearsal: boolean;
  readonly round: number;
  /** Item and its state, in the order of the ids. */
  readonly items: readonly string[];
  readonly suspended: string | null;
  readonly terms: string;
  readonly refuseBy: string | null;
  readonly holds: number;
}

export interface Line {
  readonly kind: 'subscription-credit' | 'reversibility' | 'media' | 'restore';
  readonly clause: string;
  readonly cents: bigint;
  readonly from: string | null;
  readonly to: string | null;
  readonly status: 'ready' | 'held' | 'needs-review';
}

/** The state from an instant on, until the next moment. */
export interface Moment {
  readonly at: number;
  /** The act that led here; `null` for what a date alone brings about. */
  readonly act: string | null;
  /** `null`: without effect either way; the rules do not say whether it is refused or kept. */
  readonly accepted: boolean | null;
  readonly picture: Picture;
  readonly lines: readonly Line[];
  readonly sum: bigint;
}

export interface Deadlines {
  /** Latest day of notice of the running period by reading. */
  readonly notice: Readonly<Record<string, string>>;
  readonly perform: string | null;
  readonly suspension: Readonly<Record<string, string>>;
}

export interface Verdict {
  readonly moments: readonly Moment[];
  /** Ends of the periods that ran, in order. */
  readonly termEnds: readonly string[];
  readonly contractEnd: string | null;
  readonly effectiveTermination: string | null;
  /** First day on which an erasure may be approved. */
  readonly erasableFrom: string | null;
}
