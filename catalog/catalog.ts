import type { MailboxId, Night, RunId, SnapshotId, SourceId, TenantId } from '../domain/ids.ts';
import type { MailboxType } from '../domain/mailbox.ts';
import type { Snapshot, SnapshotException, SnapshotKind } from '../domain/snapshot.ts';

export type RunStatus = 'running' | 'ok' | 'partial' | 'failed' | 'aborted';

/** One execution of the backup job. `aborted`: its process died; the next start finishes the night under a new attempt of it. */
export interface Run {
  readonly id: RunId;
  readonly night: Night;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly status: RunStatus;
  readonly by: string;
  /** `scheduled`: the night of the daemon; `manual`: somebody's `backup`. */
  readonly trigger: 'scheduled' | 'manual';
}

export type OutcomeStatus = 'ok' | 'partial' | 'failed';

/** What became of one mailbox part in one run; product.md § 5 `backup.mailboxes[]`. */
export interface RunOutcome {
  readonly run: RunId;
  readonly tenant: TenantId;
  readonly mailboxId: MailboxId;
  readonly mailbox: string;
  readonly kind: SnapshotKind;
  readonly snapshot: SnapshotId | null;
  readonly status: OutcomeStatus;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly items: number;
  readonly exceptions: readonly SnapshotException[];
  /** Set when failed: CodedError code and message. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly startedAt: string;
  readonly endedAt: string;
}

export interface KnownMailbox {
  readonly tenant: TenantId;
  readonly id: MailboxId;
  readonly name: string;
  readonly type: MailboxType;
  readonly source: SourceId;
  readonly kinds: readonly ('primary' | 'archive')[];
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly retired: boolean;
}

export interface SnapshotQuery {
  readonly tenant?: TenantId;
  /** Mailbox id or name. */
  readonly mailbox?: string;
  readonly night?: Night;
  readonly status?: Snapshot['status'];
  readonly verdict?: Snapshot['verdict'];
  readonly kind?: SnapshotKind;
}

/** A lease on a resource: an exclusive right until `expiresAt`, renewed by its holder. The fence only grows. */
export interface LeaseGrant {
  readonly resource: string;
  readonly holder: string;
  readonly fence: number;
  readonly expiresAt: string;
}

/**
 * Leases with fencing (vault.md § 9.2). No lock file and no unlock command: an expired lease is simply granted to the next.
 * Rows live in the catalogue; fences are stored as TEXT (beyond 2^53 safe) and continue above `raiseFences`.
 */
export interface Leases {
  /** Grants when free, expired or already held by `holder`; else LEASE_HELD with holder and expiry in its message. */
  acquire(resource: string, holder: string, ttlMs: number): Promise<LeaseGrant>;
  /** Extends; LEASE_LOST when another holds it or it was released. */
  renew(grant: LeaseGrant, ttlMs: number): Promise<LeaseGrant>;
  /** No-op when it is no longer ours. */
  release(grant: LeaseGrant): Promise<void>;
  list(): Promise<readonly LeaseGrant[]>;
  /** After a rebuild: no fence is ever granted at or below this. */
  raiseFences(above: number): Promise<void>;
}

export interface RunRepository {
  open(run: Omit<Run, 'endedAt' | 'status'>): Promise<void>;
  recordOutcome(outcome: RunOutcome): Promise<void>;
  close(id: RunId, status: Exclude<RunStatus, 'running'>, endedAt: string): Promise<void>;
  find(id: RunId): Promise<Run | null>;
  outcomes(id: RunId): Promise<readonly RunOutcome[]>;
  /** Newest first. */
  list(limit: number): Promise<readonly Run[]>;
  /** Runs still `running`: of live processes, or left by dead ones. */
  unfinished(): Promise<readonly Run[]>;
  ofNight(night: Night): Promise<readonly Run[]>;
}

export interface SnapshotRepository {
  /** Inserts or replaces the row of this snapshot; rows are pure functions of manifests and notes. */
  put(snapshot: Snapshot): Promise<void>;
  /** Accepts a full id or a unique prefix of at least 6 characters; null when none, CATALOG error never for ambiguity: `ambiguous`. */
  find(idOrPrefix: string): Promise<Snapshot | null | 'ambiguous'>;
  /** Ordered by tenant, mailbox, night, createdAt. */
  list(query: SnapshotQuery): Promise<readonly Snapshot[]>;
  remove(id: SnapshotId): Promise<void>;
  /** Every row gone and these there instead, in one transaction. */
  replaceAll(snapshots: AsyncIterable<Snapshot> | Iterable<Snapshot>): Promise<number>;
}

export interface MailboxRepository {
  see(mailbox: Omit<KnownMailbox, 'firstSeen' | 'lastSeen' | 'retired'>, at: string): Promise<void>;
  retire(tenant: TenantId, id: MailboxId): Promise<void>;
  list(tenant?: TenantId): Promise<readonly KnownMailbox[]>;
}

/** Small facts that survive a restart but not a lost state folder: last alarm sent, last night planned. */
export interface MetaRepository {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
}

/** The repositories inside one transaction, or outside any. */
export interface CatalogSession {
  readonly runs: RunRepository;
  readonly snapshots: SnapshotRepository;
  readonly mailboxes: MailboxRepository;
  readonly meta: MetaRepository;
}

/** A cache: every snapshot row can be made again from the vault. Several processes on one host may use it at once. */
export interface Catalog extends CatalogSession {
  readonly leases: Leases;
  /** All or nothing; a second process waits (busy timeout 30 s, then CATALOG_UNAVAILABLE). Not re-entrant. */
  transaction<T>(work: (session: CatalogSession) => Promise<T>): Promise<T>;
  /** Sorted dump of the rebuildable tables, for comparing before and after a rebuild. */
  dump(): Promise<string>;
  /** A consistent copy of the file while others write. */
  backupTo(path: string): Promise<void>;
  close(): Promise<void>;
}
