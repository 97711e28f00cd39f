import { PropertyContext } from '../ltp/property-context.ts';
import { TableContext } from '../ltp/table-context.ts';
import { propertyType } from '../ltp/values.ts';
import { plainSubject } from '../messaging/subject.ts';
import { attachMethod, nodeId, nodeType, prop, typeOf } from '../messaging/tags.ts';
import { DataTree } from '../ndb/data-tree.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { findSubnode, subnodes } from '../ndb/subnodes.ts';
import { checkProperties, checkTable } from './check-values.ts';

/** mfHasAttach of PidTagMessageFlags. */
const HAS_ATTACHMENT = 0x10;
const MAX_DEPTH = 50;

/**
 * Levels 6 and 7 for one item: every property, the recipient and attachment tables, every attachment with its bytes, embedded messages by the
 * same rule. Findings carry the item's node, folder and, where readable, subject.
 */
export async function checkItem(db: NodeDatabase, node: NodeRef, folder: string, signal: AbortSignal): Promise<void> {
  const { sink } = db;
  sink.scope = { nid: node.nid, folder };
  try {
    await sink.salvage(() => checkMessage(db, node, 0, signal), undefined);
  } finally {
    sink.scope = {};
  }
}

async function checkMessage(db: NodeDatabase, node: NodeRef, depth: number, signal: AbortSignal): Promise<void> {
  const { sink } = db;
  if (depth > MAX_DEPTH) sink.fail('PST_LIMIT', 'messaging', null, `messages are embedded more than ${MAX_DEPTH} deep`);
  const context = await PropertyContext.open(db, node, signal);
  if (depth === 0) {
    const subject = await context.text(prop.subject, signal, 65_536);
    if (subject !== null) sink.scope = { ...sink.scope, subject: plainSubject(subject) };
  }
  await checkProperties(context, signal);
  if (context.find(prop.messageClass) === null)
    sink.warn('PST_ITEM', 'messaging', null, 'an item has no message class');
  await checkSubtable(db, node.bidSub, nodeId.recipientTable, signal);
  const listed = await checkSubtable(db, node.bidSub, nodeId.attachmentTable, signal);
  let found = 0;
  let unlisted = 0;
  for await (const subnode of subnodes(db, node.bidSub, signal)) {
    if (typeOf(subnode.nid) !== nodeType.attachment) continue;
    found++;
    if (listed?.delete(subnode.nid) !== true) unlisted++;
    await sink.salvage(() => checkAttachment(db, subnode, depth, signal), undefined);
  }
  if (listed !== null && listed.size > 0) {
    sink.error('PST_TABLE', 'messaging', null, `${listed.size} attachments are listed and do not exist`);
  }
  if (unlisted > 0) sink.error('PST_TABLE', 'messaging', null, `${unlisted} attachments are not listed in their table`);
  const flags = (await context.integer(prop.messageFlags, signal)) ?? 0;
  if (found > 0 !== ((flags & HAS_ATTACHMENT) !== 0)) {
    sink.warn('PST_ITEM', 'messaging', null, 'the attachment flag of an item does not fit its attachments');
  }
}

/** Checks a table among the subnodes of a message; answers its row ids, null where there is no readable one. */
async function checkSubtable(
  db: NodeDatabase,
  bidSub: number,
  nid: number,
  signal: AbortSignal,
): Promise<Set<number> | null> {
  return db.sink.salvage<Set<number> | null>(async () => {
    const node = await findSubnode(db, bidSub, nid, signal);
    if (node === null) return null;
    const table = await TableContext.open(db, node, signal);
    await checkTable(table, signal);
    return new Set(table.rowIds());
  }, null);
}

async function checkAttachment(db: NodeDatabase, node: NodeRef, depth: number, signal: AbortSignal): Promise<void> {
  const context = await PropertyContext.open(db, node, signal);
  await checkProperties(context, signal);
  const data = context.find(prop.attachData);
  if (data?.type !== propertyType.object) return;
  const object = await context.object(prop.attachData, signal);
  const subnode = object === null ? null : await findSubnode(db, node.bidSub, object.nid, signal);
  if (subnode === null) {
    return db.sink.fail('PST_REFERENCE', 'messaging', null, 'an attachment names an object that does not exist');
  }
  if ((await context.integer(prop.attachMethod, signal)) === attachMethod.embedded) {
    await checkMessage(db, subnode, depth + 1, signal);
    return;
  }
  for await (const _ of (await DataTree.open(db, subnode.bidData, signal)).stream(signal)) signal.throwIfAborted();
}
