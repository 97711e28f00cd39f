import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  readonly process: ChildProcess;
  /** Resolves when the child prints this line; rejects when it ends first. */
  line(text: string): Promise<void>;
  /** Every line so far. */
  readonly lines: readonly string[];
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
}

/** Runs a script of test/children with this Node; its standard error goes to the test's. */
export function startChild(script: string, args: readonly string[]): Child {
  const path = join(import.meta.dirname, '../children', script);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (text) => {
    lines.push(text);
    waiting.get(text)?.();
  });
  const closed = once(reader, 'close');
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    await closed;
    return (code ?? signal) as number | string;
  });
  return {
    process: child,
    lines,
    ended,
    line: (text) =>
      new Promise((resolve, reject) => {
        if (lines.includes(text)) return resolve();
        waiting.set(text, resolve);
        ended.then(
          (how) => reject(new Error(`the child ended (${how}) before it said ${text}: ${lines.join(' | ')}`)),
          reject,
        );
      }),
  };
}
