/** Where work waits for its turn. `pipelines` know nothing of it. */
export interface JobQueue {
  /** Runs `work` when a place in `lane` and one over all lanes is free; turned away with the signal's reason when that has aborted by then. */
  add<T>(lane: string, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
  /** Waiting and running, for metrics. */
  size(): { readonly waiting: number; readonly running: number };
}
