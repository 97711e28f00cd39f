/** Throws the signal's reason when it has aborted. Call it between steps that do not wait on anything themselves. */
export function throwIfAborted(signal: AbortSignal): void {
  signal.throwIfAborted();
}

/** A signal that never aborts, for composition roots and tests; inner code is handed one instead. */
export const neverAborted: AbortSignal = new AbortController().signal;

/** A promise that rejects with the signal's reason as soon as it aborts, and otherwise follows `work`. */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
