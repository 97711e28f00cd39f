import type { Run, RunOutcome, Snapshot } from '../daemon/index.ts';

/** A snapshot as `--json` shows it (product.md § 5). */
export function snapshotDocument(snapshot: Snapshot): object {
  const { counts, mailboxId, verdictId: _verdictId, ...rest } = snapshot;
  return { ...rest, mailboxId, ...counts };
}

export function outcomeDocument(outcome: RunOutcome): object {
  const { run: _run, ...rest } = outcome;
  return rest;
}

/** `backup` and `run ID` (product.md § 5). */
export function runDocument(run: Run, outcomes: readonly RunOutcome[]): object {
  const count = (status: RunOutcome['status']): number => outcomes.filter((one) => one.status === status).length;
  const sum = (of: (one: RunOutcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  return {
    run: {
      id: run.id,
      night: run.night,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      status: run.status,
      trigger: run.trigger,
      by: run.by,
    },
    mailboxes: outcomes.map(outcomeDocument),
    totals: {
      mailboxes: outcomes.length,
      ok: count('ok'),
      partial: count('partial'),
      failed: count('failed'),
      sourceBytes: sum((one) => one.sourceBytes),
      storedBytes: sum((one) => one.storedBytes),
    },
  };
}
