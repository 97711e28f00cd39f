import type { Clock, Logger, Secret } from '../core/index.ts';
import type {
  ActOutcome,
  ContestReason,
  ContractView,
  CutoverHow,
  InventoryView,
  ItemsView,
  Link,
  OpenPackage,
  ReceiptView,
  RestoreView,
  ServedFile,
  TimelineEntry,
} from './views.ts';

export type Language = 'fr' | 'en';

/** What became of an exchange; everything that does not open looks the same to whoever asked. */
export type Exchange =
  | { readonly kind: 'opened'; readonly link: Link }
  /** A good link that somebody opened before; both sides are told by whoever implements this. */
  | { readonly kind: 'spent'; readonly link: Link }
  | { readonly kind: 'refused' };

/** Links as the ledger tells them, across processes: a revocation by a command is seen by the next `find`. */
export interface PortalLinks {
  exchange(token: string, signal: AbortSignal): Promise<Exchange>;
  /** Read anew; null where there is none. A rejection cuts what hangs on the link. */
  find(id: string, signal: AbortSignal): Promise<Link | null>;
  /** Sends a new link to the recipient where the old one is ours and the data are still there; tells nobody else. */
  renew(token: string, language: Language, signal: AbortSignal): Promise<void>;
  /** Records what was handed to sockets, of at most a hundred files: an act. A few calls per session and 30 s. */
  served(link: Link, session: string, files: readonly ServedFile[], signal: AbortSignal): Promise<void>;
}

/** What the client does on the portal. Each needs the second factor, which the portal has checked when it calls. */
export interface PortalActs {
  confirm(
    link: Link,
    act: { readonly items: readonly string[]; readonly statement: string | null },
    signal: AbortSignal,
  ): Promise<ActOutcome>;
  contest(
    link: Link,
    act: { readonly items: readonly string[]; readonly reason: ContestReason; readonly text: string },
    signal: AbortSignal,
  ): Promise<ActOutcome>;
  /** `on` as YYYY-MM-DD. */
  declareCutover(
    link: Link,
    act: { readonly how: CutoverHow; readonly on: string },
    signal: AbortSignal,
  ): Promise<ActOutcome>;
  /** "I have recovered everything": what ends the contract once its other conditions are met. */
  conclude(link: Link, act: { readonly statement: string }, signal: AbortSignal): Promise<ActOutcome>;
}

/** What a code signs: the signatory may see nothing of it but the mail with the code. */
export interface Declared {
  /** How many items. */
  readonly confirm: number;
  readonly contest: number;
  /** Day of the cut-over, `YYYY-MM-DD`. */
  readonly cutover: string | null;
  readonly conclude: boolean;
}

/** Everything that the portal shows and does comes in here; it opens no store, ledger or catalogue itself. */
export interface PortalOptions {
  /** Origin under which clients reach the portal, without a slash at its end; null: whatever the request names (tests, demo). */
  readonly publicUrl: string | null;
  readonly organisation: { readonly name: string; readonly contact: string | null };
  readonly timezone: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: (bytes: number) => Uint8Array;
  readonly links: PortalLinks;
  readonly acts: PortalActs;
  /** Sends the code to the signatory by another channel, with what it signs; gives the masked address for the page. */
  sendCode(
    link: Link,
    message: {
      readonly code: Secret;
      readonly language: Language;
      readonly minutes: number;
      readonly declares: Declared;
    },
    signal: AbortSignal,
  ): Promise<{ readonly to: string }>;
  contract(link: Link, signal: AbortSignal): Promise<ContractView>;
  inventory(link: Link, signal: AbortSignal): Promise<InventoryView | null>;
  items(link: Link, signal: AbortSignal): Promise<ItemsView | null>;
  /** The link's package; null where it has none or nothing is prepared yet. Asked once per session and package. */
  openPackage(link: Link, signal: AbortSignal): Promise<OpenPackage | null>;
  receipts(link: Link, signal: AbortSignal): Promise<readonly ReceiptView[]>;
  /** One receipt of this link's tenant; null for any other. */
  receipt(link: Link, id: string, format: 'json' | 'pdf', signal: AbortSignal): Promise<Uint8Array | null>;
  timeline(link: Link, signal: AbortSignal): Promise<readonly TimelineEntry[]>;
  restore(link: Link, signal: AbortSignal): Promise<RestoreView>;
  /** Bytes per second handed to one tenant; null: no limit. */
  readonly bytesPerSecond?: number | null;
}
