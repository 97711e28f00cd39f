import { z } from 'zod';

/** Bounds of what a server may say; beyond them an answer is refused rather than held in memory. */
const TEXT = 4096;
const LONG_TEXT = 65_536;
const MANY = 100_000;

const text = z.string().max(TEXT);
const longText = z.string().max(LONG_TEXT);
const count = z.int().min(0);
/** Sizes pass 2^31 but never 2^53: `TotalItemSize` of the largest supported mailbox is about 2^47. */
const bytes = z.int().min(0);
/** ISO 8601 in UTC with a final Z, as `ToString('o')` writes it. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
const guid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** Name of a request of ours: what is not called so is never touched. */
export const ownName = z.string().regex(/^coffre-[a-z0-9-]{1,120}$/);
const uncPath = z
  .string()
  .max(400)
  .regex(/^\\\\[^\\]+\\[^\\]+\\.+\.pst$/i);

/** Why one item, or a whole operation, did not work. `type` is the exception's class name; `message` is localised text for people. */
export const failureSchema = z.object({ type: text, message: longText });
export type RemoteFailure = z.infer<typeof failureSchema>;
const perItem = failureSchema.nullable();

/** A mailbox with the three signs of its tenant and what an export must know. Guids are lower case without braces. */
export const mailboxSchema = z.object({
  /** AD object. */
  guid,
  /** The mailbox itself: survives renames and moves; the identity Coffre keeps. */
  exchangeGuid: guid,
  archiveGuid: guid.nullable(),
  /** `None`, `Local`, `HostedProvisioned`… */
  archiveState: text,
  alias: text,
  displayName: text,
  primarySmtpAddress: text,
  /** `UserMailbox`, `SharedMailbox`, `RoomMailbox`, `EquipmentMailbox`, `LinkedMailbox`… */
  recipientTypeDetails: text,
  /** Canonical name of the parent: `hosting.test/Clients/Acme`. */
  organizationalUnit: text,
  distinguishedName: text,
  customAttribute1: text,
  database: text,
  /** TotalItemSize + TotalDeletedItemSize; null where it was not asked or could not be read. */
  primaryBytes: bytes.nullable(),
  archiveBytes: bytes.nullable(),
});
export type RemoteMailbox = z.infer<typeof mailboxSchema>;

export const folderSchema = z.object({
  /** `FolderPath`, `/` between names; a `/` inside a name is U+F8FF. */
  path: text,
  folderType: text,
  /** `ItemsInFolder`: hidden (associated) items included. */
  items: count,
  /** `HiddenItemsInFolder` where this build has it. */
  hidden: count.nullable(),
  bytes: bytes.nullable(),
});
export type RemoteFolder = z.infer<typeof folderSchema>;

const kind = z.enum(['export', 'import']);
export type RequestKind = z.infer<typeof kind>;
const requestKey = z.object({ kind, requestGuid: guid, name: ownName });
export type RequestKey = z.infer<typeof requestKey>;

const created = z.object({
  name: ownName,
  /** Null exactly when `error` is set; then no request of this name was left. */
  requestGuid: guid.nullable(),
  /** What the server says the request works on; the daemon compares its signs. */
  mailbox: mailboxSchema.nullable(),
  error: perItem,
});

const limits = {
  /** Items Exchange may leave out before the request fails (BadItemLimit; 0 = none). At most 50: more needs AcceptLargeDataLoss. */
  badItemLimit: z.int().min(0).max(50),
  largeItemLimit: z.int().min(0).max(50),
  batchName: z.string().max(200),
  /** Requests vanish by themselves after that, should nobody remove them (RequestExpiryInterval and CompletedRequestAgeLimit). */
  expiryDays: z.int().min(1).max(30),
};

const stateSchema = z.object({
  kind,
  requestGuid: guid,
  name: ownName,
  /** False: Exchange has no such request (removed, expired). The other fields are then empty. */
  found: z.boolean(),
  status: text,
  statusDetail: text,
  percent: count,
  bytesTransferred: bytes,
  itemsTransferred: count,
  estimatedItems: count,
  badItems: count,
  largeItems: count,
  lastUpdate: instant.nullable(),
  completed: instant.nullable(),
  failureType: text,
  failureSide: text,
  message: longText,
  /** Seconds between queueing and the end, and of them stalled. */
  overallSeconds: count,
  stalledSeconds: count,
  error: perItem,
});
export type RequestState = z.infer<typeof stateSchema>;

const jsonValue: z.ZodType<string | number | boolean | null | (string | number | boolean | null)[]> = z.union([
  z.string().max(1_000_000),
  z.int(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string().max(LONG_TEXT), z.int(), z.boolean(), z.null()])).max(MANY),
]);

/** Somebody named in a right, a membership or a forwarding; `guid` is null where the name resolves to no recipient. */
export const trusteeSchema = z.object({ name: text, guid: guid.nullable() });
export type Trustee = z.infer<typeof trusteeSchema>;

const configurationRecord = z.object({
  /** ExchangeGuid of the mailbox it belongs to, null for objects of the tenant itself. */
  mailbox: guid.nullable(),
  /** Guid or other stable key of the object. */
  id: text,
  name: text,
  /** Flat values; sizes and 64-bit ids are strings of digits, times ISO 8601 in UTC. */
  values: z.record(z.string().max(200), jsonValue),
  /** Principals by role; the daemon drops those that are not the tenant's. */
  trustees: z.record(z.string().max(200), z.array(trusteeSchema).max(MANY)),
});
export type ConfigurationRecord = z.infer<typeof configurationRecord>;

