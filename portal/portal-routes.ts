import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { CodedError, hasCode } from '../core/index.ts';
import type { PortalOptions } from './options.ts';
import { noSessionPage } from './pages/open.ts';
import { type Problem, problemPage } from './pages/problem.ts';
import { createPortal, forgetCookies, type Portal } from './portal.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { codeRoutes } from './routes/code-routes.ts';
import { confirmRoutes } from './routes/confirm-routes.ts';
import { sendPage, strangerContext } from './routes/context.ts';
import { fileRoutes } from './routes/file-routes.ts';
import { linkRoutes } from './routes/link-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { pageHeaders } from './security.ts';
import { RECORD_EVERY_MS } from './served-log.ts';

/**
 * All routes of the portal as one plugin. PORTAL_NOT_SECURE where clients would reach it over plain http from afar. Closing the server
 * cuts every stream and records what was served.
 */
export function portalRoutes(options: PortalOptions): FastifyPluginAsync {
  const stop = new AbortController();
  const portal = createPortal(options, stop.signal);
  return async (app) => {
    await app.register(cookie);
    await app.register(formbody, { bodyLimit: 64 * 1024 });
    const headers = pageHeaders(portal.cookies);
    app.addHook('onRequest', async (_request, reply) => void reply.headers(headers));
    app.setErrorHandler((error: FastifyError, request, reply) => answerError(portal, error, request, reply));
    assetRoutes(app);
    linkRoutes(app, portal);
    pageRoutes(app, portal);
    confirmRoutes(app, portal);
    codeRoutes(app, portal);
    fileRoutes(app, portal);

    let recording: Promise<void> = Promise.resolve();
    app.addHook('onReady', async () => {
      recording = record(portal).catch(() => undefined);
    });
    app.addHook('preClose', async () => stop.abort(new DOMException('the server stops', 'AbortError')));
    app.addHook('onClose', async () => {
      stop.abort();
      await recording;
      // the stop signal has aborted: this last act has five seconds of its own
      const limit = options.clock.timeout(5000);
      await portal.served.flush(limit.signal, Number.POSITIVE_INFINITY);
      limit.dispose();
    });
  };
}

/** Every half minute: sessions whose time is over end, and what was served is recorded. */
async function record(portal: Portal): Promise<void> {
  for (;;) {
    await portal.options.clock.sleep(RECORD_EVERY_MS, portal.stop);
    for (const session of portal.sessions.sweep()) portal.streams.cut(session, 'the session is over');
    await portal.served.flush(portal.stop);
  }
}

const PROBLEMS: Readonly<Record<string, readonly [Problem, status: number]>> = {
  PORTAL_FORM: ['PORTAL_FORM', 403],
  PORTAL_SCOPE: ['PORTAL_SCOPE', 403],
  PORTAL_NOTHING: ['PORTAL_NOTHING', 404],
  PORTAL_LIMIT: ['PORTAL_LIMIT', 429],
  PORTAL_RELEASE: ['PORTAL_RELEASE', 403],
};

/** Errors as pages; files as one line, since a program reads it. Nothing of the error's words leaves. */
function answerError(portal: Portal, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const session = portal.sessions.use(request.cookies?.[portal.cookies.session] ?? '');
  const context = strangerContext(portal, request, '/', session?.language);
  const program = request.url.startsWith('/f/') || request.url.startsWith('/download/');
  const [problem, status] = hasCode(error, 'PORTAL_SESSION')
    ? (['PORTAL_FORM', 401] as const)
    : ((error instanceof CodedError ? PROBLEMS[error.code] : undefined) ?? unknown(error));
  for (const name of [
    'content-length',
    'content-range',
    'etag',
    'repr-digest',
    'content-disposition',
    'accept-ranges',
  ]) {
    reply.removeHeader(name);
  }
  if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url ?? null }, 'request failed');
  if (program) return reply.code(status).type('text/plain; charset=utf-8').send(`${status}\n`);
  if (hasCode(error, 'PORTAL_SESSION')) {
    forgetCookies(portal, reply);
    return sendPage(reply, noSessionPage(context), 401);
  }
  return sendPage(reply, problemPage(context, problem, status >= 500 ? request.id : undefined), status);
}

function unknown(error: FastifyError): readonly [Problem, number] {
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? ['PORTAL_FORM', status] : ['UNAVAILABLE', 503];
}
