import type { MailboxId, Night, RunId, SnapshotId, TenantId } from './ids.ts';

/** A snapshot is one mailbox part at one night. */
export type SnapshotKind = 'primary' | 'archive' | 'configuration';

/** `ok`: opened, counted against the source, stored, read back and hashed. `partial`: kept, something is missing or damaged. */
export type SnapshotStatus = 'ok' | 'partial';

/** Severity order UNSCANNED < CLEAN < NOTICE < SUSPECT < COMPROMISED; UNSCANNED is unknown, never clean (ransomware.md § 6). */
export type Verdict = 'UNSCANNED' | 'CLEAN' | 'NOTICE' | 'SUSPECT' | 'COMPROMISED';

export type VerificationLevel = 'structure' | 'sample' | 'full' | 'rehearsal';

/** Counts of a PST, exactly as product.md § 5 defines them. */
export interface PstCounts {
  readonly folders: number;
  readonly searchFolders: number;
  readonly items: number;
  readonly associated: number;
  readonly attachments: number;
}

/** One file of a snapshot; several where a limit forced a split. `counts` is null where the file is no readable PST. */
export interface SnapshotPart {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly counts: PstCounts | null;
}

/**
 * Why something is not in the snapshot, or differs (handover.md § 2). `hidden` and `arrived-after-freeze` explain a
 * difference and leave a snapshot `ok`; every other class makes it `partial`. `damaged`: the PST itself failed its checks.
 */
export type ExceptionClass =
  | 'hidden'
  | 'arrived-after-freeze'
  | 'corrupt-at-source'
  | 'too-large'
  | 'not-captured'
  | 'unexplained'
  | 'damaged';

export interface SnapshotException {
  readonly class: ExceptionClass;
  /** Folder path from the mailbox's root, `/` between names, or null where it concerns the whole mailbox. */
  readonly folder: string | null;
  readonly count: number;
  readonly message: string;
}

export const EXPLAINED: ReadonlySet<ExceptionClass> = new Set<ExceptionClass>(['hidden', 'arrived-after-freeze']);

/** What `snapshots --json` shows: a pure function of a manifest and the notes beside it in the vault. */
export interface Snapshot {
  readonly id: SnapshotId;
  readonly tenant: TenantId;
  readonly mailboxId: MailboxId;
  readonly mailbox: string;
  readonly kind: SnapshotKind;
  readonly run: RunId;
  readonly night: Night;
  /** ISO 8601 with offset. */
  readonly createdAt: string;
  readonly status: SnapshotStatus;
  readonly parts: readonly SnapshotPart[];
  readonly exceptions: readonly SnapshotException[];
  readonly sourceBytes: number;
  readonly storedBytes: number;
  readonly sha256: string;
  readonly counts: PstCounts;
  readonly verdict: Verdict;
  readonly verdictId: string | null;
  readonly reasons: readonly string[];
  readonly verified: { readonly level: VerificationLevel; readonly at: string } | null;
  readonly pinned: boolean;
}

/** The sum over the parts; zeros for a configuration. */
export function sumCounts(parts: readonly { readonly counts: PstCounts | null }[]): PstCounts {
  const sum = { folders: 0, searchFolders: 0, items: 0, associated: 0, attachments: 0 };
  for (const { counts } of parts) {
    if (counts === null) continue;
    sum.folders += counts.folders;
    sum.searchFolders += counts.searchFolders;
    sum.items += counts.items;
    sum.associated += counts.associated;
    sum.attachments += counts.attachments;
  }
  return sum;
}
