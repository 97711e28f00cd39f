import type { Run, RunOutcome } from '../../catalog/index.ts';
import type {
  Night,
  RunId,
  Snapshot,
  SnapshotException,
  SnapshotId,
  TenantId,
  Verdict,
  VerificationLevel,
} from '../../domain/index.ts';

export type Language = 'fr' | 'en';

/** For whom a notice is written. */
export interface Reader {
  readonly language: Language;
  /** IANA name; `Europe/Paris` in every configuration that the contract knows. */
  readonly timezone: string;
  /** Who runs the platform; stands in the footer and in what clients read. */
  readonly organisation: string;
}

/** A finished message but for its recipients: with `to` it is a MailMessage of connectors/mail. */
export interface Notice {
  /** Same input, same id: a notice sent twice is recognisable by its Message-ID. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface TenantName {
  readonly id: TenantId;
  readonly name: string;
}

/** What the source found and exported for nobody (connectors/sources DiscoveryFinding). */
export interface NightFinding {
  readonly tenant: string | null;
  readonly subject: string;
  readonly message: string;
}

/** Everything that the report of a night is made of. */
export interface NightFacts {
  readonly night: Night;
  /** Null when the night did not run at all. */
  readonly run: Run | null;
  readonly outcomes: readonly RunOutcome[];
  /** The newest snapshot of each mailbox part, of whatever night. */
  readonly latest: readonly Snapshot[];
  readonly tenants: readonly TenantName[];
  readonly findings: readonly NightFinding[];
  readonly alarms: readonly Alarm[];
  readonly nextRunAt: string | null;
  /** ISO 8601; ages are counted from here. */
  readonly now: string;
}

export interface OutcomeCounts {
  readonly ok: number;
  readonly partial: number;
  readonly failed: number;
}

/** A mailbox part that is not plainly fine. */
export interface MailboxTrouble {
  readonly mailbox: string;
  readonly status: RunOutcome['status'];
  readonly exceptions: readonly SnapshotException[];
  readonly error: RunOutcome['error'];
}

export interface MailboxVerdict {
  readonly mailbox: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

export interface TenantReport {
  readonly name: string;
  readonly counts: OutcomeCounts;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly troubles: readonly MailboxTrouble[];
  /** NOTICE, SUSPECT and COMPROMISED, worst first. */
  readonly verdicts: readonly MailboxVerdict[];
  readonly unscanned: number;
  /** The mailbox proven longest ago; `at` null: never proven. Null without any snapshot. */
  readonly oldestVerified: { readonly mailbox: string; readonly at: string | null } | null;
}

export interface NightReport {
  readonly night: Night;
  readonly run: Run | null;
  readonly counts: OutcomeCounts;
  readonly suspect: number;
  readonly compromised: number;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly tenants: readonly TenantReport[];
  readonly findings: readonly NightFinding[];
  readonly alarms: readonly Alarm[];
  readonly nextRunAt: string | null;
  readonly now: string;
}

/** What is held fast on suspicion (ransomware.md § 8). */
export type Frozen =
  | 'anchor-pinned'
  | 'expiry-stopped'
  | 'case-opened'
  | 'exported-again'
  | 'tenant-expiry-stopped'
  | 'deletions-paused';

interface AlarmBase<Kind extends string> {
  readonly kind: Kind;
  /** When it was noticed, ISO 8601. */
  readonly at: string;
}

export type NightFailed = AlarmBase<'night-failed'> & {
  readonly night: Night;
  readonly run: RunId;
  readonly failed: number;
  readonly partial: number;
  readonly total: number;
  readonly error: RunOutcome['error'];
};
export type NightMissed = AlarmBase<'night-missed'> & { readonly night: Night; readonly expectedAt: string };
/** The watchdog's: no run has ended for longer than `hours` (26 by default). */
export type NoRun = AlarmBase<'no-run'> & { readonly lastEndedAt: string | null; readonly hours: number };
export type ExportStalled = AlarmBase<'export-stalled'> & {
  readonly tenant: TenantId;
  readonly mailbox: string;
  readonly since: string;
  readonly step: string;
};
export type VerdictAlarm = AlarmBase<'verdict'> & {
  readonly tenant: TenantId;
  readonly mailbox: string;
  readonly verdict: 'SUSPECT' | 'COMPROMISED';
  readonly reasons: readonly string[];
  readonly night: Night;
  readonly snapshot: SnapshotId;
  readonly lastClean: { readonly night: Night; readonly snapshot: SnapshotId } | null;
  readonly frozen: readonly Frozen[];
};
export type StoreUnreachable = AlarmBase<'store-unreachable'> & {
  readonly store: string;
  readonly since: string;
  readonly code: string;
};
/** A mailbox whose signs name different tenants: exported for nobody (exchange.md § 4). */
export type SignsDisagree = AlarmBase<'signs-disagree'> & NightFinding;
export type LeaseLost = AlarmBase<'lease-lost'> & { readonly resource: string; readonly holder: string | null };
export type IntegrityFailure = AlarmBase<'integrity-failure'> & {
  readonly tenant: TenantId;
  readonly mailbox: string;
  readonly snapshot: SnapshotId;
  readonly night: Night;
  readonly level: VerificationLevel;
  readonly findings: number;
  /** Code of the gravest finding. */
  readonly code: string;
};

export type Alarm =
  | NightFailed
  | NightMissed
  | NoRun
  | ExportStalled
  | VerdictAlarm
  | StoreUnreachable
  | SignsDisagree
  | LeaseLost
  | IntegrityFailure;

export type AlarmKind = Alarm['kind'];

/** What a client's administrator is told once suspicion is confirmed or `autoNotify` is set (ransomware.md § 8). */
export interface ClientWarning {
  readonly tenant: TenantId;
  readonly tenantName: string;
  readonly verdict: 'SUSPECT' | 'COMPROMISED';
  readonly mailboxes: readonly MailboxVerdict[];
  readonly sinceNight: Night;
  readonly lastCleanNight: Night | null;
  readonly frozen: readonly Frozen[];
  /** Whom to call: telephone or address, as the configuration says. */
  readonly contact: string;
  readonly portalUrl: string | null;
}
