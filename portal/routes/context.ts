import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PageContext, pageContext } from '../layout.ts';
import type { Language } from '../options.ts';
import type { Portal, Visitor } from '../portal.ts';
import { fieldsOf } from '../portal.ts';
import { requireFormToken, requireOwnOrigin } from '../security.ts';
import { formToken, type Session } from '../sessions.ts';

/** The language that the address asks for, if any. */
export function askedLanguage(request: FastifyRequest): Language | null {
  const { lang } = request.query as { readonly lang?: unknown };
  return lang === 'fr' || lang === 'en' ? lang : null;
}

/** Path of the request, without what follows it. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

/** A page's context for somebody without a session. French where the address asks for nothing else. */
export function strangerContext(
  portal: Portal,
  request: FastifyRequest,
  path = '/',
  known: Language = 'fr',
): PageContext {
  const language = askedLanguage(request) ?? known;
  return pageContext(portal.options, { language, tenantName: null, leaveToken: null, path });
}

/** A page's context for a visitor; remembers the language that the address asks for. */
export async function visitorContext(
  portal: Portal,
  request: FastifyRequest,
  { session, link }: Visitor,
  path = pathOf(request),
): Promise<PageContext> {
  session.language = askedLanguage(request) ?? session.language;
  const { tenantName } = await portal.options.contract(link, portal.stop);
  const leaveToken = formToken(session.formKey, 'leave');
  return pageContext(portal.options, { language: session.language, tenantName, leaveToken, path });
}

/** The fields of a form that was sent from our own page of this session; PORTAL_FORM otherwise. */
export function checkedForm(
  portal: Portal,
  request: FastifyRequest,
  session: Session,
  name: string,
): Readonly<Record<string, string>> {
  requireOwnOrigin(request, portal.options.publicUrl);
  const fields = fieldsOf(request);
  requireFormToken(session.formKey, name, fields['form']);
  return fields;
}

export function sendPage(reply: FastifyReply, content: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(content);
}
