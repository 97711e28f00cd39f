import type { Clock, Logger, RetryPolicy, Secret } from '../../core/index.ts';
import type { SourceId, TenantId } from '../../domain/index.ts';

export interface SshOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Accepted host keys as `SHA256:<base64>`; none refuses every server and shows what it offered. */
  readonly hostKeySha256: readonly string[];
  readonly auth:
    | { readonly kind: 'key'; readonly privateKey: Secret; readonly passphrase?: Secret }
    | { readonly kind: 'password'; readonly password: Secret };
}

/** How the scripts get the cmdlets (a key logon needs `credential`; `snapin` needs a password logon and bypasses RBAC). */
export type ConnectOptions =
  | { readonly by: 'credential'; readonly uri: string; readonly user: string; readonly password: Secret }
  | { readonly by: 'snapin' };

/** One folder of the server: as Exchange writes to it, and as SFTP shows it. */
export interface ShareOptions {
  readonly unc: string;
  readonly sftp: string;
}

/** The three signs of a tenant; a mailbox is the tenant's only where all agree. */
export interface TenantMatch {
  readonly id: TenantId;
  readonly customAttribute1: string;
  /** Canonical name, distinguished name or Guid of the unit; units below it belong to it. */
  readonly organizationalUnit: string;
  readonly domains: readonly string[];
}

/** Remembers the host key of the last successful contact, so that a changed key is told from a wrong one. */
export interface KnownHostKey {
  get(): Promise<string | null>;
  set(fingerprint: string): Promise<void>;
}

/** Times in ms. Every one has its default in `defaults`. */
export interface ExchangeTuning {
  /** Between two looks at running requests. Smaller: more powershell.exe on the server; larger: exports end that much later. */
  readonly pollMs: number;
  /** TCP, key exchange and logon together. */
  readonly connectTimeoutMs: number;
  /** Longest single script; folder statistics of a huge mailbox take minutes. */
  readonly callTimeoutMs: number;
  /** A request without any progress for that long is given up; stalls of hours are normal (workload management). */
  readonly noProgressMs: number;
  /** Between two attempts of the same export, and how many. */
  readonly retry: RetryPolicy;
  /** Exports wanted at once: user traffic wins over exports anyway, and each occupies the staging disk. */
  readonly concurrency: number;
  /** Between two tries to reach the server again, and how many in a row without any progress. */
  readonly reconnect: RetryPolicy;
  /** Scripts at once on one connection: sshd allows 10 channels, and each script is a session of the account's Exchange quota (18). */
  readonly scripts: number;
  /** Reads of 32 KiB in flight per transfer: 64 fill 1 Gbit/s at 16 ms; more only takes memory (32 KiB each). */
  readonly transferWindow: number;
  /** SSH keep-alive interval; three unanswered ones end the connection. */
  readonly keepaliveMs: number;
}

export interface ExportPolicy {
  /** 0 fails on the first item Exchange cannot read (its own default). */
  readonly badItemLimit: number;
  /** Items above the largest message size that may be left out; each makes the snapshot partial. */
  readonly largeItemLimit: number;
  /** Second attempt after a failure for bad items, or null for none; the items left out are stated and make the snapshot partial. */
  readonly badItemRetryLimit: number | null;
  /** Largest PST of one request: Exchange supports 50 GB, and a PST is larger than its mailbox. */
  readonly maxPartBytes: number;
}

export interface ExchangeSourceOptions {
  readonly id: SourceId;
  readonly ssh: SshOptions;
  readonly exchange: ConnectOptions;
  readonly share: ShareOptions;
  /** Where restores are uploaded; the export share where absent. */
  readonly importShare?: ShareOptions;
  readonly tenants: readonly TenantMatch[];
  readonly knownHostKey?: KnownHostKey;
  readonly clock: Clock;
  readonly log: Logger;
  /** Bytes of randomness for names; the system's generator by default. */
  readonly random?: (bytes: number) => Uint8Array;
  readonly tuning?: Partial<ExchangeTuning>;
  readonly policy?: Partial<ExportPolicy>;
}

export const defaultTuning: ExchangeTuning = {
  pollMs: 15_000,
  connectTimeoutMs: 30_000,
  callTimeoutMs: 600_000,
  noProgressMs: 12 * 3_600_000,
  retry: { attempts: 3, baseMs: 5_000, maxMs: 120_000 },
  concurrency: 3,
  reconnect: { attempts: 12, baseMs: 500, maxMs: 30_000 },
  scripts: 3,
  transferWindow: 64,
  keepaliveMs: 15_000,
};

/** 40 GB leaves room below the 50 GB that Exchange supports for what the size statistics do not count. */
export const defaultPolicy: ExportPolicy = {
  badItemLimit: 0,
  largeItemLimit: 0,
  badItemRetryLimit: null,
  maxPartBytes: 40_000_000_000,
};
