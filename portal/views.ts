/**
 * What pages show, as values: whoever wires the portal makes these from the contract's state, the catalogue and the package.
 * Dates are `YYYY-MM-DD`, instants ISO 8601, money integer cents. Every string may be hostile; pages escape it.
 */
import type { ContestReason, Handover, Lifecycle } from '../domain/index.ts';

export type { ContestReason, Link, LinkScope } from '../domain/index.ts';

export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** Lifecycle of the contract, contract.md § 4.1. */
export type LifecycleKind = Lifecycle['kind'];

/** State of the hand-over, contract.md § 4.2. */
export type HandoverKind = Handover['kind'];

export const CONTEST_REASONS = [
  'missing',
  'unreadable',
  'count-differs',
  'wrong-rights',
  'other',
] as const satisfies readonly ContestReason[];
export type CutoverHow = 'mx-moved' | 'mailboxes-closed';

/** One date with every reading of the clause it follows from. */
export interface DeadlineView {
  /** e.g. `term.end`, `notice.deadline`: the page has the words. */
  readonly timer: string;
  readonly clause: string;
  readonly readings: readonly { readonly reading: string; readonly date: string }[];
}

export interface RefusalView {
  readonly rule: string;
  readonly clause: string;
  readonly message: Words;
  readonly unlockedBy: Words;
}

export interface ContractView {
  readonly tenantName: string;
  readonly contractId: string | null;
  readonly lifecycle: LifecycleKind;
  readonly handover: HandoverKind;
  /** Tried out from an active contract, without legal effect. */
  readonly rehearsal: boolean;
  readonly round: number;
  readonly suspended: boolean;
  readonly contractEnd: string | null;
  readonly effectiveTermination: string | null;
  readonly deadlines: readonly DeadlineView[];
  readonly billing: {
    readonly monthlyCents: number;
    readonly currency: string;
    /** Last day billed; null while none is known. */
    readonly lastDay: string | null;
    readonly due: readonly {
      readonly label: Words;
      readonly clause: string;
      readonly reading: string | null;
      readonly amountCents: number;
    }[];
  } | null;
  /** What keeps the contract from ending. */
  readonly blocking: readonly RefusalView[];
}

export interface InventoryView {
  readonly frozenAt: string | null;
  readonly classes: readonly { readonly label: Words; readonly count: number; readonly bytes: number | null }[];
  readonly mailboxes: readonly {
    readonly id: string;
    readonly name: string;
    readonly part: 'primary' | 'archive' | 'configuration';
    readonly items: number | null;
    readonly bytes: number | null;
    readonly status: 'captured' | 'partial' | 'missing';
    readonly verdict: string | null;
  }[];
  readonly notCaptured: readonly { readonly what: string; readonly why: string }[];
}

export interface ItemView {
  /** Opaque, unique in its package. */
  readonly id: string;
  readonly label: Words;
  readonly detail: Words | null;
  readonly status: 'open' | 'confirmed' | 'contested' | 'waived';
  readonly reason: ContestReason | null;
}

export interface ItemsView {
  readonly round: number;
  readonly root: string | null;
  readonly signatory: { readonly name: string; readonly capacity: string };
  readonly items: readonly ItemView[];
  readonly cutover: string | null;
  /** The contract has ended by a confirmation already. */
  readonly concluded: boolean;
}

export type ActOutcome =
  | { readonly kind: 'recorded'; readonly receipts: readonly string[] }
  | { readonly kind: 'refused'; readonly reasons: readonly RefusalView[] };

export interface PackageFile {
  /** 26 base32 characters, random per package. */
  readonly id: string;
  readonly bag: string;
  /** Inside the bag, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly sha512: string;
}

/** A package whose files can be read at any offset, straight from the vault. */
export interface OpenPackage {
  readonly id: string;
  readonly round: number;
  readonly root: string | null;
  readonly files: readonly PackageFile[];
  /** Exactly `length` bytes of the file, pulled one piece at a time: nothing is read ahead of the socket. */
  read(fileId: string, offset: number, length: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** What was handed to sockets of one file since the last report, and how much of it was handed out altogether. */
export interface ServedFile {
  readonly file: string;
  readonly bytes: number;
  readonly responses: number;
  readonly aborted: number;
  /** Parts of 64 MiB. */
  readonly parts: number;
  /** Base64 of a bitmap, first part in the lowest bit of the first byte: set where every byte of the part was handed out. */
  readonly covered: string;
  readonly complete: boolean;
}

export interface ReceiptView {
  readonly id: string;
  readonly at: string;
  /** Type of the event, e.g. `items.confirmed`. */
  readonly type: string;
  readonly actor: string;
  readonly summary: Words | null;
  readonly pdf: boolean;
}

export interface TimelineEntry {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly detail: Words | null;
  /** SHA-256 of the act in the chain. */
  readonly hash: string;
}

export interface RestoreView {
  /** What a restore costs, in words; null where nobody may say so yet. */
  readonly tariff: Words | null;
  readonly points: readonly {
    readonly id: string;
    readonly mailbox: string;
    readonly part: 'primary' | 'archive' | 'configuration';
    readonly night: string;
    readonly verdict: 'UNSCANNED' | 'CLEAN' | 'NOTICE' | 'SUSPECT' | 'COMPROMISED';
    readonly verified: string | null;
    readonly bytes: number;
    readonly status: 'ok' | 'partial';
  }[];
}
