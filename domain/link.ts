import type { LinkScope } from './signed-link.ts';

/** A signed link as its acts tell it: the authority on what a token may still do. Instants in ms since the epoch. */
export interface Link {
  readonly id: string;
  readonly tenant: string;
  /** The person it was made for; the address is where a new one goes. */
  readonly recipient: { readonly name: string; readonly email: string };
  readonly scopes: readonly LinkScope[];
  /** The package whose files it gives; null: it gives none. */
  readonly packageId: string | null;
  readonly tokenHash: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  /** The one exchange that counts: the first in the ledger. */
  readonly exchanged: { readonly at: number; readonly seq: number } | null;
  readonly revoked: { readonly at: number; readonly by: string; readonly reason: string } | null;
  /** Later tries to open it; each was refused. */
  readonly refused: number;
  /** Most bytes that this link and those it renews hand out; null: twenty times the package. */
  readonly maxBytes: number | null;
  /** The link that its holder let be renewed; bytes served count together. */
  readonly renews: string | null;
  readonly bytesServed: number;
}

export type LinkStanding = 'ready' | 'open' | 'expired' | 'revoked';

/** `ready`: can be opened · `open`: was opened, its session may live · `expired`: was never opened in time · `revoked`. */
export function linkStanding(link: Link, nowMs: number): LinkStanding {
  if (link.revoked !== null) return 'revoked';
  if (link.exchanged !== null) return 'open';
  return nowMs < link.expiresAt ? 'ready' : 'expired';
}
