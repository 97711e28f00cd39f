import type { Mailer } from '../connectors/mail/index.ts';
import type { Clock } from '../core/index.ts';
import type { Tell } from './tell.ts';

/** Runs a command in this process, on the story's calendar; the command line hands it in, so that the demo needs no other. */
export type RunCommand = (
  args: readonly string[],
  at: { readonly cwd: string; readonly clock: Clock; readonly mailer: Mailer },
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

export interface Typed {
  /** Who types it: `--as`. */
  readonly as?: string;
  /** The exit code that the story expects; anything else ends it. 0 where absent. */
  readonly code?: number;
  /** Lines of the answer that are shown; all where absent. */
  readonly show?: number;
}

/** A person at a terminal: types the product's own commands, shown with what they answer. */
export interface Terminal {
  readonly type: (args: readonly string[], typed?: Typed) => Promise<string>;
  /** The command is shown, its document is given back instead of being shown. */
  readonly ask: <T>(args: readonly string[], typed?: Typed) => Promise<T>;
}

export function openTerminal(
  run: RunCommand,
  at: Parameters<RunCommand>[1] & { readonly config: string; readonly language: 'fr' | 'en' },
  tell: Tell,
): Terminal {
  const answer = async (args: readonly string[], typed: Typed, more: readonly string[]): Promise<string> => {
    const by = typed.as === undefined ? [] : ['--as', typed.as];
    tell(`  $ coffre ${[...by, ...args].map(quoted).join(' ')}`);
    const globals = ['--config', at.config, '--lang', at.language, '--quiet', '--no-color', ...more, ...by];
    const { code, stdout, stderr } = await run([...globals, ...args], at);
    if (code !== (typed.code ?? 0)) throw new Error(`coffre ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return `${stdout}${stderr}`.trimEnd();
  };
  return {
    type: async (args, typed = {}) => {
      const text = await answer(args, typed, []);
      const lines = text.split('\n').filter((one) => one.trim() !== '');
      for (const line of lines.slice(0, typed.show ?? lines.length)) tell(`    ${line}`);
      if (typed.code !== undefined && typed.code !== 0) tell(`    → ${typed.code}`);
      return text;
    },
    ask: async (args, typed = {}) => JSON.parse(await answer(args, typed, ['--json'])),
  };
}

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
