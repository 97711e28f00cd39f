import type { Progress } from '../../core/index.ts';

/** How one step comes along. */
export interface Measured {
  readonly progress: Progress;
  /** Units per second, smoothed; null before it can be told. */
  readonly perSecond: number | null;
  /** Null while the rate or the total is unknown. */
  readonly leftMs: number | null;
  readonly elapsedMs: number;
  readonly finished: boolean;
  /** This is the first that was heard of the step. */
  readonly first: boolean;
}

interface Step {
  readonly startedMs: number;
  lastMs: number;
  lastDone: number;
  perMs: number | null;
}

/** An estimate made from less than this swings too much to be shown. */
const SETTLE_MS = 2000;
/** A sample shorter than this is noise; it waits for the next. */
const SAMPLE_MS = 250;
/** Weight of old samples fades over about this time: longer and a slow-down shows late, shorter and the estimate jumps. */
const MEMORY_MS = 15_000;
/** Steps followed at once; more run together nowhere, and a step that never ends must not stay for ever. */
const MAX_STEPS = 64;

/** Measures the rate of steps from their reports. `nowMs` is monotonic. */
export class ProgressMeter {
  readonly #steps = new Map<string, Step>();

  /** Steps begun and not finished. */
  get active(): number {
    return this.#steps.size;
  }

  observe(progress: Progress, nowMs: number): Measured {
    const known = this.#steps.get(progress.step);
    // A step that went back has begun again.
    const first = known === undefined || progress.done < known.lastDone;
    const step = first ? { startedMs: nowMs, lastMs: nowMs, lastDone: progress.done, perMs: null } : known;
    if (first) this.#remember(progress.step, step);
    const sinceMs = nowMs - step.lastMs;
    if (sinceMs >= SAMPLE_MS) {
      const sample = (progress.done - step.lastDone) / sinceMs;
      const weight = 1 - Math.exp(-sinceMs / MEMORY_MS);
      step.perMs = step.perMs === null ? sample : step.perMs + weight * (sample - step.perMs);
      step.lastMs = nowMs;
      step.lastDone = progress.done;
    }
    const elapsedMs = nowMs - step.startedMs;
    const finished = progress.total !== undefined && progress.done >= progress.total;
    if (finished) this.#steps.delete(progress.step);
    const settled = elapsedMs >= SETTLE_MS && step.perMs !== null && step.perMs > 0 ? step.perMs : null;
    const left = progress.total === undefined ? null : progress.total - progress.done;
    return {
      progress,
      perSecond: settled === null ? null : settled * 1000,
      leftMs: settled === null || left === null ? null : left / settled,
      elapsedMs,
      finished,
      first,
    };
  }

  #remember(name: string, step: Step): void {
    this.#steps.delete(name);
    this.#steps.set(name, step);
    const [oldest] = this.#steps.keys();
    if (this.#steps.size > MAX_STEPS && oldest !== undefined) this.#steps.delete(oldest);
  }
}