/**
 * Every operation: the JSON that goes in and the result that comes out. The names are those of the scripts.
 * Lists in requests are answered item by item in the same order: one item's failure never hides another's result.
 */
export const operations = {
  /** Connects and says where it is. */
  probe: {
    request: z.object({}),
    result: z.object({
      server: text,
      version: text,
      psVersion: text,
      culture: text,
      /** Whether the role `Mailbox Import Export` made the cmdlets appear. */
      exportCmdlets: z.boolean(),
      importCmdlets: z.boolean(),
    }),
  },
  /** Every mailbox of the organisation with its signs, the accepted domains, and the units asked about. */
  discover: {
    request: z.object({ organizationalUnits: z.array(text).max(5000), sizes: z.boolean() }),
    result: z.object({
      mailboxes: z.array(mailboxSchema).max(MANY),
      acceptedDomains: z.array(text).max(MANY),
      organizationalUnits: z
        .array(
          z.object({
            requested: text,
            canonicalName: text.nullable(),
            distinguishedName: text.nullable(),
            error: perItem,
          }),
        )
        .max(5000),
    }),
  },
  /** Mailboxes by Guid or address, with sizes. `mailbox` is null where none or several answer to the identity. */
  mailboxes: {
    request: z.object({ identities: z.array(text).min(1).max(1000) }),
    result: z.object({
      mailboxes: z.array(z.object({ identity: text, mailbox: mailboxSchema.nullable(), error: perItem })).max(1000),
    }),
  },
  /** Folders of mailboxes (ExchangeGuid) with counts and sizes, for cutting a large mailbox into parts. */
  'folder-statistics': {
    request: z.object({
      mailboxes: z
        .array(z.object({ mailbox: guid, archive: z.boolean() }))
        .min(1)
        .max(50),
    }),
    result: z.object({
      mailboxes: z.array(
        z.object({ mailbox: guid, folders: z.array(folderSchema).max(MANY).nullable(), error: perItem }),
      ),
    }),
  },
  /** `mailbox` is the ExchangeGuid. Counts the folders, then creates the request; on an item's error nothing of it remains. */
  'export-start': {
    request: z.object({
      exports: z
        .array(
          z.object({
            mailbox: guid,
            archive: z.boolean(),
            name: ownName,
            filePath: uncPath,
            includeFolders: z.array(text).max(5000),
            excludeFolders: z.array(text).max(5000),
            excludeDumpster: z.boolean(),
            ...limits,
          }),
        )
        .min(1)
        .max(50),
    }),
    result: z.object({
      exports: z.array(
        created.extend({
          /** As counted just before the request; null where the statistics could not be read. */
          folders: z.array(folderSchema).max(MANY).nullable(),
          /** The server's clock between the count and the request. */
          frozenAt: instant.nullable(),
        }),
      ),
    }),
  },
  'import-start': {
    request: z.object({
      imports: z
        .array(
          z.object({
            mailbox: guid,
            archive: z.boolean(),
            name: ownName,
            filePath: uncPath,
            /** Folder at the top of the mailbox that receives everything. */
            targetRootFolder: z.string().min(1).max(255),
            excludeDumpster: z.boolean(),
            ...limits,
          }),
        )
        .min(1)
        .max(50),
    }),
    result: z.object({ imports: z.array(created) }),
  },
  /** State of requests of ours, all in one call. */
  'requests-poll': {
    request: z.object({ requests: z.array(requestKey).min(1).max(200) }),
    result: z.object({ states: z.array(stateSchema) }),
  },
  /** Removes requests of ours; Guid and name must both be right, or the answer is `refused`. The file is not touched. */
  'requests-remove': {
    request: z.object({ requests: z.array(requestKey).min(1).max(200) }),
    result: z.object({
      requests: z.array(
        z.object({ requestGuid: guid, outcome: z.enum(['removed', 'absent', 'refused', 'failed']), error: perItem }),
      ),
    }),
  },
  /** Every request whose name is ours. */
  'requests-list': {
    request: z.object({}),
    result: z.object({
      requests: z
        .array(
          z.object({
            kind,
            requestGuid: guid,
            name: ownName,
            status: text,
            filePath: text,
            created: instant.nullable(),
          }),
        )
        .max(MANY),
    }),
  },
  /** SHA-256 of files of ours, computed on the server; paths are local Windows paths. */
  'file-hash': {
    request: z.object({ files: z.array(z.string().max(400)).min(1).max(20) }),
    result: z.object({
      files: z.array(
        z.object({
          path: text,
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .nullable(),
          bytes: bytes.nullable(),
          error: perItem,
        }),
      ),
    }),
  },
  /** Configuration of a tenant: per mailbox given, and, when `tenant` is set, of the tenant's own objects. */
  'config-capture': {
    request: z.object({
      mailboxes: z.array(guid).max(100),
      tenant: z
        .object({ organizationalUnit: text, customAttribute1: text, domains: z.array(text).max(1000) })
        .nullable(),
    }),
    result: z.object({
      classes: z.array(
        z.object({
          class: z.string().regex(/^[a-zA-Z]{1,60}$/),
          records: z.array(configurationRecord).max(MANY),
          errors: z.array(longText).max(MANY),
        }),
      ),
      /** Guids of the recipients in the tenant's unit; empty unless `tenant` was set. */
      principals: z.array(guid).max(MANY),
    }),
  },
} as const;

export type Operation = keyof typeof operations;
export type RequestOf<O extends Operation> = z.infer<(typeof operations)[O]['request']>;
export type ResultOf<O extends Operation> = z.infer<(typeof operations)[O]['result']>;
export const operationNames = Object.keys(operations) as readonly Operation[];
