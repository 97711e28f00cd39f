import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/**
 * `describe` where the machine has what the suite needs; elsewhere a skipped one, and one line that says what is missing.
 * Under CI nothing may be skipped: the file fails instead.
 */
export function describeWith(there: boolean, missing: string): typeof describe | typeof describe.skip {
  if (there) return describe;
  if (process.env['CI'] !== undefined) throw new Error(`CI must not skip: ${missing}`);
  process.stderr.write(`skipped: ${missing}\n`);
  return describe.skip;
}

/** Whether a program runs and ends well: `succeeds('docker', 'info')`. */
export function succeeds(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** For suites that need a Docker engine. */
export function describeWithDocker(): typeof describe | typeof describe.skip {
  return describeWith(succeeds('docker', 'info'), 'needs Docker: eval "$(test/lab/docker start)"');
}
