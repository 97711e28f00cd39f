import type { FastifyInstance } from 'fastify';
import { portalError } from '../errors.ts';
import { downloadPage } from '../pages/download.ts';
import { homePage } from '../pages/home.ts';
import { inventoryPage } from '../pages/inventory.ts';
import { noSessionPage } from '../pages/open.ts';
import { evidencePage, receiptsPage, restorePage } from '../pages/records.ts';
import { verifyPage } from '../pages/verify.ts';
import { endSession, forgetCookies, type Portal, packageOf, visitor } from '../portal.ts';
import { originOf, seeOther } from '../security.ts';
import { checkedForm, sendPage, strangerContext, visitorContext } from './context.ts';

/** Pages that show; none of them changes anything but the language. */
export function pageRoutes(app: FastifyInstance, portal: Portal): void {
  const { options } = portal;

  app.get('/', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const view = await options.contract(who.link, portal.stop);
    return sendPage(reply, homePage(await visitorContext(portal, request, who), view));
  });

  app.get('/inventory', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const { q } = request.query as { readonly q?: unknown };
    const search = typeof q === 'string' ? q.slice(0, 100) : '';
    const view = await options.inventory(who.link, portal.stop);
    return sendPage(reply, inventoryPage(await visitorContext(portal, request, who), view, search));
  });

  app.get('/download', async (request, reply) => {
    const who = await visitor(portal, request, 'download');
    const { bag } = request.query as { readonly bag?: unknown };
    const found = await packageOf(portal, who);
    const context = await visitorContext(portal, request, who);
    const origin = originOf(request, options.publicUrl);
    return sendPage(reply, downloadPage(context, found, origin, typeof bag === 'string' ? bag : null));
  });

  app.get('/verify', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const found = await packageOf(portal, who);
    return sendPage(reply, verifyPage(await visitorContext(portal, request, who), found));
  });

  app.get('/receipts', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const receipts = await options.receipts(who.link, portal.stop);
    return sendPage(reply, receiptsPage(await visitorContext(portal, request, who), receipts));
  });

  app.get('/receipts/:name', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const { name } = request.params as { readonly name: string };
    const [, id, format] = /^([A-Za-z0-9._-]{1,120})\.(json|pdf)$/.exec(name) ?? [];
    const kind = format === 'pdf' ? 'pdf' : 'json';
    const bytes = id === undefined ? null : await options.receipt(who.link, id, kind, portal.stop);
    if (bytes === null) throw portalError('PORTAL_NOTHING', 'no such receipt');
    return reply
      .type(kind === 'pdf' ? 'application/pdf' : 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.${kind}"`)
      .send(Buffer.from(bytes));
  });

  app.get('/evidence', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const entries = await options.timeline(who.link, portal.stop);
    return sendPage(reply, evidencePage(await visitorContext(portal, request, who), entries));
  });

  app.get('/restore', async (request, reply) => {
    const who = await visitor(portal, request, 'view');
    const view = await options.restore(who.link, portal.stop);
    return sendPage(reply, restorePage(await visitorContext(portal, request, who), view));
  });

  app.post('/leave', async (request, reply) => {
    const { session } = await visitor(portal, request, 'view');
    checkedForm(portal, request, session, 'leave');
    endSession(portal, session, 'the visitor left');
    forgetCookies(portal, reply);
    return seeOther(reply, '/left');
  });

  app.get('/left', async (request, reply) => sendPage(reply, noSessionPage(strangerContext(portal, request, '/left'))));
}
