import type { Catalog } from '../catalog/index.ts';
import { CodedError } from '../core/index.ts';
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

/**
 * `verify` as the command and the daemon's rota run it. A vault that is too damaged to be opened is checked all the same; where
 * the catalogue is lost as well, the vault alone says what there is (ids cannot be looked up then: VAULT_*).
 */
export async function verifyVault(app: App, request: VerifyVaultRequest): Promise<VerifyReport> {
  const { ids, level, by, signal } = request;
  const vault = await app.vaultForCheck();
  const catalog = ids.length === 0 ? await catalogIfAny(app) : await app.catalog();
  const deps = { vault, catalog, clock: app.clock, writer: app.writer, onProgress: app.onProgress, onStep: app.onStep };
  const startedMs = app.clock.monotonic();
  const snapshots: Snapshot[] = [];
  if (catalog !== null) for (const id of ids) snapshots.push(await findSnapshot(catalog, id));
  const report = await verifySnapshots(deps, { ...(ids.length === 0 ? {} : { snapshots }), level, by, signal });
  app.metrics.verification(level, report.failed === 0, app.clock.monotonic() - startedMs);
  return report;
}

/** Null where the file is lost and the vault does not open to make it again. */
async function catalogIfAny(app: App): Promise<Catalog | null> {
  try {
    return await app.catalog();
  } catch (error) {
    if (error instanceof CodedError && error.code.startsWith('VAULT_')) return null;
    throw error;
  }
}
