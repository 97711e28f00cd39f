import type { LeaseGrant, Leases } from '../catalog/index.ts';
import { type Clock, hasCode } from '../core/index.ts';

export interface LeaseOptions {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly holder: string;
  /** Heartbeat; the lease expires after two. Shorter costs writes, longer delays a takeover after a death. */
  readonly heartbeatMs: number;
}

/** What work under a lease is given: the fence for everything it writes, and whether the lease still stands. */
export interface HeldLease {
  readonly fence: number;
  /** By the monotonic clock, so that a wall clock set back never prolongs it. */
  readonly stillHolds: () => boolean;
}

/**
 * Runs `work` under the lease and renews it meanwhile. When a renewal finds it lost, the signal given to `work` aborts
 * with LEASE_LOST. Released at the end, on failure too; LEASE_HELD when another holds it at the start.
 */
export async function withLease<T>(
  resource: string,
  options: LeaseOptions,
  signal: AbortSignal,
  work: (lease: HeldLease, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { leases, clock, holder, heartbeatMs } = options;
  const ttlMs = heartbeatMs * 2;
  let renewedAt = clock.monotonic();
  let grant = await leases.acquire(resource, holder, ttlMs);
  const lost = new AbortController();
  const done = new AbortController();
  const heart = beat();

  async function beat(): Promise<void> {
    while (!done.signal.aborted) {
      await clock.sleep(heartbeatMs, done.signal).catch(() => undefined);
      if (done.signal.aborted) return;
      const asked = clock.monotonic();
      try {
        grant = await leases.renew(grant, ttlMs);
        renewedAt = asked;
      } catch (error) {
        // A busy catalogue is tried again at the next beat; only the word that another holds it ends the work.
        if (hasCode(error, 'LEASE_LOST')) {
          lost.abort(error);
          return;
        }
      }
    }
  }

  const stillHolds = (): boolean => !lost.signal.aborted && clock.monotonic() - renewedAt < ttlMs;
  try {
    return await work({ fence: grant.fence, stillHolds }, AbortSignal.any([signal, lost.signal]));
  } finally {
    done.abort();
    await heart;
    await release(leases, grant);
  }
}

/** An unreleased lease expires by itself, so a failing release must not hide the outcome of the work. */
async function release(leases: Leases, grant: LeaseGrant): Promise<void> {
  await leases.release(grant).catch(() => undefined);
}
