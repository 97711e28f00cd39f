/** How far long work has come; `total` is absent while it is unknown. Units are said by `unit`. */
export interface Progress {
  readonly step: string;
  readonly done: number;
  readonly total?: number;
  readonly unit: 'bytes' | 'items' | 'mailboxes' | 'objects';
}

export type OnProgress = (progress: Progress) => void;

export const noProgress: OnProgress = () => undefined;

/**
 * Called at each durable step with its name before and after it takes effect; the crash suites kill the process there.
 * Production passes `noSteps`. Step names are those of docs/architecture.md.
 */
export type OnStep = (step: string, moment: 'before' | 'after') => void | Promise<void>;

export const noSteps: OnStep = () => undefined;
