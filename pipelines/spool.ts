import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { base32 } from '../core/index.ts';
import { type RunId, runId } from '../domain/index.ts';
import { pipelineError } from './errors.ts';

/**
 * The spool: `<root>/<run>/<job>/`. A directory belongs to its run by name, so whoever starts next knows whose leftovers
 * are there. Directories 0700: staged exports are mail in clear.
 */
export interface Spool {
  /** A new empty directory for one job of this run. */
  jobDir(run: RunId, random: Uint8Array): Promise<string>;
  remove(dir: string): Promise<void>;
  /** Removes what this run left, its directory included. */
  removeRun(run: RunId): Promise<void>;
  /** Removes the directories of runs that are not live; returns how many. SPOOL_LEFT, after the others, where one stays. */
  clean(isLive: (run: RunId) => boolean): Promise<number>;
  freeBytes(): Promise<number>;
}

export function createSpool(root: string): Spool {
  return {
    jobDir: async (run, random) => {
      const dir = join(root, run, base32(random));
      await mkdir(dir, { recursive: true, mode: 0o700 });
      return dir;
    },
    remove: async (dir) => {
      if (!dir.startsWith(`${root}/`)) throw new TypeError('not inside the spool');
      await rm(dir, { recursive: true, force: true });
    },
    removeRun: (run) => rm(join(root, run), { recursive: true, force: true }),
    clean: async (isLive) => {
      let removed = 0;
      let failed: Error | undefined;
      for (const name of await readdir(root).catch(() => [])) {
        const run = parseRun(name);
        if (run !== null && isLive(run)) continue;
        try {
          await rm(join(root, name), { recursive: true, force: true });
          removed++;
        } catch (error) {
          failed ??= pipelineError('SPOOL_LEFT', `${JSON.stringify(name)} in the spool cannot be removed`, {
            cause: error,
          });
        }
      }
      if (failed !== undefined) throw failed;
      return removed;
    },
    freeBytes: async () => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

function parseRun(name: string): RunId | null {
  try {
    return runId(name);
  } catch {
    return null;
  }
}
