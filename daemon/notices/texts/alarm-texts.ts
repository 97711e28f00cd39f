import type { Format } from '../format.ts';
import type { Alarm, AlarmKind, Frozen } from '../types.ts';

/** One alarm in words. */
export interface AlarmText {
  /** Status first, fit for a subject: what is wrong with what. */
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** What it means, in one or two sentences. */
  readonly meaning: string;
  /** What to do, in order; commands as they are typed. */
  readonly steps: readonly string[];
}

export type AlarmOf<Kind extends AlarmKind> = Extract<Alarm, { kind: Kind }>;

/** The words of the alarms in one language. */
export interface AlarmTexts {
  readonly describe: { readonly [Kind in AlarmKind]: (alarm: AlarmOf<Kind>, format: Format) => AlarmText };
  readonly frozen: Readonly<Record<Frozen, string>>;
  readonly subject: (title: string, others: number) => string;
  readonly headline: (count: number) => string;
  readonly noticed: string;
  readonly frozenTitle: string;
  readonly stepsTitle: string;
  readonly again: (since: string) => string;
  readonly worse: (since: string) => string;
  readonly more: (count: string) => string;
}
