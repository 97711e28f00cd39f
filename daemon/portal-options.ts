import type { PortalOptions } from '../portal/index.ts';
import type { App } from './app.ts';
import { linkDeps } from './contracts/deliver-handover.ts';
import { codeSender } from './portal/client-mails.ts';
import { contractView } from './portal/contract-view.ts';
import { inventoryView, itemsView, portalPackage, restoreView } from './portal/package-views.ts';
import { openPicture } from './portal/picture.ts';
import { portalActs } from './portal/portal-acts.ts';
import { portalLinks } from './portal/portal-links.ts';
import { receiptBytes, receiptViews, timeline } from './portal/records.ts';
import { bareAddress } from './tell.ts';

/**
 * What the portal is given: contract and links from the ledger, packages from the vault, mails through the mailer. Nothing is
 * opened before somebody asks, and nothing that the portal shows is kept anywhere else.
 */
export function portalOptions(app: App): PortalOptions {
  const { config, clock, log, random } = app;
  const picture = openPicture(app);
  const publicUrl = config.http.publicUrl?.replace(/\/+$/, '') ?? null;
  const contact = config.mail?.from ?? null;
  return {
    publicUrl,
    organisation: { name: config.organisation.name, contact: contact === null ? null : bareAddress(contact) },
    timezone: config.organisation.timezone,
    clock,
    log,
    random,
    links: portalLinks(picture, () => linkDeps(app), linkOrigin(config.http)),
    acts: portalActs(picture),
    sendCode: codeSender(picture),
    contract: async (link) => {
      const { state } = await picture.contract(link.tenant);
      const name = config.tenants.find((one) => one.id === link.tenant)?.name ?? link.tenant;
      return contractView(state, name, clock.now());
    },
    inventory: (link, signal) => inventoryView(picture, link, signal),
    items: (link, signal) => itemsView(picture, link, signal),
    openPackage: (link, signal) => portalPackage(picture, link, signal),
    receipts: (link) => receiptViews(picture, link),
    receipt: (link, id, format, signal) => receiptBytes(picture, link, id, format, signal),
    timeline: (link) => timeline(picture, link),
    restore: (link) => restoreView(picture, link),
  };
}

/** Where links lead: the public address, else this very machine, which serves for a try. */
export function linkOrigin(http: App['config']['http']): string {
  return http.publicUrl?.replace(/\/+$/, '') ?? `http://127.0.0.1:${http.port}`;
}
