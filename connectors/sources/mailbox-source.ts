import type { JsonValue, OnProgress } from '../../core/index.ts';
import type {
  MailboxId,
  MailboxKey,
  MailboxType,
  Night,
  RunId,
  SnapshotException,
  SnapshotKind,
  SourceId,
  TenantId,
} from '../../domain/index.ts';

/** A mailbox that the source has tonight. */
export interface DiscoveredMailbox extends MailboxKey {
  readonly type: MailboxType;
  /** What is exported for it: the primary, and the archive where there is one. */
  readonly kinds: readonly ('primary' | 'archive')[];
  /** Expected bytes of all its exports, or null where the source cannot tell. */
  readonly estimatedBytes: number | null;
}

/** Something a person must look at; such a mailbox is exported for nobody. */
export interface DiscoveryFinding {
  readonly code: 'signs-disagree' | 'hostile-name' | 'not-a-file' | 'unmapped' | 'ambiguous' | 'unreadable';
  readonly tenant: TenantId | null;
  /** What the source calls it, made printable. */
  readonly subject: string;
  readonly message: string;
}

export interface Discovery {
  readonly mailboxes: readonly DiscoveredMailbox[];
  readonly findings: readonly DiscoveryFinding[];
}

export interface ExportRequest {
  readonly mailbox: DiscoveredMailbox;
  readonly kind: 'primary' | 'archive';
  readonly night: Night;
  readonly run: RunId;
  /** An existing empty directory of this job alone; the source writes its files there, mode 0600, and nowhere else. */
  readonly spoolDir: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** A whole file in the spool, synced, hashed while it was written. */
export interface ExportedPart {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Items per folder as the source counts them just before the export; hidden (associated) items are included where `hidden` says so. */
export interface SourceFolderCount {
  /** From the mailbox's visible root; names as people see them, compared after Unicode NFC. */
  readonly path: readonly string[];
  readonly items: number;
  readonly includesHidden: boolean;
  /** Language-neutral kind where the source has one (`Inbox`, `RecoverableItems`…), else null. */
  readonly folderType: string | null;
}

export interface Exported {
  readonly parts: readonly ExportedPart[];
  /** Null where the source has no counts of its own (`folder`): then there is nothing to reconcile against. */
  readonly sourceFolders: readonly SourceFolderCount[] | null;
  /** What the source itself says is not in the file. */
  readonly exceptions: readonly SnapshotException[];
  /** Kept in the manifest: request name and Guid, durations, warnings. No secrets. */
  readonly details: JsonValue;
  /** Instant after which a change of the mailbox may be missing from the export, ISO 8601. */
  readonly frozenAt: string;
  /**
   * Removes what the export left at the source (request, remote file); never the mailbox. Safe to call twice.
   * Spool files are the caller's to remove.
   */
  release(signal: AbortSignal): Promise<void>;
}

/** One class of configuration, as canonical JSON. */
export interface ConfigurationClass {
  readonly class: string;
  readonly records: readonly JsonValue[];
  /** Set where the class could not be read: it makes the configuration snapshot partial. */
  readonly error: string | null;
}

/**
 * Where mailboxes are exported from. One instance serves several exports at once; `concurrency` says how many it likes.
 * Errors carry SOURCE_* or EXCHANGE_* codes; `retryable` ones may be tried again with a fresh request.
 */
export interface MailboxSource {
  readonly id: SourceId;
  readonly kind: 'folder' | 'exchange';
  readonly concurrency: number;
  /** Everything exportable for these tenants; a mailbox whose signs disagree is a finding and never in `mailboxes`. */
  discover(tenants: readonly TenantId[], signal: AbortSignal): Promise<Discovery>;
  /** Exports one mailbox part to the spool. On an error nothing remains at the source. */
  export(request: ExportRequest): Promise<Exported>;
  /** The tenant's configuration by class, or null where the source has none (`folder`). */
  captureConfiguration(
    tenant: TenantId,
    mailboxes: readonly MailboxId[],
    signal: AbortSignal,
  ): Promise<readonly ConfigurationClass[] | null>;
  /** At start: removes leftovers of earlier runs that are ours by name, and says what was removed. `isLive` protects runs of another process. */
  cleanLeftovers(isLive: (run: RunId) => boolean, signal: AbortSignal): Promise<readonly string[]>;
  /** What `doctor` shows: each probe of the real thing with its outcome and the next step. */
  probe(signal: AbortSignal): Promise<readonly ProbeResult[]>;
  close(): Promise<void>;
}

export interface ProbeResult {
  readonly name: string;
  readonly outcome: 'pass' | 'warn' | 'fail';
  readonly message: string;
  readonly next: string | null;
}

export type { SnapshotKind };
