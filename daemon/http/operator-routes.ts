import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type Clock, raceAbort } from '../../core/index.ts';
import type { HealthView } from './health.ts';

export interface OperatorRoutesOptions {
  readonly status: () => Promise<HealthView>;
  readonly metrics: () => Promise<string>;
  readonly clock: Clock;
}

/** A watchdog's patience: an answer later than this is worth no more than none. */
const ANSWER_WITHIN_MS = 5000;

/**
 * - `GET /health/live` 200 as long as this process answers: for a supervisor that restarts it.
 * - `GET /health` 200 or 503 with a HealthView: for a watcher that calls somebody. 503 as well when the answer takes too long.
 * - `GET /metrics` the text format of Prometheus.
 * Through a proxy, to strangers, `/health` says only `{ok}` and `/metrics` does not exist: who asks through a proxy is told by
 * the forwarding headers that proxies add. Whoever watches from afar asks this port directly.
 */
export function operatorRoutes({ status, metrics, clock }: OperatorRoutesOptions): FastifyPluginAsync {
  const within = async <T>(work: () => Promise<T>): Promise<T> => {
    const timeout = clock.timeout(ANSWER_WITHIN_MS);
    try {
      return await raceAbort(work(), timeout.signal);
    } finally {
      timeout.dispose();
    }
  };

  return async (app) => {
    app.get('/health/live', async () => ({ ok: true }));

    app.get('/health', async (request, reply) => {
      let view: HealthView | { readonly ok: false };
      try {
        view = await within(status);
      } catch (error) {
        request.log.warn({ err: error }, 'health cannot be told');
        view = { ok: false };
      }
      reply.code(view.ok ? 200 : 503);
      return throughProxy(request) ? { ok: view.ok } : view;
    });

    app.get('/metrics', async (request, reply) => {
      if (throughProxy(request)) {
        reply.callNotFound();
        return reply;
      }
      const text = await within(metrics);
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text);
    });
  };
}

function throughProxy({ headers }: FastifyRequest): boolean {
  return ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
    (name) => headers[name] !== undefined,
  );
}
