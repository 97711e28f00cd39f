import { LINK_SCOPES, type Link } from '../domain/index.ts';
import type { LedgerEvent } from '../ledger/index.ts';

/** Types of the acts that make, open, end and use links. */
export const linkActs = {
  created: 'link.created',
  exchanged: 'link.exchanged',
  refused: 'link.refused',
  revoked: 'link.revoked',
  served: 'bytes.served',
} as const;

/**
 * Every link by id, as the acts tell it: a pure fold, so that all processes and all replays agree. Of several exchanges the
 * first in the ledger counts, the others were refused; nothing opens a link behind its revocation, and what renews a revoked one
 * is revoked from the first. An act that makes a link
 * and does not read as one makes none: it is refused, never guessed at.
 */
export function linksOf(acts: readonly LedgerEvent[]): ReadonlyMap<string, Link> {
  const links = new Map<string, Link>();
  for (const act of acts) {
    const { lid } = act.body;
    if (typeof lid !== 'string') continue;
    const link = links.get(lid);
    const next = link === undefined ? created(act, lid, links) : changed(link, act);
    if (next !== null) links.set(lid, next);
  }
  return links;
}

function created(act: LedgerEvent, id: string, before: ReadonlyMap<string, Link>): Link | null {
  if (act.type !== linkActs.created || act.tenant === null) return null;
  const { tokenHash, name, email, scopes, packageId, exp, maxBytes, renews } = act.body;
  if (typeof tokenHash !== 'string' || typeof name !== 'string' || typeof email !== 'string') return null;
  if (!Array.isArray(scopes) || typeof exp !== 'number') return null;
  return {
    id,
    tenant: act.tenant,
    recipient: { name, email },
    scopes: LINK_SCOPES.filter((one) => scopes.includes(one)),
    packageId: typeof packageId === 'string' ? packageId : null,
    tokenHash,
    createdAt: Date.parse(act.at),
    createdBy: act.actor,
    expiresAt: exp * 1000,
    exchanged: null,
    revoked: (typeof renews === 'string' ? before.get(renews) : undefined)?.revoked ?? null,
    refused: 0,
    maxBytes: typeof maxBytes === 'number' ? maxBytes : null,
    renews: typeof renews === 'string' ? renews : null,
    bytesServed: 0,
  };
}

function changed(link: Link, act: LedgerEvent): Link {
  const at = Date.parse(act.at);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  switch (act.type) {
    case linkActs.exchanged:
      if (link.exchanged !== null || link.revoked !== null) return { ...link, refused: link.refused + 1 };
      return { ...link, exchanged: { at, seq: act.seq } };
    case linkActs.refused:
      return { ...link, refused: link.refused + 1 };
    case linkActs.revoked:
      if (link.revoked !== null) return link;
      return { ...link, revoked: { at, by: act.actor, reason: text(act.body['reason']) } };
    case linkActs.served: {
      const { bytes } = act.body;
      return { ...link, bytesServed: link.bytesServed + (typeof bytes === 'number' ? bytes : 0) };
    }
    default:
      return link;
  }
}

/**
 * This link, those it renews and all that were renewed from them: one person's, from the one that somebody made by hand. They share
 * what they may hand out, and a revocation.
 */
export function familyOf(links: ReadonlyMap<string, Link>, id: string): readonly Link[] {
  const first = firstOf(links, id);
  return [...links.values()].filter((one) => firstOf(links, one.id) === first);
}

function firstOf(links: ReadonlyMap<string, Link>, id: string): string {
  const seen = new Set<string>();
  let first = id;
  for (let link = links.get(id); link !== undefined && !seen.has(link.id); link = links.get(link.renews ?? '')) {
    seen.add(link.id);
    first = link.id;
  }
  return first;
}
