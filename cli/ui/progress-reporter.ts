import { createLogUpdate } from 'log-update';
import type { Clock, Progress } from '../../core/index.ts';
import type { Output } from './output.ts';
import { progressLine } from './progress-line.ts';
import { ProgressMeter } from './progress-meter.ts';
import type { Language, UiOptions } from './ui.ts';
import { shorten } from './width.ts';

/** Shows progress somewhere until it is told to make way. */
export interface ProgressReporter {
  report(progress: Progress): void;
  /** Takes the line away so that something else can be printed; the next report draws it again. */
  clear(): void;
}

/** More often than this cannot be read and costs more than the work it reports on. */
const REDRAW_MS = 100;
/** A log gets a line per step and then one this often, so that a night of hours stays readable. */
const LOG_EVERY_MS = 30_000;

const silentReporter: ProgressReporter = { report: () => undefined, clear: () => undefined };

interface ReporterOptions {
  readonly language: Language;
  readonly clock: Clock;
}

/** The reporter that suits the stream: none when quiet, one line on a terminal, log lines elsewhere. */
export function reporterFor({ language, verbosity }: UiOptions, output: Output, clock: Clock): ProgressReporter {
  if (verbosity === 'quiet') return silentReporter;
  // A terminal without a size cannot take a line back.
  const redraws = output.isTerminal && output.columns() !== undefined;
  return redraws ? terminalReporter(output, { language, clock }) : logReporter(output, { language, clock });
}

/** For a terminal: one line, drawn anew in place. Never wider than the terminal, or it could not be taken back. */
function terminalReporter(output: Output, { language, clock }: ReporterOptions): ProgressReporter {
  const update = createLogUpdate(output.stream, { showCursor: true });
  const meter = new ProgressMeter();
  let drawnMs = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    report: (progress) => {
      const nowMs = clock.monotonic();
      const measured = meter.observe(progress, nowMs);
      if (nowMs - drawnMs < REDRAW_MS && !measured.finished) return;
      drawnMs = nowMs;
      drawn = true;
      const others = meter.active - (measured.finished ? 0 : 1);
      update(shorten(progressLine(measured, others, language), (output.columns() ?? 80) - 1));
    },
    clear: () => {
      if (!drawn) return;
      drawn = false;
      update.clear();
      drawnMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** For a file or pipe: a line when a step begins and when it ends, and now and then between. */
function logReporter(output: Output, { language, clock }: ReporterOptions): ProgressReporter {
  const meter = new ProgressMeter();
  let writtenMs = Number.NEGATIVE_INFINITY;
  return {
    report: (progress) => {
      const nowMs = clock.monotonic();
      const measured = meter.observe(progress, nowMs);
      if (!measured.first && !measured.finished && nowMs - writtenMs < LOG_EVERY_MS) return;
      writtenMs = nowMs;
      output.write(`${progressLine(measured, 0, language)}\n`);
    },
    clear: () => undefined,
  };
}
