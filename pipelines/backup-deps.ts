import type { Catalog } from '../catalog/index.ts';
import type { Clock, Logger, OnProgress, OnStep } from '../core/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Spool } from './spool.ts';

/** What backups stand on; the composition root gives them once. */
export interface BackupDeps {
  readonly vault: Vault;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly log: Logger;
  readonly spool: Spool;
  /** Name of this installation in manifests and notes. */
  readonly writer: string;
  /** This process, as leases show it. */
  readonly holder: string;
  readonly heartbeatMs: number;
  readonly random: (bytes: number) => Uint8Array;
  readonly onStep: OnStep;
  readonly onProgress: OnProgress;
}
