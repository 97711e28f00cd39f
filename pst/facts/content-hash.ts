import { createHash, type Hash } from 'node:crypto';
import type { PstAttachment, PstItem } from '../model.ts';
import { hashBody } from './body-hash.ts';
import type { AttachmentFacts } from './item-facts-model.ts';
import { normaliseText } from './text-normaliser.ts';

/** Bytes kept of each attachment for magic numbers. */
const HEAD_BYTES = 64;
/** Readers accept a PDF header anywhere in these. */
const PDF_BYTES = 1024;

/** Receives the facts of every attachment, those of embedded messages too, as they are read. */
export type OnAttachment = (facts: AttachmentFacts) => void;

/**
 * SHA-256, lowercase hex, over what delivered mail never changes: subject, sender, recipients, one body as text, names and bytes of attachments;
 * embedded messages by the same rule. Order of recipients and attachments does not count, nor do flags, categories, folder, dates.
 */
export async function hashContent(item: PstItem, signal: AbortSignal, onAttachment: OnAttachment): Promise<string> {
  const hash = createHash('sha256');
  field(hash, 'coffre item 1');
  field(hash, normaliseText(item.subject));
  field(hash, person(item.sender));
  field(hash, await sortedDigests(recipientDigests(item, signal)));
  field(hash, await hashBody(item, signal));
  field(hash, await sortedDigests(attachmentDigests(item, signal, onAttachment)));
  return hash.digest('hex');
}

/** Length first, so that no two lists of fields run into the same bytes. */
function field(hash: Hash, value: string | Buffer): void {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  hash.update(length).update(bytes);
}

/** The SMTP address where known: display names follow the address book, X.500 names follow migrations. */
function person(who: {
  readonly name: string | null;
  readonly address: string | null;
  readonly smtpAddress: string | null;
}): string {
  return normaliseText(who.smtpAddress ?? who.address ?? who.name ?? '').toLowerCase();
}

/** Digest over digests in sorted order; 32 bytes of memory each. */
async function sortedDigests(digests: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const digest of digests) all.push(digest);
  all.sort((a, b) => Buffer.compare(a, b));
  const hash = createHash('sha256');
  for (const digest of all) hash.update(digest);
  return hash.digest();
}

async function* recipientDigests(item: PstItem, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const recipient of item.recipients(signal)) {
    const hash = createHash('sha256');
    field(hash, recipient.type);
    field(hash, person(recipient));
    yield hash.digest();
  }
}

async function* attachmentDigests(
  item: PstItem,
  signal: AbortSignal,
  onAttachment: OnAttachment,
): AsyncGenerator<Buffer> {
  for await (const attachment of item.attachments(signal)) {
    const facts = await attachmentFacts(attachment, signal, onAttachment);
    const hash = createHash('sha256');
    field(hash, facts.name);
    field(hash, facts.sha256);
    yield hash.digest();
  }
}

async function attachmentFacts(
  attachment: PstAttachment,
  signal: AbortSignal,
  onAttachment: OnAttachment,
): Promise<AttachmentFacts> {
  const common = {
    depth: attachment.depth,
    name: attachment.filename ?? '',
    mimeType: attachment.mimeType,
    method: attachment.method,
  };
  const embedded = await attachment.embedded(signal);
  if (embedded !== null) {
    const inner: AttachmentFacts[] = [];
    const sha256 = await hashContent(embedded, signal, (one) => inner.push(one));
    const facts = { ...common, bytes: 0, sha256, head: Buffer.alloc(0), pdf: false };
    onAttachment(facts);
    for (const one of inner) onAttachment(one);
    return facts;
  }
  const hash = createHash('sha256');
  let bytes = 0;
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const part of attachment.content(signal)) {
    hash.update(part);
    bytes += part.byteLength;
    if (held < PDF_BYTES) {
      parts.push(part.subarray(0, PDF_BYTES - held));
      held += Math.min(part.byteLength, PDF_BYTES - held);
    }
  }
  const start = Buffer.concat(parts);
  const facts: AttachmentFacts = {
    ...common,
    bytes,
    sha256: hash.digest('hex'),
    head: Buffer.from(start.subarray(0, HEAD_BYTES)),
    pdf: start.includes('%PDF-'),
  };
  onAttachment(facts);
  return facts;
}
