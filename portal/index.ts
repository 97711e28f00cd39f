/**
 * The portal: pages behind signed links, through which a client's administrator downloads, checks, confirms or contests.
 *
 * `portalRoutes(options)` gives a Fastify plugin for the daemon's HTTP server; everything it shows or does comes in as functions
 * (`options.ts`), so that it opens no store and knows no ledger.
 */
export { portalError } from './errors.ts';
export type { Exchange, Language, PortalActs, PortalLinks, PortalOptions } from './options.ts';
export { portalRoutes } from './portal-routes.ts';
export { maskAddress } from './second-factor.ts';
export type * from './views.ts';
