declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Identifier of a client organisation in the configuration: `[a-z0-9][a-z0-9-]{0,62}`. */
export type TenantId = Branded<'TenantId'>;

/**
 * Stable identity of a mailbox inside its tenant: the Exchange Guid, or the file's stem with a `folder` source.
 * Never shown alone where a name exists; never used as a path. 1–256 characters, no control characters.
 */
export type MailboxId = Branded<'MailboxId'>;

/** Identifier of a source in the configuration. */
export type SourceId = Branded<'SourceId'>;

/** 26 lowercase base32 characters (128 random bits); equals the object id of the manifest. */
export type SnapshotId = Branded<'SnapshotId'>;

/** `run-` + Paris date of the night + `-` + 10 base32 characters; sortable, unique. */
export type RunId = Branded<'RunId'>;

/** The Paris date (`YYYY-MM-DD`) on which the run's window opens. */
export type Night = Branded<'Night'>;

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;
const NIGHT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const SNAPSHOT = /^[a-z2-7]{26}$/;
const RUN = /^run-\d{4}-\d{2}-\d{2}-[a-z2-7]{10}$/;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

function parser<T extends string>(what: string, ok: (text: string) => boolean): (text: string) => T {
  return (text) => {
    if (!ok(text)) throw new TypeError(`not a ${what}: ${JSON.stringify(text.slice(0, 80))}`);
    return text as T;
  };
}

/** Each parser returns the branded text or throws a TypeError; a border that parses outside input wraps it in its own code. */
export const tenantId = parser<TenantId>('tenant id', (text) => TENANT.test(text));
export const mailboxId = parser<MailboxId>(
  'mailbox id',
  (text) => text.length > 0 && text.length <= 256 && !CONTROL.test(text),
);
export const sourceId = parser<SourceId>('source id', (text) => TENANT.test(text));
export const snapshotId = parser<SnapshotId>('snapshot id', (text) => SNAPSHOT.test(text));
export const runId = parser<RunId>('run id', (text) => RUN.test(text));
export const night = parser<Night>('night', (text) => {
  if (!NIGHT.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
});
