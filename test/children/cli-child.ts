/** `CWD INSTANT ARGUMENT…`: one command in a process of its own whose calendar stands at INSTANT (ms) when it begins, and goes on. */
import { chdir } from 'node:process';
import { runCli } from '../../cli/run-cli.ts';
import { outputOn } from '../../cli/ui/index.ts';
import { neverAborted, systemClock } from '../../core/index.ts';

const [cwd = '.', instant = '', ...args] = process.argv.slice(2);
chdir(cwd);
const ahead = Number(instant) - systemClock.now();
process.exitCode = await runCli({
  args,
  env: {},
  cwd,
  outputs: { stdout: outputOn(process.stdout), stderr: outputOn(process.stderr) },
  clock: { ...systemClock, now: () => systemClock.now() + ahead },
  signal: neverAborted,
});
