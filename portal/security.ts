import { timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { portalError } from './errors.ts';
import { formToken } from './sessions.ts';

/** What cookies are called and how they are set. */
export interface CookieRules {
  /** Names the session. */
  readonly session: string;
  /** Opens downloads alone, for a download program. */
  readonly download: string;
  /** Ties the form of a link's page to the browser that loaded it. */
  readonly form: string;
  readonly secure: boolean;
}

const PRODUCTION: CookieRules = {
  session: '__Host-coffre',
  download: '__Host-coffre-dl',
  form: '__Host-coffre-form',
  secure: true,
};
/** A browser takes `__Host-` names over TLS only; on plain http there is nothing but this very machine. */
const LOCAL: CookieRules = { session: 'coffre', download: 'coffre-dl', form: 'coffre-form', secure: false };
const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * `__Host-` cookies under https; plain names on http, which is accepted for this very machine alone (demo, tests): elsewhere
 * PORTAL_NOT_SECURE, because whoever is on the way would own the session.
 */
export function cookieRules(publicUrl: string | null): CookieRules {
  if (publicUrl === null) return LOCAL;
  const url = new URL(publicUrl);
  if (url.protocol === 'https:') return PRODUCTION;
  if (LOCAL_NAMES.includes(url.hostname)) return LOCAL;
  throw portalError('PORTAL_NOT_SECURE', `clients would reach the portal over plain http at ${url.host}`);
}

export function cookieOptions(rules: CookieRules): object {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: rules.secure };
}

/** Headers of every answer of the portal; `no-store` and the others come from the server. */
export function pageHeaders(rules: CookieRules): Readonly<Record<string, string>> {
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': '',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
    ...(rules.secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** The origin that forms must come from. */
export function originOf(request: FastifyRequest, publicUrl: string | null): string {
  return publicUrl === null ? `http://${request.headers.host ?? ''}` : new URL(publicUrl).origin;
}

/**
 * PORTAL_FORM unless the request comes from our own page. Under `no-referrer` browsers send `Origin: null` with forms; then
 * `Sec-Fetch-Site`, which no page can set, says whether it was ours.
 */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string | null): void {
  const { origin } = request.headers;
  if (origin === originOf(request, publicUrl)) return;
  if ((origin === undefined || origin === 'null') && request.headers['sec-fetch-site'] === 'same-origin') return;
  throw portalError('PORTAL_FORM', 'the form does not come from this portal');
}

/** PORTAL_FORM unless the form carries the token that this key gave it. */
export function requireFormToken(key: Uint8Array, form: string, given: unknown): void {
  const expected = Buffer.from(formToken(key, form));
  const got = Buffer.alloc(expected.byteLength);
  const text = Buffer.from(typeof given === 'string' ? given : '');
  text.copy(got);
  if (timingSafeEqual(expected, got) && text.byteLength === expected.byteLength) return;
  throw portalError('PORTAL_FORM', 'the form has no token, or that of another');
}

/**
 * Who asks, for limits alone: what the proxy on this machine says of its peer, else the peer itself. Only the last address counts,
 * the one that the proxy wrote.
 */
export function clientAddress(request: FastifyRequest): string {
  const peer = request.socket.remoteAddress ?? 'unknown';
  const local = peer === '::1' || /^(::ffff:)?127\./.test(peer);
  const forwarded = request.headers['x-forwarded-for'];
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return networkOf(local && last !== undefined && last !== '' ? last.slice(0, 64) : peer);
}

/** An IPv6 address by its /64, because whoever has one address of it has them all; everything else as it is. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(address) !== 6 || address.includes('%')) return address;
  // as a host of an address it is spelled in one way, with one gap at most
  const host = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [before = [], after = []] = host.split('::').map((part) => part.split(':').filter((one) => one !== ''));
  const gap = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...gap, ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Sends the visitor elsewhere on the portal, with GET. */
export function seeOther(reply: FastifyReply, path: string): FastifyReply {
  return reply.code(303).header('location', path).send();
}
