import { z } from 'zod';
import type { JsonValue } from '../core/index.ts';

/**
 * What a snapshot is (vault.md § 8.3, `format: 0` until the format is released). Canonical JSON, sealed, immutable.
 * Everything `snapshots --json` shows comes from here and from the notes.
 */
const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const ref = z.string().regex(/^[a-z2-7]{16}$/);
const objectId = z.string().regex(/^[a-z2-7]{26}$/);
const iso = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
const json: z.ZodType<JsonValue> = z.json() as unknown as z.ZodType<JsonValue>;

export const countsSchema = z
  .object({ folders: count, searchFolders: count, items: count, associated: count, attachments: count })
  .readonly();

export const exceptionSchema = z
  .object({
    class: z.enum([
      'hidden',
      'arrived-after-freeze',
      'corrupt-at-source',
      'too-large',
      'not-captured',
      'unexplained',
      'damaged',
    ]),
    folder: z.string().nullable(),
    count,
    message: z.string(),
  })
  .readonly();

/** A byte stream of the snapshot: chunk ids (HMAC, hex) in order with their plain lengths. */
export const streamSchema = z
  .object({
    name: z.string().min(1).max(255),
    bytes: count,
    sha256,
    /** Chunks that list the chunks (vault.md § 6.1 recipe): ids with plain lengths, in order. */
    recipe: z.array(z.object({ id: sha256, bytes: count }).readonly()).readonly(),
    chunks: count,
  })
  .readonly();

export const objectRefSchema = z
  .object({ key: z.string(), versionId: z.string().nullable(), bytes: count, sha256 })
  .readonly();

export const manifestSchema = z
  .object({
    format: z.literal(0),
    vaultId: objectId,
    id: objectId,
    tenantRef: ref,
    mailboxRef: ref,
    tenant: z.string(),
    mailbox: z.object({ id: z.string(), name: z.string() }).readonly(),
    /** `package`: generated files of a hand-over; never in the catalogue, never dropped by retention. */
    kind: z.enum(['primary', 'archive', 'configuration', 'package']),
    /** 1, 2, 3… for the snapshots of one mailbox, whatever their kind. */
    seq: count,
    fence: count,
    writer: z.string(),
    run: z.string(),
    night: z.string(),
    startedAt: iso,
    endedAt: iso,
    serverDate: iso.nullable(),
    /** The one before in this mailbox: a missing link is a finding. */
    previous: z.object({ id: objectId, seq: count, sha256 }).readonly().nullable(),
    /** Snapshots of this mailbox that existed at commit; what is named here and gone without a drop note was removed. */
    known: z.array(z.object({ id: objectId, seq: count, sha256 }).readonly()).readonly(),
    source: z.object({ id: z.string(), kind: z.string(), frozenAt: iso, details: json }).readonly(),
    status: z.enum(['ok', 'partial']),
    exceptions: z.array(exceptionSchema).readonly(),
    parts: z
      .array(z.object({ name: z.string(), bytes: count, sha256, counts: countsSchema.nullable() }).readonly())
      .readonly(),
    /** One stream a part, in the order of `parts`, then the facts streams (names starting with `facts/`). */
    streams: z.array(streamSchema).readonly(),
    encoding: z.object({ name: z.literal('raw@1'), reason: z.string().nullable() }).readonly(),
    segments: z.array(objectRefSchema).readonly(),
    packs: z.array(objectRefSchema.unwrap().extend({ packId: objectId, isNew: z.boolean() }).readonly()).readonly(),
    stored: z.object({ newBytes: count, newChunks: count, reusedChunks: count }).readonly(),
    checks: z.object({ readBackAt: iso, decodedAt: iso }).readonly(),
    /** Note objects that are written right after this manifest, under these very keys: each witnesses the other. */
    expectedNotes: z
      .array(z.object({ kind: z.enum(['verdict', 'verification']), key: z.string() }).readonly())
      .readonly(),
  })
  .readonly();

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestStream = z.infer<typeof streamSchema>;
export type ObjectRef = z.infer<typeof objectRefSchema>;

/** A manifest as read from the store, with where it lies and the hash of its sealed bytes. */
export interface CommittedManifest {
  readonly key: string;
  readonly versionId: string | null;
  readonly sha256: string;
  readonly manifest: Manifest;
}
