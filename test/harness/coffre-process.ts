import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const LAUNCHER = join(import.meta.dirname, '../../bin/coffre.js');

/** `coffre …` as a user runs it: the launcher, a process of its own. */
export interface CoffreProcess {
  readonly process: ChildProcess;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  stdout(): string;
  /** The log, warnings and errors. */
  stderr(): string;
  /** Resolves when standard error holds `text`; rejects when the process ends first. */
  logged(text: string): Promise<void>;
}

/** Nothing of this process's environment but what finds programs goes along. */
export function startCoffre(args: readonly string[], env: NodeJS.ProcessEnv = {}): CoffreProcess {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    env: { PATH: process.env['PATH'], LANG: 'en_US.UTF-8', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    for (const look of watchers) look();
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return {
    process: child,
    ended,
    stdout: () => out,
    stderr: () => err,
    logged: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!err.includes(text)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        ended.then(
          (how) => reject(new Error(`coffre ended (${how}) before it logged ${text}:\n${err.slice(-4000)}`)),
          reject,
        );
      }),
  };
}
