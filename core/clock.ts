/**
 * The only file that reads the wall clock or sets timers; everything else takes a Clock.
 * `now` is wall time in ms since the epoch (may jump); `monotonic` is in ms and never goes back.
 */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that aborts with a TimeoutError after `ms`; `dispose` frees the timer. */
  timeout(ms: number): { readonly signal: AbortSignal; dispose(): void };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal.addEventListener('abort', onAbort, { once: true });
    }),
  timeout: (ms) => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')), ms);
    timer.unref();
    return { signal: controller.signal, dispose: () => clearTimeout(timer) };
  },
};

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A calendar that only moves when told: sleeping on it waits for `advance`. For tests, simulations and the demo. */
export class SimulatedClock implements Clock {
  #now: number;
  #monotonic = 0;
  #sleepers: Sleeper[] = [];

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const sleeper: Sleeper = {
        at: this.#monotonic + ms,
        wake: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  timeout(ms: number): { readonly signal: AbortSignal; dispose(): void } {
    const controller = new AbortController();
    const cancel = new AbortController();
    this.sleep(ms, cancel.signal).then(
      () => controller.abort(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')),
      () => undefined,
    );
    return { signal: controller.signal, dispose: () => cancel.abort() };
  }

  /** Moves both clocks forward and wakes the sleepers that are due, in order. */
  advance(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
    const due = this.#sleepers.filter((one) => one.at <= this.#monotonic).sort((a, b) => a.at - b.at);
    this.#sleepers = this.#sleepers.filter((one) => one.at > this.#monotonic);
    for (const one of due) one.wake();
  }

  /** Sets the wall clock alone, as an administrator or a hostile NTP server would. */
  jumpTo(ms: number): void {
    this.#now = ms;
  }

  /** How many waits are pending; a test waits for this instead of sleeping. */
  get pending(): number {
    return this.#sleepers.length;
  }
}

/**
 * A calendar for stories: runs at the real pace, jumps forward when told (which wakes every sleeper, as opening a laptop
 * does), and shortens waits by `hurry`. Limits on real work (`timeout`) keep their length. Demo and long tests.
 */
export class HurriedClock implements Clock {
  readonly #real: Clock;
  readonly #hurry: number;
  #offset: number;
  #jump = new AbortController();

  constructor(startMs: number, hurry: number, real: Clock = systemClock) {
    this.#real = real;
    this.#hurry = hurry;
    this.#offset = startMs - real.now();
  }

  now(): number {
    return this.#real.now() + this.#offset;
  }

  monotonic(): number {
    return this.#real.monotonic();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const jump = this.#jump.signal;
    try {
      await this.#real.sleep(ms / this.#hurry, AbortSignal.any([signal, jump]));
    } catch (error) {
      if (signal.aborted || !jump.aborted) throw error;
    }
  }

  timeout(ms: number): { readonly signal: AbortSignal; dispose(): void } {
    return this.#real.timeout(ms);
  }

  /** Sets the calendar to a later moment (RangeError for an earlier one) and wakes whoever sleeps. */
  jumpTo(ms: number): void {
    const ahead = ms - this.now();
    if (ahead < 0) throw new RangeError('this calendar only goes forward');
    this.#offset += ahead;
    const jumped = this.#jump;
    this.#jump = new AbortController();
    jumped.abort();
  }
}
