import { attachMethod, nodeId, nodeType, prop } from '../../messaging/tags.ts';
import { pstWriterError } from '../errors.ts';
import { type PreparedProperty, prepareProperties, takeWhole } from '../ltp/prepare-properties.ts';
import { PropertyWriter } from '../ltp/property-writer.ts';
import { type EncodedRow, encodeRow } from '../ltp/row.ts';
import { extendShape } from '../ltp/table-shape.ts';
import { writeTable } from '../ltp/table-writer.ts';
import type { PstAttachmentInput, PstMessageInput } from '../model.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import type { SubnodeEntry } from '../ndb/subnode-writer.ts';
import type { EmptyTables } from './empty-tables.ts';
import { HAS_ATTACHMENT, type ItemDefaults, integerOf, itemProperties, setInteger } from './item-properties.ts';
import { templates } from './templates.ts';

/** Messages in messages deeper than this are refused: the reader does not follow them either. */
const MAX_DEPTH = 50;
/** The first attachment of a message is node 0x8025, as Outlook numbers them. */
const FIRST_ATTACHMENT = 0x401;
/** PidTagMessageSize and PidTagAttachSize are 32-bit integers. */
const MOST_SIZE = 0x7fff_ffff;
const RENDERING_POSITION = 0x370b;
/** Columns of the attachment table besides the row's id and version. */
const ATTACHMENT_ROW = [prop.attachSize, prop.attachShortName, prop.attachMethod, RENDERING_POSITION] as const;

export interface MessageContext {
  readonly db: DatabaseWriter;
  readonly empty: EmptyTables;
  readonly defaults: ItemDefaults;
  /** Row versions and ids of embedded messages, one sequence for the file. */
  readonly nextRowVersion: () => number;
  readonly nextMessageId: () => number;
  /** Attachments of the message being written, of every depth. */
  attachments: number;
}

/** A message whose blocks are written; its node or subnode is still to be entered. */
export interface WrittenMessage extends SubnodeEntry {
  readonly properties: ReadonlyMap<number, PreparedProperty>;
  /** Bytes of all leaf data blocks below it, as PidTagMessageSize counts. */
  readonly leafBytes: number;
}

/** Writes everything of a message but its node: attachments as they come, then recipients, then its properties. */
export async function writeMessage(
  context: MessageContext,
  message: PstMessageInput,
  nid: number,
  depth: number,
  signal: AbortSignal,
): Promise<WrittenMessage> {
  if (depth > MAX_DEPTH) throw pstWriterError('PSTWRITER_FULL', `messages are embedded more than ${MAX_DEPTH} deep`);
  const { db } = context;
  const properties = await itemProperties(message.properties, nid, context.defaults);
  const writer = new PropertyWriter(db);
  await writer.fill(properties.values(), signal);
  const attachments = await writeAttachments(context, message.attachments ?? [], depth, signal);
  const recipients =
    message.recipients === undefined ? null : await writeRecipients(context, message.recipients, signal);
  const others = [...attachments.subnodes, ...(recipients === null ? [] : [recipients.subnode])];
  const leafBytes = writer.leafBytes + attachments.leafBytes + (recipients?.leafBytes ?? 0);
  const flags = integerOf(properties, prop.messageFlags) | (attachments.subnodes.length > 0 ? HAS_ATTACHMENT : 0);
  setInteger(properties, prop.messageFlags, flags);
  setInteger(properties, prop.messageSize, Math.min(leafBytes, MOST_SIZE));
  writer.patch(prop.messageFlags, flags);
  writer.patch(prop.messageSize, Math.min(leafBytes, MOST_SIZE));
  return { nid, ...(await writer.finish(others, signal)), properties, leafBytes };
}

async function writeRecipients(
  context: MessageContext,
  recipients: NonNullable<PstMessageInput['recipients']>,
  signal: AbortSignal,
): Promise<{ readonly subnode: SubnodeEntry; readonly leafBytes: number }> {
  const all: Map<number, PreparedProperty>[] = [];
  const tags = new Set<number>();
  for await (const bag of recipients) {
    const prepared = prepareProperties(bag);
    await takeWhole(prepared, [...prepared.keys()]);
    for (const { id, type } of prepared.values()) tags.add(id * 0x10000 + type);
    all.push(prepared);
  }
  const nid = nodeId.recipientTable;
  if (all.length === 0) {
    const { bid, bytes } = await context.empty.take('recipients', signal);
    return { subnode: { nid, bidData: bid, bidSub: 0 }, leafBytes: bytes };
  }
  const shape = extendShape(templates.recipients, tags);
  const rows = all.map((prepared, index) =>
    // A row id of 0 is refused by Outlook.
    encodeRow(shape, index + 1, context.nextRowVersion(), (tag) => wholeValue(prepared, tag)),
  );
  const { leafBytes, ...written } = await writeTable(context.db, shape, rows, signal);
  return { subnode: { nid, ...written }, leafBytes };
}

