import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../config/index.ts';
import { systemClock } from '../core/index.ts';
import { runCli } from './run-cli.ts';
import { processOutputs } from './ui/index.ts';

/** The program: arguments in, exit code out. The first SIGINT or SIGTERM ends the work in order, a second one at once. */
async function main(): Promise<void> {
  const stop = new AbortController();
  let asked = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (asked) process.exit(130);
      asked = true;
      stop.abort(new DOMException('stopped', 'AbortError'));
    });
  }
  process.exitCode = await runCli({
    args: process.argv.slice(2),
    env: processEnvironment(),
    cwd: process.cwd(),
    outputs: processOutputs(),
    clock: systemClock,
    signal: stop.signal,
  });
}

const entry = process.argv[1];
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) await main();
