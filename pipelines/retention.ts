import type { Catalog } from '../catalog/index.ts';
import type { Clock } from '../core/index.ts';
import { planRetention, type RetentionClock, type RetentionDecision, type Snapshot } from '../domain/index.ts';
import type { Vault } from '../vault/index.ts';

export interface RetentionDeps {
  readonly vault: Vault;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly writer: string;
}

export interface RetentionPolicy {
  readonly nights: number;
  /** Between the note that condemns a snapshot and its removal. 0 leaves no time to notice a mistake. */
  readonly graceHours: number;
  /** Newest proof of the time before now; a jump ahead of it drops nothing (see domain/retention). */
  readonly clock?: RetentionClock;
}

/** What stays, what goes, and why: pure over the catalogue's snapshots. */
export async function planSnapshotRetention(
  deps: Pick<RetentionDeps, 'catalog' | 'clock'>,
  policy: RetentionPolicy,
): Promise<readonly RetentionDecision[]> {
  const snapshots = await deps.catalog.snapshots.list({});
  return planRetention({
    snapshots,
    policy: { nights: policy.nights },
    now: deps.clock.now(),
    ...(policy.clock === undefined ? {} : { clock: policy.clock }),
  });
}

export interface RetentionReport {
  readonly marked: readonly string[];
  readonly removed: readonly string[];
  readonly kept: number;
}

/**
 * Two phases: a drop note marks a snapshot the first time; once `graceHours` have passed and the plan, made anew, still
 * drops it, its manifest and notes go. A snapshot that the plan keeps again simply stays. Stored chunks stay for the
 * collector. Repeatable.
 */
export async function applyRetention(
  deps: RetentionDeps,
  policy: RetentionPolicy,
  signal: AbortSignal,
): Promise<RetentionReport> {
  const plan = await planSnapshotRetention(deps, policy);
  const snapshots = new Map<string, Snapshot>((await deps.catalog.snapshots.list({})).map((one) => [one.id, one]));
  const marks = await dropMarks(deps.vault, signal);
  const now = deps.clock.now();
  const marked: string[] = [];
  const removed: string[] = [];
  for (const decision of plan) {
    const snapshot = snapshots.get(decision.id);
    if (decision.action === 'keep' || snapshot === undefined) continue;
    const key = { tenant: snapshot.tenant, mailboxId: snapshot.mailboxId };
    let markedAt = marks.get(snapshot.id);
    if (markedAt === undefined) {
      const reasons = decision.why.map((one) => one.text);
      const note = {
        kind: 'drop',
        snapshot: snapshot.id,
        at: new Date(now).toISOString(),
        by: deps.writer,
        reasons,
      } as const;
      await deps.vault.putNote(key, note, { signal });
      marked.push(snapshot.id);
      markedAt = now;
    }
    if (now - markedAt < policy.graceHours * 3_600_000) continue;
    await deps.vault.removeSnapshot(key, snapshot.id, signal);
    await deps.catalog.snapshots.remove(snapshot.id);
    removed.push(snapshot.id);
  }
  return { marked, removed, kept: plan.length - removed.length };
}

async function dropMarks(vault: Vault, signal: AbortSignal): Promise<Map<string, number>> {
  const marks = new Map<string, number>();
  for await (const one of vault.notes({}, signal)) {
    if (!('note' in one) || one.note.kind !== 'drop') continue;
    const at = Date.parse(one.note.at);
    marks.set(one.note.snapshot, Math.min(at, marks.get(one.note.snapshot) ?? at));
  }
  return marks;
}
