/**
 * Columns as SQLite holds them; migrations/ say the same in SQL and a test compares both with schema.sql.
 * Booleans are 0 and 1, lists and records JSON text, `…Ms` milliseconds since the epoch (for order: text with
 * different offsets does not sort). Fences are decimal text, because sqlite3 rounds integers beyond 2^53.
 */
export interface RunRow {
  readonly id: string;
  readonly night: string;
  readonly startedAt: string;
  readonly startedMs: number;
  readonly endedAt: string | null;
  readonly status: string;
  readonly by: string;
  readonly trigger: string;
}

export interface OutcomeRow {
  readonly run: string;
  readonly tenant: string;
  readonly mailboxId: string;
  readonly mailbox: string;
  readonly kind: string;
  readonly snapshot: string | null;
  readonly status: string;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly items: number;
  readonly exceptions: string;
  readonly error: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
}

export interface SnapshotRow {
  readonly id: string;
  readonly tenant: string;
  readonly mailboxId: string;
  readonly mailbox: string;
  readonly kind: string;
  readonly run: string;
  readonly night: string;
  readonly createdAt: string;
  readonly createdMs: number;
  readonly status: string;
  readonly parts: string;
  readonly exceptions: string;
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly sha256: string;
  readonly counts: string;
  readonly verdict: string;
  readonly verdictId: string | null;
  readonly reasons: string;
  readonly verified: string | null;
  readonly pinned: number;
}

export interface MailboxRow {
  readonly tenant: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly source: string;
  readonly kinds: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly retired: number;
}

export interface MetaRow {
  readonly name: string;
  readonly value: string;
}

export interface LeaseRow {
  readonly resource: string;
  /** Null when released; the row stays for its fence. */
  readonly holder: string | null;
  readonly fence: string;
  readonly expiresMs: number;
}

export interface Tables {
  readonly runs: RunRow;
  readonly outcomes: OutcomeRow;
  readonly snapshots: SnapshotRow;
  readonly mailboxes: MailboxRow;
  readonly meta: MetaRow;
  readonly leases: LeaseRow;
}
