import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What stands in for cli/main: it says how it was started, and ends as its first argument asks. */
const program = `
const [how = 'say', ...rest]: string[] = process.argv.slice(2);
if (how === 'say') console.log(JSON.stringify({ main: process.argv[1], rest, version: process.version, cwd: process.cwd() }));
if (how === 'exit') process.exitCode = Number(rest[0]);
if (how === 'die') process.kill(process.pid, rest[0]);
if (how === 'wait') {
  let interrupts = 0;
  const alive = setInterval(() => undefined, 1000);
  process.on('SIGTERM', () => { clearInterval(alive); process.exitCode = 42; });
  process.on('SIGINT', () => { interrupts += 1; console.log('interrupt ' + interrupts); if (interrupts > 1) process.exit(130); });
  console.log('ready ' + process.pid + ' ' + process.ppid);
}
`;

/** Erases the types the way a build would: the stand-in has one annotation. */
const compiled = program.replace(': string[]', '');

export interface FakeCheckout {
  readonly folder: string;
  readonly remove: () => void;
}

/**
 * A folder laid out like a checkout (`cli/main.ts`) or like an installed package (`dist/cli/main.js` under node_modules),
 * with the real launcher and the real Node, so that the launcher can be tried from everywhere at no cost.
 */
export function makeFakeCheckout(kind: 'checkout' | 'package'): FakeCheckout {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'coffre-launcher-')));
  const folder = kind === 'checkout' ? join(top, 'checkout') : join(top, 'node_modules', 'coffre');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'coffre', type: 'module', bin: 'bin/coffre.js' }));
  const main = join(folder, kind === 'checkout' ? 'cli/main.ts' : 'dist/cli/main.js');
  mkdirSync(dirname(main), { recursive: true });
  writeFileSync(main, kind === 'checkout' ? program : compiled);
  const modules = kind === 'checkout' ? join(folder, 'node_modules') : join(top, 'node_modules');
  const node = `node-${process.platform}-${process.arch}`;
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(join(root, 'node_modules', node), join(modules, node));
  symlinkSync(join(folder, 'bin/coffre.js'), join(modules, '.bin/coffre'));
  return { folder, remove: () => rmSync(top, { recursive: true, force: true }) };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a child writes; `until` waits for a text on its standard output, `ended` for its end. */
export function watch(child: ChildProcess): {
  readonly until: (text: string) => Promise<void>;
  readonly output: () => string;
  readonly ended: Promise<Ended>;
} {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
    for (const check of waiting) check();
  });
  child.stderr?.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const until = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!stdout.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      ended.then((end) => reject(new Error(`ended before "${text}": ${JSON.stringify(end)}`)), reject);
    });
  return { until, output: () => stdout, ended };
}

/** Runs a program to its end. */
export function run(command: string, args: readonly string[], cwd: string, env = process.env): Promise<Ended> {
  return watch(spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })).ended;
}
