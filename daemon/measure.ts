import type { Catalog } from '../catalog/index.ts';
import { tenantId } from '../domain/index.ts';
import type { App } from './app.ts';
import { newestByMailbox } from './read-status.ts';

/** Runs looked at for the last one that saved something. */
const RECENT_RUNS = 50;

/** The figures that follow from the catalogue and grow old by themselves: when a run last ended well, how old each proof is. */
export async function measureCatalog(app: App, catalog: Pick<Catalog, 'runs' | 'snapshots'>): Promise<void> {
  const runs = await catalog.runs.list(RECENT_RUNS);
  const ended = runs.flatMap((one) =>
    one.endedAt !== null && (one.status === 'ok' || one.status === 'partial') ? [Date.parse(one.endedAt)] : [],
  );
  if (ended.length > 0) app.metrics.lastRun(Math.max(...ended));
  const latest = newestByMailbox(await catalog.snapshots.list({}));
  for (const { id } of app.config.tenants) {
    const proofs = latest.filter((one) => one.tenant === id).map((one) => one.verified?.at ?? null);
    if (proofs.length === 0) continue;
    const times = proofs.map((at) => (at === null ? Number.NEGATIVE_INFINITY : Date.parse(at)));
    const oldest = Math.min(...times);
    app.metrics.verifyAge(tenantId(id), Number.isFinite(oldest) ? app.clock.now() - oldest : null);
  }
}
