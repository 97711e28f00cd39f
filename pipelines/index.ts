/**
 * The ways through Coffre, one exported function a file: backup of a mailbox part and of a configuration, restore and its
 * charge, verify, retention, rebuild; events of contracts (`contract`), packages (`handover-*`: freeze, build, verify, open),
 * links, media, erasure. A pipeline joins sources, `pst`, vault, catalogue, ledger and carriers in one direction and returns an
 * outcome; it knows neither queue nor HTTP nor mail, and `daemon` decides what follows. Steps that survive a death are announced
 * through `onStep`; their names stand in docs/architecture.md.
 */
export { type AdoptedMailbox, adoptMailbox } from './adopt.ts';
export { type BackupConfigurationRequest, backupConfiguration } from './backup-configuration.ts';
export type { BackupDeps } from './backup-deps.ts';
export { type BackupMailboxRequest, backupMailbox } from './backup-mailbox.ts';
export {
  acceptRestoreCharge,
  type ChargeDeps,
  type QuotedRestore,
  quoteRestore,
  type RestoreChargeRequest,
  recordRestoreCharge,
} from './charge-restore.ts';
export {
  type Contract,
  type ContractAct,
  type ContractDeps,
  type ContractOutcome,
  contractRefused,
  readContract,
  recentDuties,
  recordContractEvent,
  tryContractEvent,
} from './contract.ts';
export type { PackageFiles } from './copy-to-medium.ts';
export { type EraseDeps, type EraseRequest, type ErasureReport, eraseTenant, erasureRefused } from './erase-tenant.ts';
export { contractAuthority, type ErasureAuthority, type ErasureOrder } from './erasure-authority.ts';
export { pipelineError } from './errors.ts';
export { findSnapshot } from './find-snapshot.ts';
export { buildPackage } from './handover-build-package.ts';
export { freezeInventory } from './handover-freeze-inventory.ts';
export { cleanHandoverSpool, HANDOVER_SPOOL } from './handover-leftovers.ts';
export { listPackages, openPackage, type PackageName, packageFiles } from './handover-open-package.ts';
export { type PackageView, viewOf } from './handover-package-view.ts';
export { type PinRequest, pinSnapshots } from './handover-pins.ts';
export type {
  BuildRequest,
  FreezeRequest,
  HandoverDeps,
  HandoverProvider,
  KnownPackage,
  OpenedPackage,
  PackageVerification,
  VerifyPackageDeps,
} from './handover-ports.ts';
export { type VerifyPackageRequest, verifyPackage } from './handover-verify-package.ts';
export { type HeldLease, type LeaseOptions, withLease } from './lease.ts';
export {
  createLink,
  exchangeLink,
  findLink,
  knownLink,
  LINK_LIFETIME_MS,
  type LinkDeps,
  type LinkExchange,
  type LinkRequest,
  linkOfToken,
  listLinks,
  recordServed,
  renewableLink,
  revokeLink,
} from './links.ts';
export { linkActs, linksOf } from './links-of.ts';
export { type MediumDeps, mediaOf, mediumOf } from './media-of.ts';
export { runStatus } from './outcome.ts';
export { type PlanErasureDeps, type PlannedErasure, planErasure } from './plan-erasure.ts';
export { type DiscoveredSource, type NightFilter, type NightJob, type NightPlan, planNight } from './plan-night.ts';
export type { MediumDifference } from './read-back.ts';
export { rebuildFromVault } from './rebuild.ts';
export { type MediumReceiptRequest, receiveMedium } from './receive-medium.ts';
export { type ReleaseRequest, releaseStalePackages } from './release-packages.ts';
export {
  type RestoreDeps,
  type RestoreReport,
  type RestoreRequest,
  type RestoreTarget,
  restoreSnapshot,
} from './restore.ts';
export {
  applyRetention,
  planSnapshotRetention,
  type RetentionDeps,
  type RetentionPolicy,
  type RetentionReport,
} from './retention.ts';
export { createSpool, type Spool } from './spool.ts';
export {
  partSource,
  type VerifyDeps,
  type VerifyLevel,
  type VerifyReport,
  type VerifyRequest,
  verifySnapshots,
} from './verify.ts';
export { type VerifyMediumDeps, type VerifyMediumRequest, verifyMedium } from './verify-medium.ts';
export { type WipeMediumDeps, type WipeMediumRequest, type WipeReport, wipeMedium } from './wipe-medium.ts';
export {
  type MediumReport,
  type WriteMediumDeps,
  type WriteMediumRequest,
  writeMedium,
} from './write-medium.ts';
