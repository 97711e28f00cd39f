import type { ExceptionClass, Verdict } from '../../../domain/index.ts';
import type { NightReport } from '../types.ts';

/** The words of the nightly report in one language. Arguments are already formatted for that language. */
export interface ReportTexts {
  readonly subject: (night: string, report: NightReport) => string;
  readonly title: (night: string) => string;
  readonly noRun: string;
  readonly stillRunning: string;
  readonly interrupted: string;
  /** The sentence of the banner: what is saved and what is not. */
  readonly summary: (report: NightReport) => string;
  readonly labels: {
    readonly started: string;
    readonly ended: string;
    readonly volume: string;
    readonly stored: string;
    readonly nextRun: string;
    readonly noNextRun: string;
  };
  readonly byTenant: string;
  readonly columns: {
    readonly tenant: string;
    readonly ok: string;
    readonly partial: string;
    readonly failed: string;
    readonly volume: string;
    readonly stored: string;
    readonly proven: string;
  };
  readonly total: string;
  readonly neverProven: string;
  readonly noSnapshot: string;
  readonly alarms: string;
  readonly troubles: string;
  readonly findings: string;
  readonly verdicts: string;
  readonly unscanned: (count: number, shown: string) => string;
  readonly more: (count: string) => string;
  readonly status: Readonly<Record<'ok' | 'partial' | 'failed', string>>;
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly exceptionClass: Readonly<Record<ExceptionClass, (count: number, shown: string) => string>>;
  readonly wholeMailbox: string;
  readonly next: string;
  readonly footer: (organisation: string) => string;
}
