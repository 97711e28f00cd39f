import type { ErrorKind } from '../../../core/index.ts';

/** The words that the user interface adds to what commands say. One object per language; a missing word does not compile. */
export interface Messages {
  /** What stands before an error, by its kind. */
  readonly kinds: Readonly<Record<ErrorKind, string>>;
  readonly warning: string;
  readonly code: string;
  readonly next: string;
  readonly cause: string;
  readonly colon: string;
  readonly nothing: string;
  readonly units: readonly [bytes: string, kilo: string, mega: string, giga: string, tera: string, peta: string];
  readonly counted: Readonly<Record<'items' | 'mailboxes' | 'objects', string>>;
  readonly of: (done: string, total: string) => string;
  readonly perSecond: (amount: string) => string;
  readonly left: (time: string) => string;
  readonly others: (count: number) => string;
  readonly finished: (time: string) => string;
  readonly time: { readonly hours: string; readonly minutes: string; readonly seconds: string };
}
