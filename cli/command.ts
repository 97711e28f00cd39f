import type { Environment } from '../config/index.ts';
import type { Clock, ErrorKind, OnProgress } from '../core/index.ts';
import type { App } from '../daemon/index.ts';
import type { Answer, InProcess } from './capture-command.ts';
import type { Block, Column, Language, Text } from './ui/index.ts';

export type { Block, Column, Language } from './ui/index.ts';

/** What a command gives back: one document for programs, blocks for people, and how it ended. */
export interface CommandResult {
  /** Printed alone by `--json`; field names of product.md § 5. */
  readonly document: object;
  readonly blocks: readonly Block[];
  /** `done` is exit code 0; anything else is the kind whose code is used. */
  readonly exit: 'done' | ErrorKind;
}

export interface Globals {
  readonly config?: string | undefined;
  readonly as?: string | undefined;
  readonly json: boolean;
  readonly verbosity: 'quiet' | 'normal' | 'verbose';
  readonly color: boolean;
  readonly lang: Language;
  /** The daemon logs its steps; other commands only what is wrong. */
  readonly serving: boolean;
}

/** What every command is handed. */
export interface CommandContext {
  readonly globals: Globals;
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  readonly actor: string;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** Says something at once, before the command ends; nothing with --json. */
  readonly tell: (text: Text) => void;
  /** Another command in this process, as if it had been typed. */
  readonly coffre: (args: readonly string[], at: InProcess) => Promise<Answer>;
  /** Opened at the first call, closed by whoever runs the command. */
  app(): Promise<App>;
}

export const line = (fr: string, en: string): Block => ({ block: 'line', text: { fr, en } });
export const plain = (text: string): Block => ({ block: 'line', text });
export const heading = (fr: string, en: string): Block => ({ block: 'heading', text: { fr, en } });
export const column = (fr: string, en: string, align?: 'right'): Column =>
  align === undefined ? { title: { fr, en } } : { title: { fr, en }, align };
export const table = (columns: readonly Column[], rows: readonly (readonly string[])[]): Block => ({
  block: 'table',
  columns,
  rows,
});
