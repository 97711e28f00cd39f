import type { Clock } from '../core/index.ts';

/** Waits until `bytes` more may go to this tenant. */
export type Pace = (tenant: string, bytes: number, signal: AbortSignal) => Promise<void>;

/** A tenant's streams share `bytesPerSecond` in the order in which they ask; null: no limit. */
export function createPace(clock: Clock, bytesPerSecond: number | null): Pace {
  const freeAt = new Map<string, number>();
  return async (tenant, bytes, signal) => {
    if (bytesPerSecond === null) return;
    const now = clock.monotonic();
    const from = Math.max(now, freeAt.get(tenant) ?? now);
    freeAt.set(tenant, from + (bytes / bytesPerSecond) * 1000);
    if (from > now) await clock.sleep(from - now, signal);
  };
}
