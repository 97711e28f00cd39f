import { z } from 'zod';

/*
 * What a package is (handover.md § 3), as the vault keeps it: `freeze.json` when the inventory is frozen, `package.json` when the
 * bags are made. Both are canonical JSON in snapshots of kind `package` of the pseudo-mailbox `package:<packageId>`.
 */
const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sha512 = z.string().regex(/^[0-9a-f]{128}$/);
const objectId = z.string().regex(/^[a-z2-7]{26}$/);
const text = z.string().max(10_000);
const both = z.object({ fr: text, en: text }).readonly();
const counts = z
  .object({ folders: count, searchFolders: count, items: count, associated: count, attachments: count })
  .readonly();
const verdict = z.enum(['UNSCANNED', 'CLEAN', 'NOTICE', 'SUSPECT', 'COMPROMISED']);

/** A text that people read, in both languages of the product. */
export type Bilingual = z.infer<typeof both>;

export const exceptionSchema = z
  .object({ class: text, folder: z.string().nullable(), count, message: text })
  .readonly();

/** A snapshot of one mailbox part that is handed over, as it stood when the inventory was frozen. */
export const frozenPartSchema = z
  .object({
    item: text,
    mailboxId: text,
    mailbox: text,
    type: z.enum(['user', 'shared', 'room', 'equipment', 'linked', 'other']),
    kind: z.enum(['primary', 'archive']),
    snapshot: objectId,
    night: text,
    createdAt: text,
    frozenAt: text,
    status: z.enum(['ok', 'partial']),
    verdict,
    verdictId: z.string().nullable(),
    reasons: z.array(text).readonly(),
    parts: z.array(z.object({ name: text, bytes: count, sha256, counts: counts.nullable() }).readonly()).readonly(),
    exceptions: z.array(exceptionSchema).readonly(),
    /** Newer snapshots that were passed over because they are not clean. */
    passedOver: z.array(z.object({ snapshot: objectId, night: text, verdict }).readonly()).readonly(),
  })
  .readonly();
export type FrozenPart = z.infer<typeof frozenPartSchema>;

/** One class of the register in this package. `not-applicable`: the source cannot have it. */
export const classStateSchema = z
  .object({
    number: z.number().int().min(1).max(46),
    state: z.enum(['captured', 'partial', 'not-captured', 'not-applicable']),
    /** Entries handed over: mailboxes, records, or null where they are not counted one by one. */
    entries: count.nullable(),
    why: both.nullable(),
  })
  .readonly();
export type ClassState = z.infer<typeof classStateSchema>;

export const notCapturedSchema = z.object({ what: text, why: text }).readonly();

export const freezeSchema = z
  .object({
    format: z.literal(1),
    packageId: objectId,
    /** Makes the file ids of the package: random, so that an id tells nothing, and kept, so that a build can be repeated. */
    seed: sha256,
    tenant: text,
    contractId: text,
    round: z.number().int().positive(),
    frozenAt: z.iso.datetime(),
    by: text,
    source: z.enum(['exchange', 'folder']),
    /** True where the round holds given items only (a delta or rework). */
    selected: z.boolean(),
    parts: z.array(frozenPartSchema).readonly(),
    configuration: z
      .object({ snapshot: objectId, night: text, createdAt: text, status: z.enum(['ok', 'partial']) })
      .readonly()
      .nullable(),
    classes: z.array(classStateSchema).readonly(),
    notCaptured: z.array(notCapturedSchema).readonly(),
    /** Every item that the client confirms or contests. */
    items: z.array(text).readonly(),
    userMailboxes: count,
    allMailboxes: count,
    /** The evidence bag holds the ledger's events of the tenant up to this one, and the backup catalogue as it was. */
    ledgerSeq: count,
  })
  .readonly();
export type InventoryFreeze = z.infer<typeof freezeSchema>;

export const packageFileSchema = z
  .object({
    /** 26 base32 characters, random per package; how the portal addresses it. */
    id: objectId,
    bag: text,
    /** Path in the bag, `data/…` for payload. */
    path: text,
    bytes: count,
    sha256,
    sha512,
    source: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('snapshot'), mailboxId: text, snapshot: objectId, part: text }).readonly(),
      /** `length` bytes at `offset` of a stream of the package's own snapshot. */
      z.object({ kind: z.literal('generated'), stream: text, offset: count }).readonly(),
    ]),
  })
  .readonly();
export type PackageFile = z.infer<typeof packageFileSchema>;

export const packageItemSchema = z
  .object({
    id: text,
    kind: z.enum(['primary', 'archive', 'configuration']),
    label: both,
    bag: text,
    /** Items of mail, or entries of the class. */
    count,
    bytes: count,
    /** Ids of the files that hold it. */
    files: z.array(objectId).readonly(),
    verdict: verdict.nullable(),
    night: text,
    /** Differences that have a reason, and what was not captured. */
    exceptions: z.array(exceptionSchema).readonly(),
  })
  .readonly();
export type PackageItem = z.infer<typeof packageItemSchema>;

export const packageBagSchema = z
  .object({
    name: text,
    role: z.enum(['mailbox', 'configuration', 'evidence', 'index']),
    /** Payload octets and files: `Payload-Oxum`. */
    octets: count,
    streams: count,
    /** Files and bytes with the tag files. */
    files: count,
    bytes: count,
    tagManifestSha512: sha512,
  })
  .readonly();
export type PackageBag = z.infer<typeof packageBagSchema>;

export const packageIndexSchema = z
  .object({
    format: z.literal(1),
    packageId: objectId,
    tenant: text,
    contractId: text,
    round: z.number().int().positive(),
    frozenAt: z.iso.datetime(),
    /** SHA-512 of `tagmanifest-sha512.txt` of the index bag: stands for every byte of the package. */
    root: sha512,
    bags: z.array(packageBagSchema).readonly(),
    items: z.array(packageItemSchema).readonly(),
    files: z.array(packageFileSchema).readonly(),
    classes: z.array(classStateSchema).readonly(),
    notCaptured: z.array(notCapturedSchema).readonly(),
    /** Differences without a reason; anything but 0 keeps the package from being delivered. */
    unexplained: count,
    bytes: count,
  })
  .readonly();
export type PackageIndex = z.infer<typeof packageIndexSchema>;

/** A file of a package where whoever copies it needs no more: media, archives, tests. */
export interface PackageStream {
  readonly bag: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  open(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** Something that keeps a package from being right. */
export interface PackageFinding {
  /** `missing`: not there, or its source is gone · `different`: there, and not what it must be · `unexpected`: nobody lists it. */
  readonly kind: 'missing' | 'different' | 'unexpected';
  readonly bag: string;
  /** Path in the bag; empty for the bag as a whole. */
  readonly path: string;
  readonly message: string;
}

/** The pseudo-mailbox under whose keys a package is sealed. */
export const packageMailbox = (packageId: string): string => `package:${packageId}`;
