import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { MAX_TOKEN_LENGTH } from '../../domain/index.ts';
import { type PageContext, pageContext } from '../layout.ts';
import type { Language } from '../options.ts';
import { notOpenedPage, openPage, renewedPage } from '../pages/open.ts';
import { problemPage } from '../pages/problem.ts';
import { fieldsOf, type Portal } from '../portal.ts';
import { clientAddress, cookieOptions, requireFormToken, requireOwnOrigin, seeOther } from '../security.ts';
import { formToken } from '../sessions.ts';
import { askedLanguage, sendPage } from './context.ts';

/**
 * `GET /l/<token>` changes nothing and looks nothing up: mail scanners follow links, and the page is the same for every token.
 * `POST /l/<token>/open` opens the link once and sets the session's cookie. `POST /l/<token>/renew` mails a new link to the person
 * named, whoever asks, and says the same in every case.
 */
export function linkRoutes(app: FastifyInstance, portal: Portal): void {
  app.get('/l/*', async (request, reply) => {
    const { action, context } = read(portal, request);
    return sendPage(reply, openPage(context, action, givenFormToken(portal, request, reply, action)));
  });

  app.post('/l/*', async (request, reply) => {
    const { action, token, step, context } = read(portal, request);
    requireOwnOrigin(request, portal.options.publicUrl);
    const key = Buffer.from(request.cookies[portal.cookies.form] ?? '');
    requireFormToken(key, action, key.byteLength === 0 ? undefined : fieldsOf(request)['form']);
    if (!portal.limits.exchanges.take(clientAddress(request))) {
      return sendPage(reply, problemPage(context, 'PORTAL_LIMIT'), 429);
    }
    if (step === 'renew') {
      renewBehindTheAnswer(portal, token, context.language);
      return sendPage(reply, renewedPage(context));
    }
    if (step !== 'open') return sendPage(reply, problemPage(context, 'PORTAL_NOTHING'), 404);
    return open(portal, reply, token, context, action, givenFormToken(portal, request, reply, action));
  });
}

interface LinkRequest {
  readonly action: string;
  readonly token: string;
  readonly step: 'open' | 'renew' | null;
  readonly context: PageContext;
}

function read(portal: Portal, request: FastifyRequest): LinkRequest {
  const rest = (request.params as { readonly '*'?: string })['*'] ?? '';
  const [, text = '', step] = /^([^/]*)(?:\/(open|renew))?$/.exec(rest) ?? [];
  // what is no token's spelling stays out of the page
  const token = text.length <= MAX_TOKEN_LENGTH && /^[A-Za-z0-9._-]+$/.test(text) ? text : '-';
  const action = `/l/${token}`;
  const asked = fieldsOf(request)['lang'];
  const language: Language = asked === 'en' || asked === 'fr' ? asked : (askedLanguage(request) ?? 'fr');
  const context = pageContext(portal.options, { language, tenantName: null, leaveToken: null, path: action });
  return { action, token, step: step === 'open' || step === 'renew' ? step : null, context };
}

/** Ties the form to this browser: the token in it answers to a cookie that no other site can read or set. */
function givenFormToken(portal: Portal, request: FastifyRequest, reply: FastifyReply, action: string): string {
  const known = request.cookies[portal.cookies.form];
  const nonce =
    known !== undefined && /^[A-Za-z0-9_-]{43}$/.test(known)
      ? known
      : Buffer.from(portal.options.random(32)).toString('base64url');
  reply.setCookie(portal.cookies.form, nonce, cookieOptions(portal.cookies));
  return formToken(Buffer.from(nonce), action);
}

async function open(
  portal: Portal,
  reply: FastifyReply,
  token: string,
  context: PageContext,
  action: string,
  form: string,
): Promise<FastifyReply> {
  const { limits, options, sessions, cookies } = portal;
  const about = lockKey(token);
  const locked = limits.locked(about);
  // a locked link costs the same work, so that the lock cannot be told from anything else
  const exchange = await options.links.exchange(locked ? '-' : token, portal.stop);
  if (exchange.kind === 'opened') {
    limits.failures.forget(about);
    const { session, secret } = sessions.open(exchange.link, context.language);
    options.log.info({ link: exchange.link.id, session: session.id }, 'a link was opened');
    reply.setCookie(cookies.session, secret, cookieOptions(cookies));
    reply.clearCookie(cookies.form, { path: '/', secure: cookies.secure });
    return seeOther(reply, '/');
  }
  limits.failures.take(about);
  return sendPage(reply, notOpenedPage(context, action, form), 403);
}

/** The claims part: whoever edits the MAC alone tries the same link. */
function lockKey(token: string): string {
  return token.split('.')[1] ?? token;
}

/** After the answer, so that its time says nothing. */
function renewBehindTheAnswer(portal: Portal, token: string, language: Language): void {
  if (!portal.limits.renewals.take(lockKey(token))) return;
  portal.options.links
    .renew(token, language, portal.stop)
    .catch((error: unknown) => portal.options.log.error({ err: error }, 'a new link could not be sent'));
}
