import type { Cents, ContestReason, Derivation } from '../../domain/index.ts';

/** What the procès-verbal of a hand-over states, in the order of its sixteen sections (handover.md § 8). */
export interface MinutesFacts {
  /** Asked for while the contract runs: tried out, without legal effect. */
  readonly rehearsal: boolean;
  // 1
  readonly signatory: { readonly name: string; readonly capacity: string; readonly email: string };
  readonly contract: { readonly textSha256: string; readonly subscribedOn: string };
  // 2
  readonly request: { readonly on: string; readonly by: string; readonly channel: string } | null;
  readonly derivations: readonly Derivation[];
  readonly packs: readonly string[];
  // 3
  readonly rounds: readonly {
    readonly round: number;
    readonly frozenAt: string;
    readonly packageId: string | null;
    readonly reason: string | null;
  }[];
  readonly cutover: { readonly how: 'mx-moved' | 'mailboxes-closed'; readonly on: string } | null;
  // 4
  readonly registerVersion: string;
  readonly classes: readonly {
    readonly number: number;
    readonly name: string;
    readonly state: 'captured' | 'partial' | 'not-captured' | 'not-applicable';
    readonly entries: number | null;
    readonly why: string | null;
  }[];
  readonly mailboxes: readonly {
    readonly label: string;
    readonly kind: 'primary' | 'archive';
    readonly items: number;
    readonly bytes: number;
    readonly snapshots: readonly string[];
  }[];
  // 5
  readonly packages: readonly {
    readonly id: string;
    readonly round: number;
    readonly root: string;
    readonly bags: number;
    readonly files: number;
    readonly bytes: number;
  }[];
  // 6
  readonly links: readonly {
    readonly id: string;
    readonly recipient: string;
    readonly from: string;
    readonly until: string;
    readonly openedAt: string | null;
    readonly bytesServed: number;
  }[];
  readonly media: readonly {
    readonly serial: string;
    readonly seal: string;
    readonly carrier: string;
    readonly receipt: string | null;
  }[];
  // 7
  readonly differences: readonly {
    readonly what: string;
    readonly class: string;
    readonly count: number;
    readonly message: string;
  }[];
  /** Differences without an explanation: a package with any is not delivered. */
  readonly unexplained: number;
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
  // 8
  readonly verdicts: readonly {
    readonly label: string;
    readonly night: string;
    readonly verdict: 'UNSCANNED' | 'CLEAN' | 'NOTICE' | 'SUSPECT' | 'COMPROMISED';
    readonly reasons: readonly string[];
  }[];
  // 9 and 14
  readonly items: readonly {
    readonly label: string;
    readonly round: number;
    readonly status: 'open' | 'confirmed' | 'contested' | 'waived';
    readonly reason: ContestReason | null;
  }[];
  readonly statement: { readonly words: string; readonly by: string; readonly at: string } | null;
  readonly reservations: readonly {
    readonly labels: readonly string[];
    readonly reason: ContestReason;
    readonly words: string;
  }[];
  // 10
  readonly verifierReceipt: {
    readonly root: string;
    readonly differences: number;
    readonly signed: boolean;
    readonly at: string;
  } | null;
  // 11
  readonly amounts: readonly {
    readonly text: string;
    readonly clause: string;
    readonly reading: string | null;
    readonly amountCents: Cents;
    readonly status: string;
  }[];
  /** Why nothing is due, in the document's language; null where something is. */
  readonly zeroBecause: string | null;
  // 12
  readonly lastBilledDay: string | null;
  // 13
  readonly retention: {
    /** No erasure before this day, which needs the client's instruction all the same. */
    readonly notBefore: string | null;
    /** Null where nobody has looked yet. */
    readonly lockedVersions: number | null;
    readonly lastLockUntil: string | null;
  };
  // 15
  readonly signatures: readonly {
    readonly name: string;
    readonly capacity: string;
    readonly method: string;
    readonly at: string;
  }[];
}
