/**
 * The daemon and its composition root. `createApp` opens every part from the configuration; each command, `serve` and the
 * demo stand on one. `runNight` saves a night through the queue; `recover` finishes what a death cut off; `serve` plans
 * nights, looks at contracts (`contracts/`: what time brings, what people are told), watches, answers health, metrics and
 * the portal's clients (`portal/` gives it contract, links and packages from ledger and vault). `contracts/` holds the steps of a
 * hand-over as well, for commands. Rules are in `domain`, ways through in `pipelines`: here it is decided only when something
 * runs and what follows from its outcome.
 *
 * Shutdown has stages: no new night, running work is aborted and cleans up, HTTP and connections close, files close.
 */

// What commands work with, so that they enter through one door.
export type { Run, RunOutcome, SnapshotQuery } from '../catalog/index.ts';
export type { Mailer } from '../connectors/mail/index.ts';
export type { VolumeFacts } from '../connectors/media/index.ts';
// What the commands of a contract show and record: rules as they are, nothing decided here.
export {
  type Actor,
  blocking,
  type ContractEvent,
  type ContractEventBody,
  type ContractEventType,
  type ContractState,
  type ContractTerms,
  calendarFile,
  type Decision,
  type Derivation,
  type Duty,
  decide,
  dueEvents,
  dutiesOf,
  endOfDay,
  exportableClasses,
  FEE_READINGS,
  type FeeReading,
  foldContract,
  type InvoiceLine,
  invoiceLines,
  invoiceLinesCsv,
  isLocalDate,
  isTwoPersonType,
  LINK_SCOPES,
  type Link,
  type LinkScope,
  type LocalDate,
  linkStanding,
  localDate,
  type Medium,
  may,
  type Night,
  neverHandedOver,
  night,
  type Proof,
  parisDay,
  type Refusal,
  type RestoreCharge,
  type Role,
  restoreCharge,
  runId,
  type Snapshot,
  type TenantId,
  type TwoPersonEvent,
  tenantId,
  timersOf,
} from '../domain/index.ts';
export {
  type DocumentTwin,
  erasureCertificateDocument,
  invoiceLinesJson,
  minutesDocument,
  type Name,
  type PrintedDocument,
  printDocument,
  quoteDocument,
  readingName,
  receiptDocument,
  timerName,
} from '../handover/index.ts';
export { contractEventTypes, parseContractEvent } from '../ledger/index.ts';
export {
  acceptRestoreCharge,
  applyRetention,
  type Contract,
  type ContractAct,
  type ContractOutcome,
  contractRefused,
  createLink,
  type ErasureReport,
  findSnapshot,
  knownLink,
  listLinks,
  listPackages,
  type MediumReport,
  mediaOf,
  partSource,
  pipelineError,
  planSnapshotRetention,
  type QuotedRestore,
  quoteRestore,
  type RestoreTarget,
  readContract,
  rebuildFromVault,
  recordContractEvent,
  recordRestoreCharge,
  restoreSnapshot,
  revokeLink,
  tryContractEvent,
  type WipeReport,
} from '../pipelines/index.ts';
export { makeKit, parseKit } from '../vault/index.ts';
export { type App, type AppOptions, createApp } from './app.ts';
export { configuredTerms, type SignedText } from './contracts/configured-terms.ts';
export { countMailboxes } from './contracts/count-mailboxes.ts';
export { type Delivered, deliverHandover, linkDeps } from './contracts/deliver-handover.ts';
export { documentHead } from './contracts/document-head.ts';
export { itemLabels } from './contracts/item-labels.ts';
export { minutesOf } from './contracts/minutes-of.ts';
export { packsInForce } from './contracts/packs-in-force.ts';
export { handoverDeps, type Prepared, prepareHandover } from './contracts/prepare-handover.ts';
export { type HandoverQuote, type QuoteLine, quoteOf } from './contracts/quote-of.ts';
export { type ClientAct, clientActs, receiptOf } from './contracts/receipt-of.ts';
export { type Simulation, simulateEvent, simulateUntil } from './contracts/simulate-event.ts';
export { tendContracts } from './contracts/watch-contracts.ts';
export { whoActs, whoChanges } from './contracts/who-acts.ts';
export { type ErasurePreview, eraseConfigured, type KeyOverview, previewErasure, showKeys } from './erase-tenant.ts';
export { daemonError } from './errors.ts';
export { type ExamineSubject, examine, type Probe } from './examine.ts';
export { describeStore, type InitReport, type InitRequest, initialise } from './init.ts';
export { opensVault, readMasterKey, writeMasterKey } from './master-key.ts';
export {
  type CarrierAtHand,
  listMedia,
  receiveCarrier,
  verifyCarrier,
  type WriteCarrierRequest,
  wipeCarrier,
  writeCarrier,
} from './media.ts';
export { decideNight, nextWindow, nightNow } from './nights.ts';
export type { DutyName } from './notices/index.ts';
export { type LinkMailed, sendLink } from './portal/send-link.ts';
export { linkOrigin, portalOptions } from './portal-options.ts';
export { readStatus, type Status } from './read-status.ts';
export { type Recovery, recover } from './recover.ts';
export { type NightReport, type NightRequest, runNight } from './run-night.ts';
export { runScheduler } from './scheduler.ts';
export { serve } from './serve.ts';
export { type VerifyVaultRequest, verifyVault } from './verify-vault.ts';
