/**
 * The portal: pages behind signed links, through which a client's administrator downloads, checks, confirms or contests.
 *
 * `portalRoutes(options)` gives a Fastify plugin for the daemon's HTTP server; everything it shows or does comes in as functions
 * (`options.ts`, `views.ts`), so that it opens no store and knows no ledger.
 *
 * A link: `GET /l/<token>` shows one page for every token there may be and looks nothing up; `POST …/open` exchanges it once for a session
 * (`sessions`, `security`). A session lives in memory, thirty minutes idle and twelve hours in all, and each request reads the link's
 * row anew (`portal`). Files come by id from the link's own package (`serve-file`, `range`), pulled from the vault as the socket takes
 * them; while they stream the row is read every fifteen seconds (`streams`). What was handed to sockets goes to the ledger every half
 * minute (`served-log`, `coverage`). A declaration is gathered as a draft (`draft`), shown whole, and recorded once the code that was sent to
 * the signatory is right (`second-factor`).
 *
 * Under https cookies bear `__Host-` names; on plain http, which is accepted for this very machine alone (demo, tests), they
 * cannot, and are called `coffre…`. Pages work without scripts, and there are none.
 *
 * It does not: keep anything across a restart (links do), decide what a declaration means for the contract, send mail, or write
 * anything decrypted to a disk.
 */
export { portalError } from './errors.ts';
export type { Declared, Exchange, Language, PortalActs, PortalLinks, PortalOptions } from './options.ts';
export { portalRoutes } from './portal-routes.ts';
export { maskAddress } from './second-factor.ts';
export type * from './views.ts';
