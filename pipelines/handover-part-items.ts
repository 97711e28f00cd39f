import { createHash } from 'node:crypto';
import {
  attachmentDigest,
  type CanonicalItem,
  formatItemLine,
  type ItemLine,
  itemIdOf,
  LISTED_ATTACHMENTS,
  recipientDigest,
} from '../handover/index.ts';
import {
  type ByteSource,
  isPstDamage,
  openPst,
  type PstBodyKind,
  type PstFile,
  type PstFolder,
  type PstItem,
} from '../pst/index.ts';

/** A folder of one PST and what was delivered of it. */
export interface DeliveredFolder {
  readonly path: readonly string[];
  readonly ipmPath: readonly string[] | null;
  readonly containerClass: string | null;
  readonly isSearchFolder: boolean;
  readonly items: number;
  readonly associated: number;
  readonly delivered: number;
}

export interface PartItemsRequest {
  /** Path of the PST in its bag, and its SHA-256. */
  readonly file: string;
  readonly fileSha256: string;
  /** False for an export that was stored damaged: what cannot be read is left out or marked, and counted. */
  readonly sound: boolean;
  /** Each folder once all its lines were given. */
  readonly onFolder: (folder: DeliveredFolder) => void;
  readonly signal: AbortSignal;
}

/**
 * The lines of `items.jsonl` for one PST, folder by folder, item by item; hidden items are no lines. Memory: one item's
 * attachments, and what the reader caches.
 */
export async function* partItems(source: ByteSource, request: PartItemsRequest): AsyncGenerator<Uint8Array> {
  const { signal } = request;
  const file = await openPst(source, { mode: request.sound ? 'strict' : 'salvage', signal });
  for await (const folder of file.folders(signal)) {
    let delivered = 0;
    // A search folder shows items of other folders.
    if (!folder.isSearchFolder) {
      let seen = file.damageSeen;
      for await (const item of file.items(folder, signal)) {
        if (item.associated) continue;
        delivered++;
        yield Buffer.from(formatItemLine(await lineOf(file, folder, item, seen, request)));
        seen = file.damageSeen;
      }
    }
    const { path, ipmPath, containerClass, isSearchFolder, items, associated } = folder;
    request.onFolder({ path, ipmPath, containerClass, isSearchFolder, items, associated, delivered });
  }
}

async function lineOf(
  file: PstFile,
  folder: PstFolder,
  item: PstItem,
  damageBefore: number,
  { file: path, fileSha256, signal }: PartItemsRequest,
): Promise<ItemLine> {
  const listed: ItemLine['attachments'][number][] = [];
  let unlisted = 0;
  const onAttachment: OnAttachment = (one) => {
    if (listed.length < LISTED_ATTACHMENTS) listed.push(one);
    else unlisted++;
  };
  let isWhole = true;
  const canonical = await canonicalItem(item, signal, onAttachment).catch((error: unknown): CanonicalItem => {
    if (file.mode === 'strict' || !isPstDamage(error)) throw error;
    isWhole = false;
    return { ...plainFields(item), bodies: {}, recipients: [], attachments: [] };
  });
  return {
    itemId: itemIdOf(canonical),
    folderPath: folder.path,
    class: item.messageClass,
    ...(item.searchKey === null ? {} : { searchKey: item.searchKey.toString('hex') }),
    ...(item.internetMessageId === null ? {} : { internetMessageId: item.internetMessageId.toWellFormed() }),
    ...(canonical.deliveredAt === null ? {} : { deliveredAt: canonical.deliveredAt }),
    bytes: item.size,
    attachments: listed,
    ...(unlisted === 0 ? {} : { attachmentsUnlisted: unlisted }),
    ...(isWhole && file.damageSeen === damageBefore ? {} : { damaged: true as const }),
    file: path,
    fileSha256,
  };
}

type OnAttachment = (attachment: ItemLine['attachments'][number]) => void;

async function canonicalItem(item: PstItem, signal: AbortSignal, onAttachment: OnAttachment): Promise<CanonicalItem> {
  const recipients: Uint8Array[] = [];
  for await (const one of item.recipients(signal)) recipients.push(recipientDigest(one.type, one));
  const bodies: { -readonly [K in PstBodyKind]?: string } = {};
  for (const kind of ['text', 'html', 'rtf'] as const) {
    if (!item.bodies.has(kind)) continue;
    const { sha256 } = await hashed(item.body(kind, signal));
    bodies[kind] = sha256;
  }
  const attachments: Uint8Array[] = [];
  for await (const one of item.attachments(signal)) {
    const name = one.filename ?? '';
    const inner = await one.embedded(signal);
    const content =
      inner === null
        ? { name, ...(await hashed(one.content(signal))) }
        : {
            name,
            bytes: 0,
            sha256: itemIdOf(await canonicalItem(inner, signal, () => undefined)),
            embedded: true as const,
          };
    attachments.push(attachmentDigest(content));
    onAttachment(content);
  }
  return { ...plainFields(item), bodies, recipients, attachments };
}

function plainFields(item: PstItem): Omit<CanonicalItem, 'bodies' | 'recipients' | 'attachments'> {
  return {
    class: item.messageClass,
    subject: item.subject,
    sender: item.sender,
    submittedAt: item.submitTime?.toISOString() ?? null,
    deliveredAt: item.deliveryTime?.toISOString() ?? null,
  };
}

async function hashed(
  content: AsyncIterable<Uint8Array>,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.byteLength;
  }
  return { bytes, sha256: hash.digest('hex') };
}
