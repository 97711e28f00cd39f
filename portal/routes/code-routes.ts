import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Draft, draftDigest, isReady, isStale } from '../draft.ts';
import { codePage } from '../pages/confirm-steps.ts';
import type { ConfirmError } from '../pages/confirm-text.ts';
import { type Portal, type Visitor, visitor } from '../portal.ts';
import { CODE_MINUTES, judgeCode, newCode, secondFactor } from '../second-factor.ts';
import { seeOther } from '../security.ts';
import { formToken } from '../sessions.ts';
import type { ActOutcome } from '../views.ts';
import { checkedForm, sendPage, visitorContext } from './context.ts';
import { declaring, startOver } from './declaring.ts';

/** The second factor: a code to the signatory for this very declaration; once it is right, everything declared is recorded. */
export function codeRoutes(app: FastifyInstance, portal: Portal): void {
  const show = async (request: FastifyRequest, reply: FastifyReply, error: ConfirmError | null) => {
    const who = await visitor(portal, request, 'confirm');
    const { session } = who;
    if (session.draft === null || session.factor === null) return seeOther(reply, '/confirm');
    const context = await visitorContext(portal, request, who, '/confirm/code');
    const tokens = { code: formToken(session.formKey, 'code'), again: formToken(session.formKey, 'again') };
    const { to, triesLeft } = session.factor;
    return sendPage(reply, codePage(context, tokens, to, triesLeft, error), error === null ? 200 : 422);
  };
  app.get('/confirm/code', (request, reply) => show(request, reply, null));

  app.post('/confirm/again', async (request, reply) => {
    const { view, ...who } = await declaring(portal, request);
    checkedForm(portal, request, who.session, 'again');
    const { draft } = who.session;
    if (draft === null || !isReady(draft)) return seeOther(reply, '/confirm');
    if (isStale(draft, view)) return startOver(portal, request, reply, who.session);
    const problem = await sendNewCode(portal, who);
    return problem === null ? seeOther(reply, '/confirm/code') : show(request, reply, problem);
  });

  app.post('/confirm/code', async (request, reply) => {
    const { view, ...who } = await declaring(portal, request);
    const { session, link } = who;
    const { code = '' } = checkedForm(portal, request, session, 'code');
    const { draft, factor } = session;
    if (draft === null || factor === null) return seeOther(reply, '/confirm');
    if (isStale(draft, view)) return startOver(portal, request, reply, session);
    const { limits } = portal;
    if (limits.codesLocked(link.tenant)) return show(request, reply, 'locked');
    const verdict = judgeCode(factor, code, draftDigest(draft), portal.options.clock);
    if (verdict !== 'right') {
      if (verdict === 'wrong' || verdict === 'used-up') limits.wrongCodes.take(link.tenant);
      return show(request, reply, verdict);
    }
    // before anything is awaited: the form sent twice at once declares once
    session.draft = null;
    session.factor = null;
    limits.wrongCodes.forget(link.tenant);
    session.outcome = await declare(portal, who, draft);
    return seeOther(reply, '/confirm/done');
  });
}

/** Sends a code for the session's draft; why not, where it may not be sent. */
export async function sendNewCode(portal: Portal, { session, link }: Visitor): Promise<ConfirmError | null> {
  const { draft } = session;
  if (draft === null || !isReady(draft)) return 'expired';
  if (portal.limits.codesLocked(link.tenant)) return 'locked';
  if (!portal.limits.codes.take(link.tenant)) return 'codes';
  const code = newCode();
  const { confirm, contest, cutover, conclude } = draft;
  const declares = { confirm: confirm.length, contest: contest.length, cutover: cutover?.on ?? null, conclude };
  const message = { code, language: session.language, minutes: CODE_MINUTES, declares };
  const { to } = await portal.options.sendCode(link, message, portal.stop);
  session.factor = secondFactor(code, draftDigest(draft), to, portal.options.clock);
  return null;
}

/** Records a declaration, contests first: what ends something comes after what keeps it open. */
async function declare(portal: Portal, { link }: Visitor, draft: Draft): Promise<readonly ActOutcome[]> {
  const { acts } = portal.options;
  const outcomes: ActOutcome[] = [];
  if (draft.contest.length > 0 && draft.grounds !== null) {
    outcomes.push(await acts.contest(link, { items: draft.contest, ...draft.grounds }, portal.stop));
  }
  if (draft.confirm.length > 0) {
    const { confirm, statement } = draft;
    outcomes.push(await acts.confirm(link, { items: confirm, statement }, portal.stop));
  }
  if (draft.cutover !== null) outcomes.push(await acts.declareCutover(link, draft.cutover, portal.stop));
  if (draft.conclude && draft.statement !== null) {
    outcomes.push(await acts.conclude(link, { statement: draft.statement }, portal.stop));
  }
  return outcomes;
}
