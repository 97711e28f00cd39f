import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../catalog/index.ts';
import { systemClock } from '../../core/index.ts';

/**
 * Ids of the snapshots that a dead process had acknowledged: those with a row or an outcome in its catalogue. Read from a copy,
 * so that the next start finds the file as the death left it.
 */
export async function acknowledgedIn(stateDir: string): Promise<readonly string[]> {
  const files = (await readdir(stateDir)).filter((name) => name.startsWith('catalog.sqlite'));
  if (files.length === 0) return [];
  const copy = await mkdtemp(join(tmpdir(), 'coffre-catalog-'));
  try {
    for (const name of files) await cp(join(stateDir, name), join(copy, name));
    const catalog = await openCatalog({ path: join(copy, 'catalog.sqlite'), clock: systemClock });
    try {
      const rows = (await catalog.snapshots.list({})).map((one) => one.id);
      const runs = await catalog.runs.list(10);
      const outcomes = (await Promise.all(runs.map((run) => catalog.runs.outcomes(run.id)))).flat();
      const saved = outcomes.flatMap((one) => (one.snapshot === null ? [] : [one.snapshot]));
      return [...new Set([...rows, ...saved])];
    } finally {
      await catalog.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
