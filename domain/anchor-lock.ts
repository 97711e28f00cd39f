/** How long an anchor stays locked after the first SUSPECT: time for a person to come back from leave. */
const EXTENSION_DAYS = 30;
const DAY_MS = 86_400_000;

export interface AnchorLockFacts {
  readonly now: number;
  /** End of the lock as it is, ms since the epoch; null when unlocked. */
  readonly lockUntil: number | null;
  /** Bytes that the lock keeps alive. */
  readonly bytes: number;
  /** Bytes × days of such locks that the tenant has used, and may use. */
  readonly usedByteDays: number;
  readonly capByteDays: number;
}

export type AnchorLock =
  /** Lengthen the object lock to `until`; `byteDays` is what that adds to the tenant's use. */
  | { readonly kind: 'extend'; readonly until: number; readonly byteDays: number }
  | { readonly kind: 'enough' }
  /** The tenant's cap is reached: an alarm for a person. The snapshot is kept all the same, by the plan instead of a lock. */
  | { readonly kind: 'capped'; readonly byteDays: number };

/**
 * What to do with the lock of the clean anchor at the first SUSPECT: to now + 30 days, never shorter than it is, within a cap
 * a tenant so that false alarms cannot run up cost (ransomware.md § 7, invariant 9).
 */
export function anchorLock(facts: AnchorLockFacts): AnchorLock {
  const { now, lockUntil, bytes, usedByteDays, capByteDays } = facts;
  const until = now + EXTENSION_DAYS * DAY_MS;
  const from = Math.max(now, lockUntil ?? now);
  if (from >= until) return { kind: 'enough' };
  const byteDays = Math.ceil((bytes * (until - from)) / DAY_MS);
  return usedByteDays + byteDays > capByteDays ? { kind: 'capped', byteDays } : { kind: 'extend', until, byteDays };
}
