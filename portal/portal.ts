import type { FastifyReply, FastifyRequest } from 'fastify';
import { portalError } from './errors.ts';
import { createLimits, type Limits } from './limits.ts';
import type { PortalOptions } from './options.ts';
import { createPace, type Pace } from './pace.ts';
import { type CookieRules, cookieRules } from './security.ts';
import { createServedLog, type ServedLog } from './served-log.ts';
import { ABSOLUTE_MS, createSessions, type Session, type Sessions } from './sessions.ts';
import { createStreams, type Streams } from './streams.ts';
import type { Link, LinkScope, OpenPackage } from './views.ts';

/** What all routes share. */
export interface Portal {
  readonly options: PortalOptions;
  readonly cookies: CookieRules;
  readonly sessions: Sessions;
  readonly limits: Limits;
  readonly streams: Streams;
  readonly served: ServedLog;
  readonly pace: Pace;
  /** Aborts when the server stops. */
  readonly stop: AbortSignal;
}

export function createPortal(options: PortalOptions, stop: AbortSignal): Portal {
  const { clock, random, links, log } = options;
  return {
    options,
    cookies: cookieRules(options.publicUrl),
    sessions: createSessions(clock, random),
    limits: createLimits(clock),
    streams: createStreams({
      links,
      clock,
      stop,
      expired: (session) => clock.monotonic() - session.startedAt >= ABSOLUTE_MS,
    }),
    served: createServedLog({ links, clock, log }),
    pace: createPace(clock, options.bytesPerSecond ?? null),
    stop,
  };
}

/** Who asks, and what the link still allows at this very moment. */
export interface Visitor {
  readonly session: Session;
  readonly link: Link;
}

/** The visitor of this request, its link read anew; PORTAL_SESSION where there is none, PORTAL_SCOPE where the link does not allow it. */
export async function visitor(portal: Portal, request: FastifyRequest, scope: LinkScope): Promise<Visitor> {
  const session = portal.sessions.use(request.cookies[portal.cookies.session] ?? '');
  return admitted(portal, session, scope);
}

/** As `visitor`, for files: a download program brings the number that opens downloads alone. */
export async function downloader(portal: Portal, request: FastifyRequest): Promise<Visitor> {
  const { sessions, cookies } = portal;
  const session =
    sessions.use(request.cookies[cookies.session] ?? '') ??
    sessions.useDownload(request.cookies[cookies.download] ?? '');
  return admitted(portal, session, 'download');
}

async function admitted(portal: Portal, session: Session | null, scope: LinkScope): Promise<Visitor> {
  if (session === null) throw portalError('PORTAL_SESSION', 'no session');
  const link = await portal.options.links.find(session.linkId, portal.stop);
  if (link === null || link.revoked !== null) {
    endSession(portal, session, 'the link was revoked');
    throw portalError('PORTAL_SESSION', 'the link is no longer valid');
  }
  // whoever may fetch or confirm may look
  const allowed = link.scopes.includes(scope) || (scope === 'view' && link.scopes.length > 0);
  if (!allowed) throw portalError('PORTAL_SCOPE', `the link does not allow: ${scope}`);
  return { session, link };
}

/** Ends a session with everything that hangs on it. */
export function endSession(portal: Portal, session: Session, why: string): void {
  portal.sessions.end(session);
  portal.streams.cut(session, why);
}

/** The link's package, opened once a session; null where there is none yet. */
export async function packageOf(portal: Portal, { session, link }: Visitor): Promise<OpenPackage | null> {
  session.package ??= portal.options.openPackage(link, portal.stop).then(
    (found) => {
      // not there yet: asked for again by the next page
      if (found === null) session.package = null;
      return found;
    },
    (error: unknown) => {
      session.package = null;
      throw error;
    },
  );
  return session.package;
}

/** A form's fields: strings only, the last of several with one name. */
export function fieldsOf(request: FastifyRequest): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  if (typeof request.body !== 'object' || request.body === null) return fields;
  for (const [name, value] of Object.entries(request.body)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') fields[name] = last;
  }
  return fields;
}

/** The session's cookie, gone. */
export function forgetCookies(portal: Portal, reply: FastifyReply): void {
  for (const name of [portal.cookies.session, portal.cookies.download]) {
    reply.clearCookie(name, { path: '/', secure: portal.cookies.secure });
  }
}
