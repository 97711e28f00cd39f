import type { Snapshot } from '../domain/index.ts';
import { findSnapshot, type VerifyLevel, type VerifyReport, verifySnapshots } from '../pipelines/index.ts';
import type { App } from './app.ts';

export interface VerifyVaultRequest {
  /** Ids or prefixes; all snapshots when empty. */
  readonly ids: readonly string[];
  readonly level: VerifyLevel;
  readonly by: string;
  readonly signal: AbortSignal;
}

/** `verify` as the command and the daemon's rota run it. */
export async function verifyVault(app: App, request: VerifyVaultRequest): Promise<VerifyReport> {
  const { ids, level, by, signal } = request;
  const catalog = await app.catalog();
  const vault = await app.vault();
  const deps = { vault, catalog, clock: app.clock, writer: app.writer, onProgress: app.onProgress, onStep: app.onStep };
  const startedMs = app.clock.monotonic();
  const snapshots: Snapshot[] = [];
  for (const id of ids) snapshots.push(await findSnapshot(catalog, id));
  const report = await verifySnapshots(deps, { ...(ids.length === 0 ? {} : { snapshots }), level, by, signal });
  app.metrics.verification(level, report.failed === 0, app.clock.monotonic() - startedMs);
  return report;
}
