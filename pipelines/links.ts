import { base32, type Clock, type JsonValue } from '../core/index.ts';
import {
  domainError,
  type Link,
  type LinkKeys,
  type LinkScope,
  linkTimeHolds,
  linkTokenHash,
  makeLinkToken,
  readLinkToken,
  sameHash,
} from '../domain/index.ts';
import type { Ledger } from '../ledger/index.ts';
import { pipelineError } from './errors.ts';
import { familyOf, linkActs, linksOf } from './links-of.ts';

export interface LinkDeps {
  readonly ledger: Pick<Ledger, 'append' | 'events'>;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  readonly keys: LinkKeys;
}

export interface LinkRequest {
  readonly tenant: string;
  readonly actor: string;
  readonly recipient: { readonly name: string; readonly email: string };
  readonly scopes: readonly LinkScope[];
  readonly packageId: string | null;
  /** Seven days where absent. */
  readonly lifetimeMs?: number;
  /** Most bytes it hands out; null: twenty times the package. */
  readonly maxBytes?: number | null;
  /** The link whose holder asked for a new one. */
  readonly renews?: string;
}

/** Long enough for a holiday; a right never ends with a link, since a new one can be asked for. */
export const LINK_LIFETIME_MS = 7 * 86_400_000;
/** A token in a forgotten mailbox stays usable that long at most. */
const LONGEST_LIFETIME_MS = 92 * 86_400_000;

/**
 * Makes a link. The token is given once and never kept: only its hash is in the ledger. LINK_INVALID where name, address,
 * scopes or life are none.
 */
export async function createLink(
  deps: LinkDeps,
  request: LinkRequest,
  signal: AbortSignal,
): Promise<{ readonly link: Link; readonly token: string }> {
  const { recipient, scopes, tenant, actor, lifetimeMs = LINK_LIFETIME_MS } = request;
  const { name, email } = recipient;
  if (!/^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/.test(email) || /\p{Cc}/u.test(`${name}${email}`)) {
    throw domainError('LINK_INVALID', 'a link is made for a person with a name and a mail address');
  }
  if (lifetimeMs < 1000 || lifetimeMs > LONGEST_LIFETIME_MS || recipient.name.length > 200) {
    throw domainError('LINK_INVALID', 'a link lives from a second to 92 days and names its holder in 200 characters');
  }
  const lid = base32(deps.random(16)).slice(0, 26);
  const iat = Math.floor(deps.clock.now() / 1000);
  const exp = iat + Math.floor(lifetimeMs / 1000);
  const { packageId } = request;
  const claims = { lid, ten: tenant, sub: recipient.name, scp: scopes, pkg: packageId, iat, exp };
  const token = makeLinkToken(claims, deps.keys);
  const body = {
    lid,
    tokenHash: linkTokenHash(token),
    ...recipient,
    scopes,
    packageId,
    exp,
    maxBytes: request.maxBytes ?? null,
    renews: request.renews ?? null,
  };
  await deps.ledger.append({ actor, type: linkActs.created, tenant, body }, signal);
  return { link: await knownLink(deps, lid), token };
}

export type LinkExchange =
  | { readonly kind: 'opened'; readonly link: Link }
  | { readonly kind: 'spent'; readonly link: Link }
  | { readonly kind: 'refused' };

/** A refusal of one link is recorded at most this often, so that a held token cannot fill the ledger. */
const REFUSALS_RECORDED = 20;

/**
 * Opens a link exactly once: appends the exchange, then reads again; the first in the ledger wins, across processes. `spent` is
 * a good link that was opened before. Every other token, be it unknown, edited, expired or revoked, is `refused`, and each
 * costs the same reads and comparisons.
 */
export async function exchangeLink(deps: LinkDeps, token: string, signal: AbortSignal): Promise<LinkExchange> {
  const found = await linkOfToken(deps, token);
  if (found === null || found.revoked !== null) return { kind: 'refused' };
  if (!linkTimeHolds({ iat: found.createdAt / 1000, exp: found.expiresAt / 1000 }, deps.clock.now())) {
    return { kind: 'refused' };
  }
  if (found.exchanged !== null) return spent(deps, found, signal);
  const act = { actor: holder(found), tenant: found.tenant, body: { lid: found.id } };
  const { seq } = await deps.ledger.append({ ...act, type: linkActs.exchanged }, signal);
  const link = await knownLink(deps, found.id);
  if (link.exchanged?.seq === seq) return { kind: 'opened', link };
  return link.revoked === null ? { kind: 'spent', link } : { kind: 'refused' };
}

async function spent(deps: LinkDeps, link: Link, signal: AbortSignal): Promise<LinkExchange> {
  if (link.refused < REFUSALS_RECORDED) {
    const act = { actor: holder(link), tenant: link.tenant, body: { lid: link.id, reason: 'opened before' } };
    await deps.ledger.append({ ...act, type: linkActs.refused }, signal);
  }
  return { kind: 'spent', link };
}

