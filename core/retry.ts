import type { Clock } from './clock.ts';
import { isRetryable } from './errors.ts';

/**
 * How often and how patiently. Delays are full jitter: random in [0, min(maxMs, baseMs · 2^n)].
 * Fewer than 3 attempts: after a gateway restart each kept-alive socket yields one reset, and a call would fail for it.
 */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 5, baseMs: 200, maxMs: 20_000 };

export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random?: () => number;
  /** Which errors are worth another attempt; by default those that say so themselves. */
  readonly retryable?: (error: unknown) => boolean;
  readonly onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
}

/** Calls `work` until it succeeds, fails for good, or attempts run out; the last error is thrown as it is. */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { policy, clock, signal, random = Math.random, retryable = isRetryable } = options;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      if (signal.aborted || attempt >= policy.attempts || !retryable(error)) throw error;
      const delayMs = Math.floor(random() * Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1)));
      options.onRetry?.(error, attempt, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}
