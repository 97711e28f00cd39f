import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type JsonValue } from '../core/index.ts';

/** More attachments of one item than this are counted, not listed; all of them go into `itemId`. */
export const LISTED_ATTACHMENTS = 10_000;
/** Names in the list are cut here; the whole name goes into `itemId`. */
const NAME_CHARACTERS = 1_000;

/** A person as the item stores it. */
export interface ItemPerson {
  readonly name: string | null;
  readonly addressType: string | null;
  readonly address: string | null;
  readonly smtpAddress: string | null;
}

/** What stays the same of an item whatever a mailbox does with it: no flags, read state, categories, folder. */
export interface CanonicalItem {
  readonly class: string;
  readonly subject: string;
  readonly sender: ItemPerson;
  readonly submittedAt: string | null;
  readonly deliveredAt: string | null;
  /** SHA-256 of each body that is stored: text as UTF-8, HTML as stored, RTF decompressed. */
  readonly bodies: { readonly text?: string; readonly html?: string; readonly rtf?: string };
  /** Digests of recipients and of attachments, in any order. */
  readonly recipients: readonly Uint8Array[];
  readonly attachments: readonly Uint8Array[];
}

/** Digest of one recipient. */
export function recipientDigest(type: string, person: ItemPerson): Buffer {
  return digest({ type, ...personOf(person) });
}

/** Digest of one attachment; that of an embedded message has its item id in place of a content hash. */
export function attachmentDigest(attachment: {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}): Buffer {
  const { name, bytes, sha256 } = attachment;
  return digest({ name: name.toWellFormed(), bytes, sha256 });
}

/**
 * SHA-256, lower-case hex, of the canonical item, version 1: canonical JSON (RFC 8785 for what it holds) of the members below.
 * Recipients and attachments count as the SHA-256 of their sorted digests, so that their order does not.
 */
export function itemIdOf(item: CanonicalItem): string {
  const { bodies } = item;
  return digest({
    attachments: setDigest(item.attachments),
    bodies: { html: bodies.html, rtf: bodies.rtf, text: bodies.text },
    class: item.class.toWellFormed(),
    deliveredAt: item.deliveredAt,
    recipients: setDigest(item.recipients),
    sender: personOf(item.sender),
    subject: item.subject.toWellFormed(),
    submittedAt: item.submittedAt,
    version: 1,
  }).toString('hex');
}

const digest = (value: JsonValue): Buffer => createHash('sha256').update(canonicalJson(value)).digest();

function setDigest(digests: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const one of digests.toSorted((a, b) => Buffer.compare(a, b))) hash.update(one);
  return hash.digest('hex');
}

function personOf({ name, addressType, address, smtpAddress }: ItemPerson) {
  const text = (value: string | null): string | null => value?.toWellFormed() ?? null;
  return {
    name: text(name),
    addressType: text(addressType),
    address: text(address),
    smtpAddress: text(smtpAddress),
  };
}

/** One line of `items.jsonl` (handover.md § 2). */
export const itemLineSchema = z
  .strictObject({
    itemId: z.string().regex(/^[0-9a-f]{64}$/),
    folderPath: z.array(z.string()).readonly(),
    class: z.string(),
    searchKey: z
      .string()
      .regex(/^[0-9a-f]*$/)
      .optional(),
    internetMessageId: z.string().optional(),
    deliveredAt: z.iso.datetime().optional(),
    /** As the item says it (PidTagMessageSize). */
    bytes: z.number().int().nonnegative(),
    attachments: z
      .array(
        z
          .strictObject({
            name: z.string(),
            bytes: z.number().int().nonnegative(),
            sha256: z.string().regex(/^[0-9a-f]{64}$/),
            /** A message inside the message: `sha256` is its item id. */
            embedded: z.literal(true).optional(),
          })
          .readonly(),
      )
      .readonly(),
    attachmentsUnlisted: z.number().int().positive().optional(),
    /** Not all of it could be read; the file holds it as the source exported it. */
    damaged: z.literal(true).optional(),
    /** Path of the PST in this bag, and its SHA-256. */
    file: z.string(),
    fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .readonly();
export type ItemLine = z.infer<typeof itemLineSchema>;

/** The line, ended by LF: canonical JSON, so that no subject or name can end it early. */
export function formatItemLine(line: ItemLine): string {
  const attachments = line.attachments.map((one) => ({
    ...one,
    name: one.name.slice(0, NAME_CHARACTERS).toWellFormed(),
  }));
  const folderPath = line.folderPath.map((one) => one.toWellFormed());
  return `${canonicalJson({ ...line, class: line.class.toWellFormed(), folderPath, attachments })}\n`;
}

/** The line read back; null where it is not exactly what `formatItemLine` writes. */
export function parseItemLine(text: string): ItemLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = itemLineSchema.safeParse(value);
  return parsed.success && formatItemLine(parsed.data) === `${text}\n` ? parsed.data : null;
}
