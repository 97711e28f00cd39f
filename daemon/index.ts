/**
 * The daemon and its composition root. `createApp` opens every part from the configuration; each command, `serve` and the
 * demo stand on one. `runNight` saves a night through the queue; `recover` finishes what a death cut off; `serve` plans
 * nights, watches, answers health and metrics, and tells people. Rules are in `domain`, ways through in `pipelines`: here
 * it is decided only when something runs and what follows from its outcome.
 *
 * Shutdown has stages: no new night, running work is aborted and cleans up, HTTP and connections close, files close.
 */

// What commands work with, so that they enter through one door.
export type { Run, RunOutcome, SnapshotQuery } from '../catalog/index.ts';
export { type Night, night, runId, type Snapshot, type TenantId, tenantId } from '../domain/index.ts';
export {
  applyRetention,
  findSnapshot,
  partSource,
  pipelineError,
  planSnapshotRetention,
  type RestoreTarget,
  rebuildFromVault,
  restoreSnapshot,
} from '../pipelines/index.ts';
export { makeKit, parseKit } from '../vault/index.ts';
export { type App, type AppOptions, createApp } from './app.ts';
export { daemonError } from './errors.ts';
export { type ExamineSubject, examine, type Probe } from './examine.ts';
export { describeStore, type InitReport, type InitRequest, initialise } from './init.ts';
export { opensVault, readMasterKey, writeMasterKey } from './master-key.ts';
export { decideNight, nextWindow, nightNow } from './nights.ts';
export { readStatus, type Status } from './read-status.ts';
export { type Recovery, recover } from './recover.ts';
export { type NightReport, type NightRequest, runNight } from './run-night.ts';
export { runScheduler } from './scheduler.ts';
export { serve } from './serve.ts';
export { type VerifyVaultRequest, verifyVault } from './verify-vault.ts';
