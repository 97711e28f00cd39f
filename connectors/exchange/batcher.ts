import { type Clock, raceAbort } from '../../core/index.ts';

export interface BatcherOptions {
  readonly clock: Clock;
  /** Time between the first waiting item and its run, so that others join it; 0 runs at once. */
  readonly everyMs: number;
  /** Largest batch; the rest waits for the next run. */
  readonly max: number;
  /** Ends the waiting when the owner closes. */
  readonly lifetime: AbortSignal;
}

interface Waiting<I, O> {
  readonly item: I;
  resolve(value: O): void;
  reject(reason: unknown): void;
}

/**
 * Gathers single items into one call: a script costs seconds whatever it does, so all that wait share the next one.
 * `run` answers one result per item, in order. One run at a time; an aborted caller leaves its item in the run.
 */
export function batcher<I, O>(
  run: (items: readonly I[], signal: AbortSignal) => Promise<readonly O[]>,
  options: BatcherOptions,
): (item: I, signal: AbortSignal) => Promise<O> {
  const queue: Waiting<I, O>[] = [];
  let running = false;

  const drain = async (): Promise<void> => {
    while (queue.length > 0) {
      let batch: Waiting<I, O>[] = [];
      try {
        if (options.everyMs > 0) await options.clock.sleep(options.everyMs, options.lifetime);
        options.lifetime.throwIfAborted();
        batch = queue.splice(0, options.max);
        const results = await run(
          batch.map((one) => one.item),
          options.lifetime,
        );
        if (results.length !== batch.length)
          throw new RangeError('a batch was answered with another number of results');
        batch.forEach((one, at) => {
          const result = results[at];
          if (result === undefined) one.reject(new RangeError('a result is missing'));
          else one.resolve(result);
        });
      } catch (error) {
        for (const one of batch) one.reject(error);
        if (options.lifetime.aborted) for (const one of queue.splice(0)) one.reject(options.lifetime.reason);
      }
    }
    running = false;
  };

  return (item, signal) => {
    const result = new Promise<O>((resolve, reject) => {
      queue.push({ item, resolve, reject });
    });
    if (!running) {
      running = true;
      queueMicrotask(() => void drain());
    }
    return raceAbort(result, signal);
  };
}
