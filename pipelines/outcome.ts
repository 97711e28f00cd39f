import type { RunOutcome } from '../catalog/index.ts';
import { type CodedError, toCodedError } from '../core/index.ts';
import type { MailboxKey, RunId, Snapshot, SnapshotKind } from '../domain/index.ts';

export interface OutcomeOf {
  readonly run: RunId;
  readonly mailbox: MailboxKey;
  readonly kind: SnapshotKind;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** What became of a mailbox part whose snapshot is committed. */
export function outcomeOfSnapshot(of: OutcomeOf, snapshot: Snapshot): RunOutcome {
  return {
    ...base(of),
    snapshot: snapshot.id,
    status: snapshot.status,
    sourceBytes: snapshot.sourceBytes,
    storedBytes: snapshot.storedBytes,
    items: snapshot.counts.items,
    exceptions: snapshot.exceptions,
    error: null,
  };
}

/** What became of a mailbox part that has no snapshot. */
export function outcomeOfFailure(of: OutcomeOf, thrown: unknown): RunOutcome {
  const error: CodedError = toCodedError(thrown);
  return {
    ...base(of),
    snapshot: null,
    status: 'failed',
    sourceBytes: 0,
    storedBytes: 0,
    items: 0,
    exceptions: [],
    error: { code: error.code, message: error.message },
  };
}

function base({ run, mailbox, kind, startedAt, endedAt }: OutcomeOf) {
  return { run, tenant: mailbox.tenant, mailboxId: mailbox.id, mailbox: mailbox.name, kind, startedAt, endedAt };
}

/** Status of a run: ok when all are, failed when none was saved, partial in between. An empty run is ok. */
export function runStatus(outcomes: readonly Pick<RunOutcome, 'status'>[]): 'ok' | 'partial' | 'failed' {
  if (outcomes.every((one) => one.status === 'ok')) return 'ok';
  return outcomes.every((one) => one.status === 'failed') ? 'failed' : 'partial';
}
