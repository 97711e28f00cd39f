import type { ConnectOptions, ShareOptions, SshOptions, TenantMatch } from '../../connectors/exchange/index.ts';

/** What a server that the Exchange contract runs against can be made to do. A missing ability skips the cases that need it, with its name. */
export interface ExchangeServerControl {
  /** Everything as at the start: no requests, no files on the shares, no faults, the mailboxes' first content. */
  reset(): Promise<void>;
  /** Requests of this mailbox stop moving (`StatusDetail` RelinquishedWlmStall, status InProgress) until `stall(null)`. */
  stall(address: string | null): Promise<void>;
  /** Exchange meets that many unreadable items in the mailbox (`TooManyMissingItemsPermanentException` above BadItemLimit). */
  corruptItems(address: string, count: number): Promise<void>;
  /** Requests of this mailbox end with this status (`CompletedWithWarning`) instead of Completed; null: as usual. */
  outcome(address: string, status: string | null): Promise<void>;
  /** A running or queued request fails now with this exception type. */
  failRequest(name: string, failureType: string): Promise<void>;
  /** Every connection is reset once it has sent that many bytes to the client; null: never. */
  dropAfter(bytes: number | null): Promise<void>;
  /** One byte of each SFTP session is altered after that many bytes read; null: never. */
  corruptTransfers?(afterBytes: number | null): Promise<void>;
  /** A new host key; answers its fingerprint `SHA256:…`. */
  rotateHostKey(): Promise<string>;
  /** Free bytes of the volume of the shares. */
  diskFree?(bytes: number): Promise<void>;
  /** The account loses or gets back the role that makes the cmdlets appear. */
  role?: (on: boolean) => Promise<void>;
  /** Free statement of size, as for a mailbox of 60 GB; null: as its content says. */
  size?(address: string, bytes: number | null): Promise<void>;
  /** All requests, by name. */
  requests(): Promise<
    readonly { readonly kind: 'export' | 'import'; readonly name: string; readonly status: string }[]
  >;
  /** Puts a request of this name there as a dead daemon would have left it, with its file on the share. */
  leaveRequest(address: string, name: string): Promise<void>;
  /** Names of the files on the export and import shares. */
  files(): Promise<readonly string[]>;
  /** What imports brought in: the uploaded file's hash, the mailbox's address, the folder. */
  imports(): Promise<
    readonly { readonly sha256: string; readonly address: string; readonly targetRootFolder: string }[]
  >;
  /** Work folders of the daemon that still exist (`coffre-…` in the account's home). */
  workFolders(): Promise<readonly string[]>;
}

/** A mailbox of the server's world as the contract expects it. */
export interface ExpectedMailbox {
  readonly address: string;
  readonly type: 'user' | 'shared' | 'room' | 'equipment';
  readonly archive: boolean;
  /** The PST that an export writes; two exports may differ in counters of the header (`uniqueExports`). */
  readonly pst: string;
  /** Visible items of the primary in all its folders, as the server's folder statistics add up (hidden ones apart or not: `hidden` of them). */
  readonly items: number;
  readonly hidden: number;
}

export interface ExchangeTestServer {
  readonly ssh: SshOptions;
  readonly exchange: ConnectOptions;
  readonly share: ShareOptions;
  readonly importShare: ShareOptions;
  /** Two tenants. */
  readonly tenants: readonly [TenantMatch, TenantMatch];
  /** Per tenant, in the same order: the mailboxes whose signs agree. */
  readonly mailboxes: readonly [readonly ExpectedMailbox[], readonly ExpectedMailbox[]];
  /** Addresses whose signs disagree: findings, never mailboxes. At least one. */
  readonly disagreeing: readonly string[];
  /** A mailbox of the first tenant with an archive, and one with a PST of at least 1 MB without. */
  readonly withArchive: string;
  readonly large: string;
  /** A mailbox of the first tenant with a right for a principal of the second. */
  readonly sharedAcross: string | null;
  /** Exports differ byte for byte from the PST they come from. */
  readonly uniqueExports: boolean;
  readonly control: ExchangeServerControl;
  close(): Promise<void>;
}
