import type {
  MailboxId,
  MailboxType,
  Night,
  RunId,
  Snapshot,
  SnapshotException,
  SnapshotId,
  SnapshotKind,
  SourceId,
  TenantId,
} from '../domain/index.ts';
import type { StoredNote } from '../vault/index.ts';
import type { ManifestPlace } from './void-manifests.ts';

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
  /**
   * Grants when free, expired or already held by `holder`, always under a new fence, so that the holder's own earlier grant
   * is lost; else LEASE_HELD with holder and expiry in its message and its facts (`resource`, `holder`, `expiresAt`).
   */
  acquire(resource: string, holder: string, ttlMs: number): Promise<LeaseGrant>;
  /** Extends, an expired one too when nobody took it since; LEASE_LOST when another holds it or it was released. */
  renew(grant: LeaseGrant, ttlMs: number): Promise<LeaseGrant>;
  /** No-op when it is no longer ours. */
  release(grant: LeaseGrant): Promise<void>;
  /** Those held and not expired, by resource. */
  list(): Promise<readonly LeaseGrant[]>;
  /** After a rebuild: no fence is ever granted at or below this. Never lowers. */
  raiseFences(above: number): Promise<void>;
}

export interface RunRepository {
  open(run: Omit<Run, 'endedAt' | 'status'>): Promise<void>;
  /** Inserts or replaces what became of this mailbox part in this run. */
  recordOutcome(outcome: RunOutcome): Promise<void>;
  /**
   * First result wins, except over `aborted`: that is what others presume of a run, and the run itself knows better.
   * Changes nothing where there is no such run.
   */
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
  /**
   * Every row gone and these there instead, in one transaction; returns how many. Outside a transaction the source is read
   * before the lock is taken; inside one while it is held.
   */
  replaceAll(snapshots: AsyncIterable<Snapshot> | Iterable<Snapshot>): Promise<number>;
}

export interface MailboxRepository {
  /** Inserts or updates; a retired one that is seen again is no longer retired: what exists is backed up. */
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

/** A manifest on its way into the catalogue: `bare` is its snapshot without any note. */
export interface StagedManifest extends ManifestPlace {
  readonly bare: Snapshot;
}

/**
 * Where a rebuild collects what it reads, in bounded memory and without holding the catalogue's lock; invisible to everybody
 * and gone with the process. Order: addManifests and addNotes in any order → manifests → addSnapshots → swap. A group of a few hundred is one statement;
 * more than 1 000 exceed what SQLite binds.
 */
export interface SnapshotStaging extends AsyncDisposable {
  addManifests(manifests: readonly StagedManifest[]): Promise<void>;
  addNotes(notes: readonly StoredNote[]): Promise<void>;
  /** Groups in the order of `compareManifestPlaces`, each manifest with the notes about its snapshot in an order of no meaning. */
  manifests(): AsyncIterable<readonly (StagedManifest & { readonly notes: readonly StoredNote[] })[]>;
  /** For each, false where a snapshot with this id was added before: the first stays. */
  addSnapshots(snapshots: readonly Snapshot[]): Promise<readonly boolean[]>;
  /**
   * One transaction: the rows of the catalogue become the added snapshots and `fencesAbove` is raised. With `keepNewer`, a row
   * that anybody put or removed since the staging was opened stays as they left it.
   */
  swap(options: { readonly keepNewer: boolean; readonly fencesAbove: number }): Promise<void>;
}

/** A cache: every snapshot row can be made again from the vault. Several processes on one host may use it at once. */
export interface Catalog extends CatalogSession {
  readonly leases: Leases;
  /**
   * All or nothing; a second process waits (busy timeout 30 s, then CATALOG_UNAVAILABLE), and so does every other use of this
   * object. Not re-entrant: the catalogue itself used inside `work` throws at once. After a failed statement only the
   * rollback is left, whatever `work` catches.
   */
  transaction<T>(work: (session: CatalogSession) => Promise<T>): Promise<T>;
  /** A place for a rebuild to collect in; see `rebuildCatalog`. */
  stage(): Promise<SnapshotStaging>;
  /**
   * Reads every page and every row; CATALOG_CORRUPT at the first that is damaged. Says nothing about the vault: what a rebuild
   * would change is seen by comparing `dump` before and after.
   */
  check(): Promise<void>;
  /** Sorted dump of the rebuildable tables, for comparing before and after a rebuild. */
  dump(): Promise<string>;
  /** Rows that name this tenant, in whatever table. */
  countTenant(tenant: TenantId): Promise<number>;
  /**
   * Removes every row that names an erased tenant, and their bytes from the file: rows overwritten, file rewritten, log cut.
   * Waits for other users of the file as any change does. Safe to call again.
   */
  forgetTenant(tenant: TenantId): Promise<void>;
  /** A consistent copy of the file while others write; `path` must not exist (CATALOG_UNAVAILABLE). */
  backupTo(path: string): Promise<void>;
  close(): Promise<void>;
}
