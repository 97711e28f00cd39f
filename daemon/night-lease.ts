import { withLease } from '../pipelines/index.ts';
import type { App } from './app.ts';

/**
 * Runs `work` under the lease `night`. Runs are opened, finished and given up, and leftovers removed, only under it: whoever
 * holds it knows that every other open run belongs to a dead process. LEASE_HELD when another process has it; the signal given
 * to `work` aborts when it is lost. Not re-entrant.
 */
export async function withNightLease<T>(
  app: App,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { leases } = await app.catalog();
  const heartbeatMs = app.config.lease.heartbeatSeconds * 1_000;
  const options = { leases, clock: app.clock, holder: app.holder, heartbeatMs };
  return withLease('night', options, signal, (_lease, held) => work(held));
}
