import type { CodedError, OnProgress } from '../../core/index.ts';

export type Language = 'fr' | 'en';

/** One line of words, in both languages or in none. Data in it is neutralised when it is printed. */
export type Text = string | { readonly fr: string; readonly en: string };

/** What a word is worth at a glance; seen as a colour on a terminal and nowhere else. */
export type Tone = 'good' | 'warning' | 'bad' | 'dim' | 'strong';

export type Cell = string | { readonly text: string; readonly tone: Tone };

export interface Column {
  readonly title: Text;
  readonly align?: 'right';
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a person sees, as data. */
export type Block =
  | { readonly block: 'line'; readonly text: Text }
  | { readonly block: 'heading'; readonly text: Text }
  | ({ readonly block: 'table' } & Table);

/**
 * Where a command speaks. The text form prints blocks, lines and tables for a person; the JSON form prints exactly one document
 * and nothing else on standard output. Both send warnings and progress to standard error. No string breaks its line or reaches the terminal as
 * an escape sequence, wherever it came from.
 */
export interface Ui {
  readonly language: Language;
  /** The command's answer for programs. Once per command (TypeError the second time); people are shown `blocks`. */
  result(document: object, blocks?: readonly Block[]): void;
  /** Said at once, before the command ends; nothing in JSON. */
  line(text: Text): void;
  heading(text: Text): void;
  table(table: Table): void;
  /** Long work: one line with rate and estimate on a terminal, a log line per step elsewhere. Cheap to call often. */
  readonly progress: OnProgress;
  /** Worth knowing although the command goes on; on standard error. */
  warn(text: Text): void;
  /** How the command failed: the code, what happened, what to do next. In JSON the document, where none was printed yet. */
  error(error: CodedError): void;
  /** Clears progress and waits until everything is written. OUTPUT_FAILED where it could not be; a reader that left is no failure. */
  close(): Promise<void>;
}

export interface UiOptions {
  readonly language: Language;
  /** False with --no-color or NO_COLOR; a stream that is no terminal never gets colours. */
  readonly color: boolean;
  /** `quiet`: no progress. `verbose`: the causes of an error too. */
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
}
