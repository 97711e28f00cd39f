/**
 * The daemon's HTTP server and its measurements.
 *
 * `createHttpServer` listens on the loopback address (a TLS proxy stands before it where clients come in), answers health and
 * metrics, and hosts the routes of others under the same protections: security headers and no-store on every answer, small
 * bodies, limited time per request, errors without words of ours. Requests are not logged one by one, because addresses of
 * signed links are secrets. `close` is through within two seconds whatever connections are open.
 *
 * `createMetrics` counts and measures; labels are closed sets and tenant ids, never mail content. It reads no clock: callers
 * pass durations. What a figure means for the operator is in docs/operations.md.
 */
export { createHttpServer, type HttpServer, type HttpServerOptions } from './create-http-server.ts';
export { httpError } from './errors.ts';
export type { HealthView } from './health.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
