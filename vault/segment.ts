import { z } from 'zod';
import { canonicalJson } from '../core/index.ts';
import type { ChunkPlace, PackInfo } from './chunk-index.ts';
import { MAX_CHUNK_BYTES } from './chunker.ts';
import { vaultError } from './errors.ts';
import { FRAME_OVERHEAD } from './frame.ts';
import { FORMAT_VERSION } from './header.ts';
import { type MailboxPath, NUMBER_LIMIT, packName } from './names.ts';

/** Body of an index segment (docs/vault-format.md § 6): the packs it speaks of, then one record a chunk. */
const ENTRY_BYTES = 56;

/** Entries of one segment: 54 MiB, below the limit of sealed metadata. A run with more writes several. */
export const SEGMENT_ENTRIES = 1_000_000;

const count = z.number().int().nonnegative().max(NUMBER_LIMIT);
const headSchema = z.strictObject({
  base: z.boolean(),
  entries: count.max(SEGMENT_ENTRIES),
  format: z.literal(FORMAT_VERSION),
  packs: z.array(
    z.strictObject({
      bytes: count,
      fence: count,
      generation: count,
      packId: z.string().regex(/^[a-z2-7]{26}$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      versionId: z.string().nullable(),
    }),
  ),
});

export interface SegmentEntry {
  readonly id: Uint8Array;
  readonly place: ChunkPlace;
}

export interface Segment {
  /** Holds every usable chunk: segments before it are no longer needed. */
  readonly base: boolean;
  readonly entries: readonly SegmentEntry[];
}

export function encodeSegment(segment: Segment): Buffer {
  const packs: PackInfo[] = [];
  const numbers = new Map<PackInfo, number>();
  for (const { place } of segment.entries) {
    if (!numbers.has(place.pack)) numbers.set(place.pack, packs.push(place.pack) - 1);
  }
  const head = Buffer.from(
    canonicalJson({
      base: segment.base,
      entries: segment.entries.length,
      format: FORMAT_VERSION,
      packs: packs.map(({ packId, fence, generation, bytes, sha256, versionId }) => {
        return { packId, fence, generation, bytes, sha256, versionId };
      }),
    }),
  );
  const out = Buffer.alloc(4 + head.byteLength + segment.entries.length * ENTRY_BYTES);
  out.writeUInt32LE(head.byteLength, 0);
  head.copy(out, 4);
  let at = 4 + head.byteLength;
  for (const { id, place } of segment.entries) {
    out.set(id, at);
    out.writeUInt32LE(numbers.get(place.pack) as number, at + 32);
    out.writeUInt32LE(place.ordinal, at + 36);
    out.writeUInt32LE(place.offset, at + 40);
    out.writeUInt32LE(place.sealed, at + 44);
    out.writeUInt32LE(place.raw, at + 48);
    out[at + 52] = place.kind;
    at += ENTRY_BYTES;
  }
  return out;
}

/**
 * VAULT_OBJECT_CORRUPT where counts, sizes or references do not hold; `object` is the key, for the message. Keys of packs
 * are made from `path`, never read: a segment cannot point outside its mailbox.
 */
export function decodeSegment(object: string, path: MailboxPath, bytes: Buffer): Segment {
  const corrupt = (cause?: unknown): Error =>
    vaultError('VAULT_OBJECT_CORRUPT', `${object} is no sound segment`, { cause, facts: { object } });
  const headBytes = bytes.byteLength >= 4 ? bytes.readUInt32LE(0) : Number.POSITIVE_INFINITY;
  if (headBytes > bytes.byteLength - 4) throw corrupt();
  let head: z.infer<typeof headSchema>;
  try {
    head = headSchema.parse(JSON.parse(bytes.toString('utf8', 4, 4 + headBytes)));
  } catch (error) {
    throw corrupt(error);
  }
  if (bytes.byteLength !== 4 + headBytes + head.entries * ENTRY_BYTES) throw corrupt();
  const packs = head.packs.map((pack) => ({ ...pack, key: packName(path, pack.fence, pack.packId) }));
  const entries: SegmentEntry[] = [];
  for (let at = 4 + headBytes; at < bytes.byteLength; at += ENTRY_BYTES) {
    const pack = packs[bytes.readUInt32LE(at + 32)];
    const place = {
      ordinal: bytes.readUInt32LE(at + 36),
      offset: bytes.readUInt32LE(at + 40),
      sealed: bytes.readUInt32LE(at + 44),
      raw: bytes.readUInt32LE(at + 48),
      kind: bytes[at + 52]!,
    };
    const sound =
      pack !== undefined &&
      place.offset + place.sealed <= pack.bytes &&
      place.sealed <= MAX_CHUNK_BYTES + FRAME_OVERHEAD &&
      place.raw <= MAX_CHUNK_BYTES;
    if (!sound || bytes.readUIntLE(at + 53, 3) !== 0) throw corrupt();
    entries.push({ id: bytes.subarray(at, at + 32), place: { pack, ...place } });
  }
  return { base: head.base, entries };
}
