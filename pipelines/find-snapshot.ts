import type { Catalog } from '../catalog/index.ts';
import type { Snapshot } from '../domain/index.ts';
import { pipelineError } from './errors.ts';

/** The snapshot with this id or unique prefix, or SNAPSHOT_NOT_FOUND / SNAPSHOT_AMBIGUOUS. */
export async function findSnapshot(catalog: Pick<Catalog, 'snapshots'>, idOrPrefix: string): Promise<Snapshot> {
  const found = await catalog.snapshots.find(idOrPrefix);
  const shown = JSON.stringify(idOrPrefix.slice(0, 60));
  if (found === null) throw pipelineError('SNAPSHOT_NOT_FOUND', `no snapshot has the id ${shown}`);
  if (found === 'ambiguous') throw pipelineError('SNAPSHOT_AMBIGUOUS', `several snapshots start with ${shown}`);
  return found;
}
