import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../core/index.ts';
import { domainError } from './errors.ts';

/** What a link lets its holder do: look, fetch files, confirm or contest (with a code sent to the signatory as well). */
export const LINK_SCOPES = ['view', 'download', 'confirm'] as const;
export type LinkScope = (typeof LINK_SCOPES)[number];

/** What a token says; `iat` and `exp` in seconds since the epoch. Nothing in it is a secret, all of it is authenticated. */
export interface LinkClaims {
  /** Key of the month in which the link was made, `YYYY-MM`. */
  readonly kid: string;
  /** 26 base32 characters, 128 random bits. */
  readonly lid: string;
  readonly ten: string;
  /** The person named; cut to `MAX_SUBJECT_BYTES`. */
  readonly sub: string;
  readonly scp: readonly LinkScope[];
  readonly pkg: string | null;
  readonly iat: number;
  readonly exp: number;
}

/** Gives the key of a month. */
export type LinkKeys = (kid: string) => Uint8Array;

/** Longer names would make addresses that mail programs break. */
const MAX_SUBJECT_BYTES = 64;
/** Nobody's address is longer; bounds what is decoded before it is authenticated. */
export const MAX_TOKEN_LENGTH = 1024;
/**
 * A machine's clock that went back by up to two days still opens the links made before; one further back opens nothing, so
 * that setting the clock back does not revive what has expired long ago.
 */
const CLOCK_BEHIND_S = 48 * 3600;
const TOKEN = /^c1\.([A-Za-z0-9_-]{1,900})\.([A-Za-z0-9_-]{43})$/;

/**
 * The keys of links: one a month, derived from the vault's master key with a label of its own, so that losing the state
 * folder loses no link, and no key has to be kept. A key of one month authenticates nothing of another.
 */
export function linkKeys(masterKey: Uint8Array): LinkKeys {
  return (kid) => Buffer.from(hkdfSync('sha256', masterKey, Buffer.from(kid, 'utf8'), 'coffre/link/v1', 32));
}

/** The month whose key authenticates a link made at `iat` (seconds). */
export function linkKeyId(iat: number): string {
  return new Date(iat * 1000).toISOString().slice(0, 7);
}

/** `c1.<claims>.<mac>`, base64url: HMAC-SHA-256 over `c1.<claims>`. LINK_INVALID where the claims are no claims. */
export function makeLinkToken(claims: Omit<LinkClaims, 'kid'>, keys: LinkKeys): string {
  const whole: LinkClaims = { ...claims, kid: linkKeyId(claims.iat), sub: cut(claims.sub, MAX_SUBJECT_BYTES) };
  if (readClaims(JSON.parse(canonicalJson({ ...whole }))) === null) {
    throw domainError('LINK_INVALID', 'a link cannot be made of these claims');
  }
  const signed = `c1.${Buffer.from(canonicalJson({ ...whole })).toString('base64url')}`;
  return `${signed}.${mac(signed, keys(whole.kid)).toString('base64url')}`;
}

/**
 * The claims of a token that one of our keys made, or null for anything else. The MAC is compared in constant time, and
 * computed for a text that is no token too, so that the answer takes as long. Expiry is not judged here.
 */
export function readLinkToken(token: string, keys: LinkKeys): LinkClaims | null {
  const parts = token.length <= MAX_TOKEN_LENGTH ? TOKEN.exec(token) : null;
  const [, encoded = 'none', given = 'A'.repeat(43)] = parts ?? [];
  const claims = parts === null ? null : decodeClaims(encoded);
  const expected = mac(`c1.${encoded}`, keys(claims?.kid ?? '1970-01'));
  const got = Buffer.alloc(expected.byteLength);
  Buffer.from(given, 'base64url').copy(got);
  // base64url spells some bytes in several ways; only ours is the token whose hash was kept
  const spelled = got.toString('base64url') === given;
  return timingSafeEqual(expected, got) && spelled ? claims : null;
}

/** Whether the token's time has come and not gone; `nowMs` is the machine's clock, right to within two days. */
export function linkTimeHolds(claims: Pick<LinkClaims, 'iat' | 'exp'>, nowMs: number): boolean {
  const now = Math.floor(nowMs / 1000);
  return now < claims.exp && now >= claims.iat - CLOCK_BEHIND_S;
}

/** What is kept of a token: whoever reads the ledger cannot open links. */
export function linkTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Two hex digests, compared in constant time. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [a, b].map((one) => createHash('sha256').update(one).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

function mac(text: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function decodeClaims(encoded: string): LinkClaims | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64url'));
    return readClaims(JSON.parse(text));
  } catch {
    return null;
  }
}

function readClaims(value: unknown): LinkClaims | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kid, lid, ten, sub, scp, pkg, iat, exp } = value as Partial<Record<keyof LinkClaims, unknown>>;
  const seconds = (one: unknown): one is number =>
    Number.isSafeInteger(one) && Number(one) > 0 && Number(one) < 2 ** 40;
  if (!seconds(iat) || !seconds(exp) || exp <= iat || kid !== linkKeyId(iat)) return null;
  if (typeof lid !== 'string' || !/^[a-z2-7]{26}$/.test(lid)) return null;
  if (typeof ten !== 'string' || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(ten)) return null;
  if (typeof sub !== 'string' || sub === '' || Buffer.byteLength(sub) > MAX_SUBJECT_BYTES) return null;
  if (pkg !== null && (typeof pkg !== 'string' || !/^[A-Za-z0-9._-]{1,80}$/.test(pkg))) return null;
  if (!Array.isArray(scp) || scp.length === 0 || scp.length > LINK_SCOPES.length) return null;
  const scopes = LINK_SCOPES.filter((one) => scp.includes(one));
  return scopes.length === scp.length ? { kid, lid, ten, sub, scp: scopes, pkg, iat, exp } : null;
}

/** The start of a name in at most `bytes` of UTF-8, no character cut in two. */
function cut(text: string, bytes: number): string {
  let out = '';
  for (const character of text) {
    if (Buffer.byteLength(out + character) > bytes) break;
    out += character;
  }
  return out;
}
