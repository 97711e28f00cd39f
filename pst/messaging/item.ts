import { codePageOfLocale, DEFAULT_CODE_PAGE, UTF_8 } from '../ltp/code-page.ts';
import { PropertyContext } from '../ltp/property-context.ts';
import { propertyType } from '../ltp/values.ts';
import type { PstBodyKind, PstItem, PstSender } from '../model.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { type OpenEmbedded, readAttachments } from './attachments.ts';
import { bodyProperty, readBody } from './body.ts';
import type { ItemPlace } from './item-place.ts';
import { readRecipients } from './recipients.ts';
import { plainSubject } from './subject.ts';
import { prop } from './tags.ts';

/** Strings that are read when an item is opened; longer ones are damage. */
const TEXT_BYTES = 65_536;
/** Mail in mail deeper than this is refused: each level is a stack of streams. */
const MAX_DEPTH = 50;

/** Opens a message node or an embedded message; throws where it holds no properties. */
export async function openItem(
  db: NodeDatabase,
  node: NodeRef,
  place: Omit<ItemPlace, 'codePage'>,
  signal: AbortSignal,
): Promise<PstItem> {
  if (place.depth > MAX_DEPTH)
    db.sink.fail('PST_LIMIT', 'messaging', null, `messages are embedded more than ${MAX_DEPTH} deep`);
  const context = await PropertyContext.open(db, node, signal);
  const internetCodePage = await context.integer(prop.internetCodePage, signal);
  const locale = await context.integer(prop.messageLocale, signal);
  context.codePage = (await context.integer(prop.messageCodePage, signal)) ?? codePageOfLocale(locale ?? 0);
  const inner: ItemPlace = { ...place, codePage: context.codePage };
  const openEmbedded: OpenEmbedded = (subnode, below, later) => openItem(db, subnode, below, later);
  const bodies = new Set<PstBodyKind>();
  for (const kind of ['text', 'html', 'rtf'] as const) if (context.find(bodyProperty[kind]) !== null) bodies.add(kind);
  const htmlType = context.find(prop.bodyHtml)?.type;
  const htmlIsText = htmlType === propertyType.string || htmlType === propertyType.string8;
  return {
    nid: node.nid,
    folder: place.folder,
    depth: place.depth,
    associated: place.associated,
    messageClass: (await context.text(prop.messageClass, signal, TEXT_BYTES)) ?? '',
    subject: plainSubject((await context.text(prop.subject, signal, TEXT_BYTES)) ?? ''),
    searchKey: await context.binary(prop.searchKey, signal, TEXT_BYTES),
    internetMessageId: await context.text(prop.internetMessageId, signal, TEXT_BYTES),
    deliveryTime: await context.time(prop.deliveryTime, signal),
    submitTime: await context.time(prop.clientSubmitTime, signal),
    lastModified: await context.time(prop.lastModified, signal),
    flags: (await context.integer(prop.messageFlags, signal)) ?? 0,
    size: Math.max(0, (await context.integer(prop.messageSize, signal)) ?? 0),
    sender: await readSender(context, signal),
    bodies,
    htmlCodePage: htmlIsText ? UTF_8 : (internetCodePage ?? DEFAULT_CODE_PAGE),
    tags: [...context.records()].map((record) => record.id * 0x10000 + record.type),
    recipients: (later) => readRecipients(db, node.bidSub, context.codePage, later),
    attachments: (later) => readAttachments(db, node.bidSub, inner, openEmbedded, later),
    body: (kind, later) => readBody(context, kind, later),
    property: async (tag, later) => propertyByTag(context, tag, later),
  };
}

async function propertyByTag(context: PropertyContext, tag: number, signal: AbortSignal) {
  const record = context.find(tag >>> 16);
  if (record === null) return null;
  const wanted = tag & 0xffff;
  const isText = (type: number): boolean => type === propertyType.string || type === propertyType.string8;
  const matches =
    record.type === wanted || (isText(record.type) && isText(wanted)) || wanted === propertyType.unspecified;
  return matches ? context.valueOf(record, signal) : null;
}

/** The sender, else the person it was sent for. */
async function readSender(context: PropertyContext, signal: AbortSignal): Promise<PstSender> {
  const read = async (ids: readonly [number, number, number, number]): Promise<PstSender> => {
    const [name, addressType, address, smtp] = ids;
    const type = await context.text(addressType, signal, TEXT_BYTES);
    const stored = await context.text(address, signal, TEXT_BYTES);
    return {
      name: await context.text(name, signal, TEXT_BYTES),
      addressType: type,
      address: stored,
      smtpAddress: (await context.text(smtp, signal, TEXT_BYTES)) ?? (type?.toUpperCase() === 'SMTP' ? stored : null),
    };
  };
  const sender = await read([prop.senderName, prop.senderAddressType, prop.senderAddress, prop.senderSmtpAddress]);
  if (sender.name !== null || sender.address !== null) return sender;
  return read([
    prop.sentRepresentingName,
    prop.sentRepresentingAddressType,
    prop.sentRepresentingAddress,
    prop.sentRepresentingSmtpAddress,
  ]);
}
