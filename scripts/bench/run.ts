/**
 * Speeds beside plain work on the same machine in the same run, because only ratios compare between machines:
 * `node bin/node24.js scripts/bench/run.ts [--short]`. Exit status 1 where a ratio is below its floor.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeComparison, ratio } from './measure.ts';
import { benchPst } from './pst-bench.ts';
import { benchVault } from './vault-bench.ts';

const short = process.argv.includes('--short');
const folder = await mkdtemp(join(tmpdir(), 'coffre-bench-'));
try {
  const comparisons = [
    ...(await benchVault(folder, (short ? 128 : 1024) * 1_000_000)),
    ...(await benchPst(join(import.meta.dirname, '../../test/fixtures/pst'), (short ? 20 : 200) * 1_000_000)),
  ];
  for (const one of comparisons) process.stdout.write(`${describeComparison(one)}\n`);
  if (comparisons.some((one) => ratio(one) < one.floor)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
