import { exportableClasses, type Link, type RestoreTerms, sumCounts, tenantId } from '../../domain/index.ts';
import { openPackage } from '../../pipelines/index.ts';
import type { InventoryView, ItemsView, OpenPackage, RestoreView } from '../../portal/index.ts';
import { itemLabels } from '../contracts/item-labels.ts';
import type { Picture } from './picture.ts';

/** What was frozen for the link's package, or last; null before the first freeze. */
export async function inventoryView(picture: Picture, link: Link, signal: AbortSignal): Promise<InventoryView | null> {
  const all = await picture.packages(link.tenant, signal);
  const found = (await picture.packageOf(link, signal)) ?? all.at(-1);
  if (found === undefined) return null;
  const { freeze } = found;
  const names = new Map(exportableClasses.map((one) => [one.number, one.name]));
  return {
    frozenAt: freeze.frozenAt,
    classes: freeze.classes.flatMap(({ number, state, entries }) => {
      const name = names.get(number);
      if (name === undefined || entries === null || entries === 0) return [];
      return state === 'captured' || state === 'partial' ? [{ label: name, count: entries, bytes: null }] : [];
    }),
    mailboxes: freeze.parts.map((one) => ({
      id: one.item,
      name: one.mailbox,
      part: one.kind,
      items: sumCounts(one.parts).items,
      bytes: one.parts.reduce((sum, { bytes }) => sum + bytes, 0),
      status: one.status === 'ok' ? 'captured' : 'partial',
      verdict: one.verdict,
    })),
    notCaptured: freeze.notCaptured,
  };
}

/** Every item of every round with what the contract says of it; null until a package is at the client's. */
export async function itemsView(picture: Picture, link: Link, signal: AbortSignal): Promise<ItemsView | null> {
  const { state } = await picture.contract(link.tenant);
  const { handover, lifecycle } = state;
  if (handover.deliveredOn === null && handover.firstDelivery === null) return null;
  const signatory = await picture.signatory(link.tenant);
  if (signatory === null) return null;
  const packages = await picture.packages(link.tenant, signal);
  const known = new Map(packages.flatMap(({ built }) => (built?.items ?? []).map((one) => [one.id, one])));
  const [fr, en] = [itemLabels(packages, 'fr'), itemLabels(packages, 'en')];
  return {
    round: handover.round,
    root: handover.root,
    signatory,
    cutover: handover.cutover,
    concluded: 'effectiveTermination' in lifecycle,
    items: handover.items.map(({ id, status, reason }) => {
      const item = known.get(id);
      const count = item?.count ?? 0;
      const detail = { fr: `${count.toLocaleString('fr-FR')} éléments`, en: `${count.toLocaleString('en-GB')} items` };
      return {
        id,
        label: item?.label ?? { fr: fr(id), en: en(id) },
        detail: item === undefined ? null : detail,
        status,
        reason,
      };
    }),
  };
}

/** The link's package, read from the vault as the socket takes it; null where it is not built. */
export async function portalPackage(picture: Picture, link: Link, signal: AbortSignal): Promise<OpenPackage | null> {
  const found = await picture.packageOf(link, signal);
  if (found === null || found.built === null) return null;
  const { packageId, tenant, freeze } = found;
  const opened = await openPackage(await picture.app.vault(), { tenant, packageId }, signal);
  const files = opened.files.map(({ id, bag, path, bytes, sha256, sha512 }) => ({
    id,
    bag,
    path,
    bytes,
    sha256,
    sha512,
  }));
  const { root } = opened.index;
  return {
    id: packageId,
    round: freeze.round,
    root,
    files,
    read: (id, from, bytes, stop) => opened.read(id, from, bytes, stop),
  };
}

/** Restore points of the tenant, newest night first, and what a restore costs. */
export async function restoreView(picture: Picture, link: Link): Promise<RestoreView> {
  const { state } = await picture.contract(link.tenant);
  const snapshots = await (await picture.app.catalog()).snapshots.list({ tenant: tenantId(link.tenant) });
  return {
    tariff: state.terms === null ? null : tariff(state.terms.restore),
    points: snapshots
      .toSorted((a, b) => (a.night < b.night ? 1 : a.night > b.night ? -1 : a.mailbox.localeCompare(b.mailbox)))
      .map(({ id, mailbox, kind, night, verdict, verified, sourceBytes, status }) => ({
        id,
        mailbox,
        part: kind,
        night,
        verdict,
        verified: verified?.at ?? null,
        bytes: sourceBytes,
        status,
      })),
  };
}

function tariff(terms: RestoreTerms): RestoreView['tariff'] {
  const euros = (cents: number, locale: string): string =>
    new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(
      `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}` as `${number}`,
    );
  switch (terms.support) {
    case 'flat':
      return { fr: 'Comprise dans votre forfait d’assistance.', en: 'Included in your support contract.' };
    case 'hourly':
      return {
        fr: `${euros(terms.hourCents, 'fr-FR')} HT de l’heure, au temps mesuré.`,
        en: `${euros(terms.hourCents, 'en-GB')} an hour before VAT, by measured time.`,
      };
    default:
      if (terms.tariffCents === null) return null;
      return {
        fr: `${euros(terms.tariffCents, 'fr-FR')} HT par restauration, acceptés par vous avant tout travail.`,
        en: `${euros(terms.tariffCents, 'en-GB')} before VAT a restore, accepted by you before any work.`,
      };
  }
}
