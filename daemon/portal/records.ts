import type { Link } from '../../domain/index.ts';
import { printDocument, receiptDocument } from '../../handover/index.ts';
import { linkActs } from '../../pipelines/index.ts';
import type { ReceiptView, TimelineEntry } from '../../portal/index.ts';
import { documentHead } from '../contracts/document-head.ts';
import { itemLabels } from '../contracts/item-labels.ts';
import { type ClientAct, clientActs, receiptOf } from '../contracts/receipt-of.ts';
import type { Picture } from './picture.ts';

async function recorded({ app }: Picture, tenant: string): Promise<readonly ClientAct[]> {
  return clientActs(tenant, await (await app.ledger()).events({ tenant }));
}

/** One receipt for each act of the client that took effect. */
export async function receiptViews(picture: Picture, link: Link): Promise<readonly ReceiptView[]> {
  return (await recorded(picture, link.tenant)).map(({ event, act, body }) => ({
    id: event.id,
    at: act.at,
    type: body.type,
    actor: event.actor.id,
    summary: 'items' in body ? { fr: `${body.items.length} élément(s)`, en: `${body.items.length} item(s)` } : null,
    pdf: true,
  }));
}

/** A receipt as a paper or as its JSON twin, made from ledger and package alone: the same whenever it is asked for. */
export async function receiptBytes(
  picture: Picture,
  link: Link,
  id: string,
  format: 'json' | 'pdf',
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const found = (await recorded(picture, link.tenant)).find(({ event }) => event.id === id);
  if (found === undefined) return null;
  const language = 'fr';
  const label = itemLabels(await picture.packages(link.tenant, signal), language);
  const issuedAtMs = found.event.at;
  const head = documentHead(picture.app.config, found.state, { id: `recu-${id}`, language, issuedAtMs });
  const printed = await printDocument(receiptDocument(head, receiptOf(found, { language, label })));
  return format === 'pdf' ? printed.pdf : printed.json;
}

/** Every act about the tenant but the counting of bytes, which has its own place in the minutes. */
export async function timeline({ app }: Picture, link: Link): Promise<readonly TimelineEntry[]> {
  const acts = await (await app.ledger()).events({ tenant: link.tenant });
  return acts
    .filter(({ type }) => type !== linkActs.served)
    .map(({ seq, at, type, actor, hash }) => ({ seq, at, type, actor, hash, detail: null }));
}