/** The link that this very token belongs to, whatever its standing; null for a token that is none of ours. */
export async function linkOfToken(deps: Pick<LinkDeps, 'ledger' | 'keys'>, token: string): Promise<Link | null> {
  const claims = readLinkToken(token, deps.keys);
  const links = linksOf(await deps.ledger.events());
  const link = links.get(claims?.lid ?? '');
  const same = sameHash(linkTokenHash(token), link?.tokenHash ?? '');
  return claims !== null && link !== undefined && same && link.tenant === claims.ten ? link : null;
}

/** Renewals in a day for one person: each is a mail, and a door more. */
const RENEWALS_A_DAY = 3;
const DAY_MS = 86_400_000;

/**
 * The link of this token, where its holder may be sent a new one: it opens no more, none of those that hang together with it was
 * revoked, and they are not renewed too often. Null otherwise, and for every other token.
 */
export async function renewableLink(
  deps: Pick<LinkDeps, 'ledger' | 'keys' | 'clock'>,
  token: string,
): Promise<Link | null> {
  const link = await linkOfToken(deps, token);
  const now = deps.clock.now();
  if (link === null || (link.exchanged === null && now < link.expiresAt)) return null;
  const family = familyOf(linksOf(await deps.ledger.events()), link.id);
  if (family.some(({ revoked }) => revoked !== null)) return null;
  const lately = family.filter(({ renews, createdAt }) => renews !== null && createdAt > now - DAY_MS);
  return lately.length < RENEWALS_A_DAY ? link : null;
}

/**
 * Ends a link at once, with those it renews and all that were renewed from them: one person's. Sessions and streams under them end
 * within a minute. `recorded` is false where all were revoked before. LINK_NOT_FOUND.
 */
export async function revokeLink(
  deps: Pick<LinkDeps, 'ledger'>,
  request: { readonly id: string; readonly actor: string; readonly reason: string },
  signal: AbortSignal,
): Promise<{ readonly link: Link; readonly recorded: boolean }> {
  const { id } = await knownLink(deps, request.id);
  const open = familyOf(linksOf(await deps.ledger.events()), id).filter(({ revoked }) => revoked === null);
  const { actor, reason } = request;
  for (const { id: lid, tenant } of open) {
    const body = { lid, reason: reason.slice(0, 500) };
    await deps.ledger.append({ actor, type: linkActs.revoked, tenant, body }, signal);
  }
  return { link: await knownLink(deps, id), recorded: open.length > 0 };
}

/** Links in the order of the ledger, of one tenant or of all. */
export async function listLinks(deps: Pick<LinkDeps, 'ledger'>, tenant?: string): Promise<readonly Link[]> {
  const links = [...linksOf(await deps.ledger.events()).values()];
  return tenant === undefined ? links : links.filter((one) => one.tenant === tenant);
}

/** The link of this id, or of which this is the start, where only one begins so. LINK_NOT_FOUND. */
export async function knownLink(deps: Pick<LinkDeps, 'ledger'>, id: string): Promise<Link> {
  const links = linksOf(await deps.ledger.events());
  const exact = links.get(id);
  if (exact !== undefined) return exact;
  const begins = id.length < 6 ? [] : [...links.values()].filter((one) => one.id.startsWith(id));
  const [only] = begins;
  if (only === undefined || begins.length > 1) {
    throw pipelineError('LINK_NOT_FOUND', `no link, or not one only, is called ${JSON.stringify(id.slice(0, 40))}`);
  }
  return only;
}

/** A link with what it and all its renewals handed out; a person's link that was made by hand begins at nothing. Null where there is none: a border asks this, where nobody is told why. */
export async function findLink(
  deps: Pick<LinkDeps, 'ledger'>,
  id: string,
): Promise<{ readonly link: Link; readonly servedBytes: number } | null> {
  const links = linksOf(await deps.ledger.events());
  const link = links.get(id);
  if (link === undefined) return null;
  return { link, servedBytes: familyOf(links, id).reduce((sum, { bytesServed }) => sum + bytesServed, 0) };
}

/** Of one act; with a bitmap of 200 bytes a file this stays below what the ledger takes (64 KiB). */
const FILES_AN_ACT = 100;

/** Records bytes handed to sockets through a link: sent is not received, and the act says no more. */
export async function recordServed(
  deps: Pick<LinkDeps, 'ledger'>,
  link: Link,
  report: {
    readonly session: string;
    readonly files: readonly ({ readonly bytes: number } & { readonly [key: string]: JsonValue })[];
  },
  signal: AbortSignal,
): Promise<void> {
  const { session, files } = report;
  for (let from = 0; from < files.length; from += FILES_AN_ACT) {
    const some = files.slice(from, from + FILES_AN_ACT);
    const bytes = some.reduce((sum, one) => sum + one.bytes, 0);
    const body = { lid: link.id, packageId: link.packageId, session, bytes, files: some };
    await deps.ledger.append({ actor: holder(link), type: linkActs.served, tenant: link.tenant, body }, signal);
  }
}

/** Who acts where the portal's visitor does: the person the link names. */
function holder(link: Link): string {
  return link.recipient.name;
}
