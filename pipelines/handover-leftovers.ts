import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../catalog/index.ts';
import { packageMailbox } from '../handover/index.ts';
import { pipelineError } from './errors.ts';

/** Folder of the state folder in which packages are made. */
export const HANDOVER_SPOOL = 'handover-spool';

/**
 * Removes what died while it made a package: names of folders and items, settings and rights, in clear. Gives how many folders
 * went. While any package is being made none goes: leases are looked at behind the names, so that whoever begins meanwhile is
 * either seen or not among them. SPOOL_LEFT where one cannot be removed.
 */
export async function cleanHandoverSpool(stateDir: string, catalog: Pick<Catalog, 'leases'>): Promise<number> {
  const root = join(stateDir, HANDOVER_SPOOL);
  const names = await readdir(root).catch(() => []);
  if (names.length === 0) return 0;
  const atWork = (await catalog.leases.list()).some(({ resource }) => resource.includes(`/${packageMailbox('')}`));
  if (atWork) return 0;
  for (const name of names) {
    await rm(join(root, name), { recursive: true, force: true }).catch((error: unknown) => {
      throw pipelineError('SPOOL_LEFT', `${JSON.stringify(name)} in the spool of packages cannot be removed`, {
        cause: error,
      });
    });
  }
  return names.length;
}
