import type { ContestReason, Proof } from '../../domain/index.ts';

/** Acts of a client that get a receipt at once. */
export type ReceiptAct =
  | 'reversibility.requested'
  | 'route.free-chosen'
  | 'quote.accepted'
  | 'items.confirmed'
  | 'items.contested'
  | 'items.claimed-late'
  | 'receipt.verified'
  | 'cutover.declared'
  | 'recovery.confirmed'
  | 'switch.requested'
  | 'terms.refused'
  | 'erase.instructed';

/** One act of the client as it was recorded. */
export interface ReceiptFacts {
  readonly act: ReceiptAct;
  /** Id of the event, its place in the ledger and the hash that chains it. */
  readonly event: { readonly id: string; readonly seq: number; readonly hash: string };
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly actor: { readonly name: string; readonly capacity: string };
  /** `paper`: a signed paper that two persons recorded. */
  readonly channel: 'portal' | 'paper';
  readonly secondFactor: boolean;
  readonly package: { readonly id: string; readonly round: number; readonly root: string } | null;
  readonly items: readonly {
    readonly label: string;
    readonly reason: ContestReason | null;
    /** The client's own words. */
    readonly text: string | null;
  }[];
  /** The sentence that the client typed or signed. */
  readonly statement: string | null;
  readonly proofs: readonly Proof[];
  /** What follows from the act, in the document's language. */
  readonly follows: readonly string[];
}
