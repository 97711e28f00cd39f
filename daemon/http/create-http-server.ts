import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify';
import { base32, type Clock, type Logger, systemClock } from '../../core/index.ts';
import { answerClientError, answerUnreadableAddress, installErrorAnswers } from './answer-errors.ts';
import { httpError } from './errors.ts';
import type { HealthView } from './health.ts';
import { operatorRoutes } from './operator-routes.ts';
import { securityHeaders } from './security-headers.ts';

export interface HttpServerOptions {
  readonly status: () => Promise<HealthView>;
  readonly metrics: () => Promise<string>;
  readonly log: Logger;
  /** The loopback address unless said otherwise: TLS and the public name belong to a proxy before it. */
  readonly host?: string;
  /** 0 takes a free port; `start` says which. */
  readonly port: number;
  readonly clock?: Clock;
  /** Pages and APIs of others (the portal), each in a scope of its own; the protections here hold for them too. */
  readonly routes?: readonly FastifyPluginAsync[];
}

export interface HttpServer {
  /** Listens; HTTP_LISTEN_FAILED where the port is taken or not allowed. */
  start(): Promise<{ readonly host: string; readonly port: number; readonly url: string }>;
  /** Takes no new request, lets those under way finish for at most a second, then cuts every connection. Twice is fine. */
  close(): Promise<void>;
}

/** More than any form of the portal sends; a body is held in memory as a whole. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** A client that dribbles its request holds a socket no longer than this. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than a proxy's usual 60 s, so that the proxy and not we close an idle connection it is about to use. */
const KEEP_ALIVE_MS = 65_000;
/** Below the two seconds in which a stop has to be through. */
const CLOSE_GRACE_MS = 1000;
const MAX_CONNECTIONS = 1000;

/** The one HTTP server of the daemon: health, metrics, and whatever `routes` adds. Nothing listens before `start`. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { host = '127.0.0.1', port, clock = systemClock } = options;
  const app = createInstance(options.log);
  securityHeaders(app);
  installErrorAnswers(app);
  app.register(operatorRoutes({ status: options.status, metrics: options.metrics, clock }));
  for (const routes of options.routes ?? []) app.register(routes);
  let closing: Promise<void> | undefined;

  return {
    start: async () => {
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw httpError('HTTP_LISTEN_FAILED', `cannot listen on ${host} port ${port}`, { cause: error });
      }
      const address = app.server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return { host: address.address, port: address.port, url: `http://${name}:${address.port}` };
    },
    close: () => {
      closing ??= closeWithin(app, clock);
      return closing;
    },
  };
}

function createInstance(log: Logger): FastifyInstance {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // No line per request: addresses of signed links are secrets, and health is asked every few seconds.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => base32(randomBytes(10)),
    requestIdHeader: false,
    trustProxy: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 512 },
    frameworkErrors: (_error, _request, reply) => answerUnreadableAddress(reply as unknown as FastifyReply),
    clientErrorHandler: (_error, socket) => answerClientError(socket),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  return app as unknown as FastifyInstance;
}

async function closeWithin(app: FastifyInstance, clock: Clock): Promise<void> {
  const done = new AbortController();
  const cut = clock.sleep(CLOSE_GRACE_MS, done.signal).then(
    () => app.server.closeAllConnections(),
    () => undefined,
  );
  try {
    await app.close();
  } finally {
    done.abort();
    await cut;
  }
}
