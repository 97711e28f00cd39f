import { type Clock, isRetryable, type RetryPolicy, retry } from '../../core/index.ts';
import type { GetOptions, ObjectEntry, ObjectKey, ObjectStore, ObjectVersion } from './object-store.ts';

/** Progress that makes up for an earlier failure; a server that cuts every few bytes still exhausts the attempts. */
const FORGIVEN_BYTES = 1024 * 1024;
const FORGIVEN_ENTRIES = 1_000;

export interface Patience {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onRetry: (error: unknown, attempt: number, delayMs: number) => void;
}

/** A read that goes on where the last connection ended; the object's size is asked for at the first interruption. */
export async function* resumeGet(
  inner: ObjectStore,
  patience: Patience,
  key: ObjectKey,
  options: GetOptions,
): AsyncGenerator<Uint8Array> {
  const { signal } = options;
  const failures = countFailures(patience, signal, FORGIVEN_BYTES);
  let done = 0;
  let wanted: GetOptions = options;
  let total = options.range?.length ?? null;
  for (;;) {
    try {
      for await (const part of inner.get(key, wanted)) {
        done += part.byteLength;
        yield part;
        failures.progress(part.byteLength);
      }
      return;
    } catch (error) {
      await failures.wait(error);
    }
    if (done === 0) continue;
    if (total === null) {
      const head = await retry(() => inner.head(key, options), { ...patience, signal });
      total = head.size;
      wanted = { ...options, versionId: head.versionId };
    }
    if (done >= total) return;
    wanted = { ...wanted, range: { offset: (options.range?.offset ?? 0) + done, length: total - done } };
  }
}

/** A list that goes on behind the last key seen. */
export async function* resumeList(
  inner: ObjectStore,
  patience: Patience,
  prefix: string,
  options: { readonly signal: AbortSignal; readonly after?: ObjectKey },
): AsyncGenerator<ObjectEntry> {
  const failures = countFailures(patience, options.signal, FORGIVEN_ENTRIES);
  let wanted = options;
  for (;;) {
    try {
      for await (const entry of inner.list(prefix, wanted)) {
        wanted = { ...options, after: entry.key };
        yield entry;
        failures.progress(1);
      }
      return;
    } catch (error) {
      await failures.wait(error);
    }
  }
}

/** A list of versions that starts anew and leaves out what was yielded: no server starts in the middle of a key alike. */
export async function* resumeVersions(
  inner: ObjectStore,
  patience: Patience,
  prefix: string,
  options: { readonly signal: AbortSignal },
): AsyncGenerator<ObjectVersion> {
  const failures = countFailures(patience, options.signal, FORGIVEN_ENTRIES);
  let last = '';
  let seen = new Set<string | null>();
  for (;;) {
    try {
      for await (const version of inner.listVersions(prefix, options)) {
        if (version.key < last || (version.key === last && seen.has(version.versionId))) continue;
        if (version.key !== last) seen = new Set();
        last = version.key;
        seen.add(version.versionId);
        yield version;
        failures.progress(1);
      }
      return;
    } catch (error) {
      await failures.wait(error);
    }
  }
}

interface Failures {
  /** Counts what came through; enough of it forgives the failures so far. */
  progress(amount: number): void;
  /** Waits before the next attempt, or throws `error` where there is none. */
  wait(error: unknown): Promise<void>;
}

function countFailures({ policy, clock, random, onRetry }: Patience, signal: AbortSignal, forgiven: number): Failures {
  let failures = 0;
  let since = 0;
  return {
    progress: (amount) => {
      since += amount;
      if (since >= forgiven) failures = 0;
    },
    wait: async (error) => {
      since = 0;
      failures++;
      if (signal.aborted || failures >= policy.attempts || !isRetryable(error)) throw error;
      const delayMs = Math.floor(random() * Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1)));
      onRetry(error, failures, delayMs);
      await clock.sleep(delayMs, signal);
    },
  };
}
