import type { Clock } from '../core/index.ts';
import type { TenantId } from '../domain/index.ts';
import type { InventoryFreeze, PackageFile, PackageFinding, PackageIndex } from '../handover/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { Vault } from '../vault/index.ts';
import type { BackupDeps } from './backup-deps.ts';

/** What making a package stands on. `spool` has a root of its own: a night that begins removes everything in the nights' one. */
export interface HandoverDeps extends BackupDeps {
  readonly ledger: Pick<Ledger, 'append' | 'events'>;
}

/** `freezeInventory(deps, request): Promise<InventoryFreeze>` */
export interface FreezeRequest {
  readonly tenant: TenantId;
  readonly contractId: string;
  /** 1 for the first package, one more for each delta or rework. */
  readonly round: number;
  /** Where the tenant's mailboxes come from; decides which classes of the register can exist. */
  readonly source: 'exchange' | 'folder';
  /** These items only (a delta or rework); null: everything the tenant has. */
  readonly items: readonly string[] | null;
  readonly by: string;
  readonly signal: AbortSignal;
}

/** Who hands over, as every bag says it. */
export interface HandoverProvider {
  readonly organization: string;
  readonly address: string;
  readonly contactName: string;
  readonly contactEmail: string;
}

/** `buildPackage(deps, request): Promise<PackageIndex>` */
export interface BuildRequest {
  readonly tenant: TenantId;
  readonly packageId: string;
  readonly provider: HandoverProvider;
  /** Who asks, for the act that an acknowledgement is. */
  readonly actor: string;
  /** Reason given by a person where a frozen snapshot is UNSCANNED, SUSPECT or COMPROMISED; null refuses those (HANDOVER_GATE). */
  readonly acknowledgement: string | null;
  readonly signal: AbortSignal;
}

/** A package as the vault holds it, at one moment; `built` is null between freeze and build. */
export interface KnownPackage {
  readonly packageId: string;
  readonly tenant: string;
  readonly freeze: InventoryFreeze;
  readonly built: PackageIndex | null;
}

/** A built package opened for reading: `openPackage(vault, { tenant, packageId }, signal): Promise<OpenedPackage>`. */
export interface OpenedPackage {
  readonly index: PackageIndex;
  readonly files: readonly PackageFile[];
  /** Null where no file of this package has the id. */
  file(fileId: string): PackageFile | null;
  /**
   * `length` bytes at `offset`, streamed from the vault and authenticated chunk by chunk; short only at the end of the file.
   * HANDOVER_FILE_NOT_FOUND for an id that is not of this package. Nothing touches a disk.
   */
  read(fileId: string, offset: number, length: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface VerifyPackageDeps {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly onProgress: BackupDeps['onProgress'];
}

/** `verifyPackage(deps, { tenant, packageId, signal }): Promise<PackageVerification>` */
export interface PackageVerification {
  readonly packageId: string;
  /** 0: all equal · 3: equal so far, something is missing · 6: differences. */
  readonly exit: 0 | 3 | 6;
  /** As recomputed from the bytes; equal to the index's where `exit` is 0. */
  readonly root: string;
  readonly findings: readonly PackageFinding[];
  /** Differences of the reconciliation without a reason. */
  readonly unexplained: number;
  readonly bags: number;
  readonly files: number;
  readonly bytes: number;
  /** Ids of the items that it holds: what `package.verified` says. */
  readonly items: readonly string[];
}
