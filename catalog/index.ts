/**
 * The catalogue: what the vault holds, in rows that can be asked; runs and their outcomes; mailboxes seen; leases.
 *
 * Promises: a cache. Every snapshot row is a pure function of a manifest and the notes beside it (`snapshotFromManifest`), so
 * losing the file loses none of them: `rebuildCatalog` makes the same rows again, byte for byte. Several processes of one host
 * use the file at once; a transaction is all or nothing through SIGKILL. Leases carry fences that only grow, also across a
 * rebuild. Rows are checked when read: a damaged file says CATALOG_CORRUPT and how to mend it, and shows nothing wrong.
 *
 * Flow: `openCatalog` → where `needsRebuild` is true, `rebuildCatalog(catalog, vault.manifests(…), vault.notes(…))` first,
 * because fences continue above those in the vault → repositories, one file of SQL each in queries/ → `close`.
 *
 * It does not: survive the loss of the file with runs, outcomes, mailboxes seen and `meta` (history and conveniences; acts
 * that bind people are in the ledger), know the vault (manifests and notes come in as values), share the file between
 * hosts, or wake up a lease's holder: who holds one renews it and asks before each write.
 */
export type * from './catalog.ts';
export { catalogError } from './errors.ts';
export { CATALOG_APPLICATION_ID, type OpenCatalog, openCatalog } from './open-catalog.ts';
export {
  needsRebuild,
  type RebuildOptions,
  type RebuildProblem,
  type RebuildReport,
  rebuildCatalog,
} from './rebuild.ts';
export { partsSha256, snapshotFromManifest, withNotes } from './snapshot-from-manifest.ts';
export { compareManifestPlaces, type ManifestPlace, manifestJudge, type VoidReason } from './void-manifests.ts';