function wholeValue(prepared: ReadonlyMap<number, PreparedProperty>, tag: number): Buffer | null {
  const one = prepared.get(tag >>> 16);
  return one !== undefined && one.type === (tag & 0xffff) && Buffer.isBuffer(one.value) ? one.value : null;
}

async function writeAttachments(
  context: MessageContext,
  attachments: NonNullable<PstMessageInput['attachments']>,
  depth: number,
  signal: AbortSignal,
): Promise<{ readonly subnodes: SubnodeEntry[]; readonly leafBytes: number }> {
  const subnodes: SubnodeEntry[] = [];
  const rows: EncodedRow[] = [];
  let bytes = 0;
  for await (const attachment of attachments) {
    const nid = ((FIRST_ATTACHMENT + rows.length) << 5) | nodeType.attachment;
    const { leafBytes, properties, ...entry } = await writeAttachment(context, attachment, nid, depth, signal);
    rows.push(encodeRow(templates.attachments, nid, context.nextRowVersion(), (tag) => wholeValue(properties, tag)));
    subnodes.push(entry);
    bytes += leafBytes;
    context.attachments++;
  }
  if (rows.length === 0) return { subnodes, leafBytes: 0 };
  const { leafBytes, ...table } = await writeTable(context.db, templates.attachments, rows, signal);
  subnodes.push({ nid: nodeId.attachmentTable, ...table });
  return { subnodes, leafBytes: bytes + leafBytes };
}

async function writeAttachment(
  context: MessageContext,
  attachment: PstAttachmentInput,
  nid: number,
  depth: number,
  signal: AbortSignal,
): Promise<WrittenMessage> {
  const { db } = context;
  const properties = prepareProperties(attachment.properties);
  await takeWhole(properties, ATTACHMENT_ROW);
  const writer = new PropertyWriter(db);
  const inside = await writeObject(context, attachment, writer, depth, signal);
  if (inside !== null && properties.has(prop.attachData)) {
    throw pstWriterError('PSTWRITER_INPUT', 'an attachment has bytes and an object');
  }
  const byDefault = inside === null ? attachMethod.byValue : inside.method;
  if (inside !== null || !properties.has(prop.attachMethod)) setInteger(properties, prop.attachMethod, byDefault);
  if (!properties.has(RENDERING_POSITION)) setInteger(properties, RENDERING_POSITION, -1);
  setInteger(properties, prop.attachSize, 0);
  await writer.fill(properties.values(), signal, inside ?? undefined);
  const size = Math.min(writer.valueBytes, MOST_SIZE);
  setInteger(properties, prop.attachSize, size);
  writer.patch(prop.attachSize, size);
  const leafBytes = writer.leafBytes + (inside?.leafBytes ?? 0);
  const written = await writer.finish(inside?.subnodes ?? [], signal);
  return { nid, ...written, properties, leafBytes };
}

/** What 0x3701000D names, and where it lies: the subnode and size of a message or of another object. */
interface WrittenObject {
  readonly id: number;
  readonly nid: number;
  readonly bytes: number;
  readonly method: number;
  /** Those that `writer` does not hold yet, and the bytes of their leaf data blocks. */
  readonly subnodes: readonly SubnodeEntry[];
  readonly leafBytes: number;
}

async function writeObject(
  context: MessageContext,
  attachment: PstAttachmentInput,
  writer: PropertyWriter,
  depth: number,
  signal: AbortSignal,
): Promise<WrittenObject | null> {
  const { message, object } = attachment;
  const id = prop.attachData;
  if (message !== undefined && object !== undefined) {
    throw pstWriterError('PSTWRITER_INPUT', 'an attachment has a message and another object');
  }
  if (message !== undefined) {
    const nid = context.nextMessageId();
    const { bidData, bidSub, leafBytes } = await writeMessage(context, message, nid, depth + 1, signal);
    const bytes = Math.min(leafBytes, MOST_SIZE);
    return { id, nid, bytes, method: attachMethod.embedded, subnodes: [{ nid, bidData, bidSub }], leafBytes };
  }
  if (object === undefined) return null;
  const { bid, bytes } = await context.db.data(object, signal);
  return { id, nid: writer.reserve(bid, bytes), bytes, method: attachMethod.ole, subnodes: [], leafBytes: 0 };
}
