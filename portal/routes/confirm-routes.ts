import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Draft, emptyDraft, isComplete, isStale, sameSentence } from '../draft.ts';
import { itemField } from '../pages/confirm-items.ts';
import { checkPage, donePage, groundsPage, MOST_TEXT } from '../pages/confirm-steps.ts';
import { CONFIRM_TEXT, type ConfirmError } from '../pages/confirm-text.ts';
import { type Portal, visitor } from '../portal.ts';
import { seeOther } from '../security.ts';
import { formToken, type Session } from '../sessions.ts';
import { CONTEST_REASONS, type ItemsView } from '../views.ts';
import { sendNewCode } from './code-routes.ts';
import { checkedForm, sendPage, visitorContext } from './context.ts';
import { declaring, firstPage, startOver, today } from './declaring.ts';

/** Pages on which the client declares: items, grounds, what stands there once more, then the code (`code-routes`). */
export function confirmRoutes(app: FastifyInstance, portal: Portal): void {
  const begin = (session: Session, draft: Draft): void => {
    session.draft = draft;
    session.factor = null;
    session.outcome = null;
  };

  app.get('/confirm', (request, reply) => firstPage(portal, request, reply, null));

  app.post('/confirm/items', async (request, reply) => {
    const { session, view } = await declaring(portal, request);
    const fields = checkedForm(portal, request, session, 'items');
    const draft = readItems(view, fields);
    if (typeof draft === 'string') return firstPage(portal, request, reply, draft);
    begin(session, draft);
    return seeOther(reply, draft.contest.length > 0 ? '/confirm/grounds' : '/confirm/check');
  });

  app.post('/confirm/cutover', async (request, reply) => {
    const { session, view } = await declaring(portal, request);
    const { how, on = '' } = checkedForm(portal, request, session, 'cutover');
    const known = how === 'mx-moved' || how === 'mailboxes-closed' ? how : null;
    if (known === null || !isDay(on) || on > today(portal)) return firstPage(portal, request, reply, 'date');
    begin(session, { ...emptyDraft(view), cutover: { how: known, on } });
    return seeOther(reply, '/confirm/check');
  });

  app.post('/confirm/conclude', async (request, reply) => {
    const { session, view } = await declaring(portal, request);
    checkedForm(portal, request, session, 'conclude');
    begin(session, { ...emptyDraft(view), conclude: true });
    return seeOther(reply, '/confirm/check');
  });

  const grounds = async (request: FastifyRequest, reply: FastifyReply, error: ConfirmError | null) => {
    const { session, link, view } = await declaring(portal, request);
    const { draft } = session;
    if (draft === null || draft.contest.length === 0) return seeOther(reply, '/confirm');
    const context = await visitorContext(portal, request, { session, link }, '/confirm/grounds');
    const content = groundsPage(context, view, draft, formToken(session.formKey, 'grounds'), error);
    return sendPage(reply, content, error === null ? 200 : 422);
  };
  app.get('/confirm/grounds', (request, reply) => grounds(request, reply, null));

  app.post('/confirm/grounds', async (request, reply) => {
    const { session } = await declaring(portal, request);
    const { reason, text = '' } = checkedForm(portal, request, session, 'grounds');
    if (session.draft === null) return seeOther(reply, '/confirm');
    const known = CONTEST_REASONS.find((one) => one === reason);
    // browsers count a line break as one character and send two
    const said = text.replace(/\r\n?/g, '\n').trim();
    if (known === undefined || said === '' || said.length > MOST_TEXT) return grounds(request, reply, 'grounds');
    begin(session, { ...session.draft, grounds: { reason: known, text: said } });
    return seeOther(reply, '/confirm/check');
  });

  const check = async (request: FastifyRequest, reply: FastifyReply, error: ConfirmError | null) => {
    const { session, link, view } = await declaring(portal, request);
    const { draft } = session;
    if (draft === null || !isComplete(draft)) return seeOther(reply, '/confirm');
    const context = await visitorContext(portal, request, { session, link }, '/confirm/check');
    const content = checkPage(context, view, draft, formToken(session.formKey, 'check'), error);
    return sendPage(reply, content, error === null ? 200 : 422);
  };
  app.get('/confirm/check', (request, reply) => check(request, reply, null));

  app.post('/confirm/check', async (request, reply) => {
    const { session, link, view } = await declaring(portal, request);
    const { sentence = '' } = checkedForm(portal, request, session, 'check');
    const { draft } = session;
    if (draft === null || !isComplete(draft)) return seeOther(reply, '/confirm');
    if (isStale(draft, view)) return startOver(portal, request, reply, session);
    if (draft.everything || draft.conclude) {
      const wanted = CONFIRM_TEXT[session.language].sentence;
      if (!sameSentence(sentence, wanted)) return check(request, reply, 'sentence');
      session.draft = { ...draft, statement: wanted };
    }
    const problem = await sendNewCode(portal, { session, link });
    return problem === null ? seeOther(reply, '/confirm/code') : check(request, reply, problem);
  });

  app.get('/confirm/done', async (request, reply) => {
    const who = await visitor(portal, request, 'confirm');
    if (who.session.outcome === null) return seeOther(reply, '/confirm');
    return sendPage(reply, donePage(await visitorContext(portal, request, who), who.session.outcome));
  });
}

/** What the form says of the items, or why it says nothing. */
function readItems(view: ItemsView, fields: Readonly<Record<string, string>>): Draft | ConfirmError {
  const choice = new Map(view.items.map((one) => [one, fields[itemField(one.id)]]));
  const given = Object.keys(fields).filter((name) => /^i[0-9a-f]{12}$/.test(name)).length;
  if (given !== [...choice.values()].filter((one) => one !== undefined).length) return 'changed';
  const open = view.items.filter((one) => one.status === 'open' || one.status === 'contested');
  const contest = view.items.filter((one) => choice.get(one) === 'n' && one.status !== 'waived');
  const marked = open.filter((one) => choice.get(one) === 'y');
  if (fields['everything'] === '1' && contest.length > 0) return 'both';
  const confirm = fields['everything'] === '1' ? open : marked;
  if (confirm.length === 0 && contest.length === 0) return 'nothing';
  return {
    ...emptyDraft(view),
    confirm: confirm.map((one) => one.id),
    contest: contest.map((one) => one.id),
    everything: contest.length === 0 && confirm.length === open.length,
  };
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
