import type { FastifyReply, FastifyRequest } from 'fastify';
import { portalError } from '../errors.ts';
import { confirmPage } from '../pages/confirm-items.ts';
import type { ConfirmError } from '../pages/confirm-text.ts';
import { type Portal, type Visitor, visitor } from '../portal.ts';
import { formToken, type Session } from '../sessions.ts';
import type { ItemsView } from '../views.ts';
import { sendPage, visitorContext } from './context.ts';

/** A visitor who may declare something, with what there is to declare at this very moment. */
export interface Declaring extends Visitor {
  readonly view: ItemsView;
}

/** PORTAL_SESSION, PORTAL_SCOPE; PORTAL_NOTHING where nothing was delivered yet, or all was declared. */
export async function declaring(portal: Portal, request: FastifyRequest): Promise<Declaring> {
  const who = await visitor(portal, request, 'confirm');
  const view = await portal.options.items(who.link, portal.stop);
  if (view === null || view.concluded) throw portalError('PORTAL_NOTHING', 'there is nothing to declare');
  return { ...who, view };
}

/** The page on which a declaration begins, with what was wrong where the last one did not get through. */
export async function firstPage(
  portal: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  error: ConfirmError | null,
): Promise<FastifyReply> {
  const who = await visitor(portal, request, 'confirm');
  const view = await portal.options.items(who.link, portal.stop);
  const context = await visitorContext(portal, request, who, '/confirm');
  const token = (form: string): string => formToken(who.session.formKey, form);
  const tokens = { items: token('items'), cutover: token('cutover'), conclude: token('conclude') };
  return sendPage(reply, confirmPage(context, view, tokens, today(portal), error), error === null ? 200 : 422);
}

/** Another package came meanwhile: the draft is about what is no more, and begins anew. */
export function startOver(
  portal: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  session: Session,
): Promise<FastifyReply> {
  session.draft = null;
  session.factor = null;
  return firstPage(portal, request, reply, 'changed');
}

/** Today in the operator's zone. */
export function today(portal: Portal): string {
  const { clock, timezone } = portal.options;
  return new Intl.DateTimeFormat('en-CA', { timeZone: timezone, dateStyle: 'short' }).format(clock.now());
}
