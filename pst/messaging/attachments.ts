import { PropertyContext } from '../ltp/property-context.ts';
import { propertyType } from '../ltp/values.ts';
import type { PstAttachment, PstItem } from '../model.ts';
import { DataTree } from '../ndb/data-tree.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { findSubnode, subnodes } from '../ndb/subnodes.ts';
import type { ItemPlace } from './item-place.ts';
import { attachMethod, nodeType, prop, typeOf } from './tags.ts';

const TEXT_BYTES = 65_536;

/** Opens the message inside an attachment; handed in, because messages hold attachments and attachments hold messages. */
export type OpenEmbedded = (node: NodeRef, place: ItemPlace, signal: AbortSignal) => Promise<PstItem>;

/** The attachments of a message: its subnodes of type 5, whether its attachment table lists them or not. */
export async function* readAttachments(
  db: NodeDatabase,
  bidSub: number,
  place: ItemPlace,
  openEmbeddedItem: OpenEmbedded,
  signal: AbortSignal,
): AsyncGenerator<PstAttachment> {
  for await (const node of subnodes(db, bidSub, signal)) {
    if (typeOf(node.nid) !== nodeType.attachment) continue;
    const attachment = await db.sink.salvage<PstAttachment | null>(
      () => openAttachment(db, node, place, openEmbeddedItem, signal),
      null,
    );
    if (attachment !== null) yield attachment;
    else {
      const message = 'an attachment cannot be read and is left out';
      const where = { nid: node.nid, folder: `/${place.folder.join('/')}` };
      db.sink.report({ severity: 'error', code: 'PST_ITEM', layer: 'messaging', offset: null, message, ...where });
    }
  }
}

async function openAttachment(
  db: NodeDatabase,
  node: NodeRef,
  place: ItemPlace,
  openEmbeddedItem: OpenEmbedded,
  signal: AbortSignal,
): Promise<PstAttachment> {
  const context = await PropertyContext.open(db, node, signal);
  context.codePage = place.codePage;
  const method = (await context.integer(prop.attachMethod, signal)) ?? 0;
  const data = context.find(prop.attachData);
  const holdsBytes = data !== null && data.type !== propertyType.object;
  const object = data?.type === propertyType.object;
  const declared = (await context.integer(prop.attachSize, signal)) ?? 0;
  const size = holdsBytes
    ? await db.sink.salvage(() => context.byteLength(prop.attachData, signal), Math.max(0, declared))
    : Math.max(0, declared);
  const names = [prop.attachLongName, prop.attachShortName, prop.displayName];
  let filename: string | null = null;
  for (const name of names) filename ??= (await context.text(name, signal, TEXT_BYTES))?.replaceAll('\0', '') ?? null;
  return {
    nid: node.nid,
    depth: place.depth,
    method,
    filename,
    mimeType: await context.text(prop.attachMimeType, signal, TEXT_BYTES),
    contentId: await context.text(prop.attachContentId, signal, TEXT_BYTES),
    size,
    content: (contentSignal) =>
      object && method !== attachMethod.embedded
        ? objectContent(context, node, contentSignal)
        : holdsBytes
          ? context.stream(prop.attachData, contentSignal)
          : nothing(),
    extents: (extentSignal) => (holdsBytes ? context.extents(prop.attachData, extentSignal) : nothing()),
    embedded: async (itemSignal) =>
      method === attachMethod.embedded && object
        ? openEmbedded(context, node, place, openEmbeddedItem, itemSignal)
        : null,
    property: async (tag, valueSignal) => context.value(tag >>> 16, valueSignal),
  };
}

async function* nothing(): AsyncGenerator<never> {}

/** OLE storage: the data of the subnode that the object property names. */
async function* objectContent(
  context: PropertyContext,
  node: NodeRef,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const { db } = context.node;
  const object = await context.object(prop.attachData, signal);
  const subnode = object === null ? null : await findSubnode(db, node.bidSub, object.nid, signal);
  if (subnode === null) {
    return db.sink.fail('PST_REFERENCE', 'messaging', null, 'an attachment names an object that does not exist');
  }
  yield* (await DataTree.open(db, subnode.bidData, signal)).stream(signal);
}

async function openEmbedded(
  context: PropertyContext,
  node: NodeRef,
  place: ItemPlace,
  openEmbeddedItem: OpenEmbedded,
  signal: AbortSignal,
): Promise<PstItem | null> {
  const { db } = context.node;
  return db.sink.salvage<PstItem | null>(async () => {
    const object = await context.object(prop.attachData, signal);
    const subnode = object === null ? null : await findSubnode(db, node.bidSub, object.nid, signal);
    if (subnode === null)
      return db.sink.fail('PST_REFERENCE', 'messaging', null, 'an attachment names a message that does not exist');
    return openEmbeddedItem(subnode, { ...place, depth: place.depth + 1, associated: false }, signal);
  }, null);
}
