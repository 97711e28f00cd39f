import type { OnProgress } from '../core/index.ts';
import type { CommittedManifest, StoredNote, UnreadableManifest } from '../vault/index.ts';
import type { Catalog, StagedManifest } from './catalog.ts';
import { inBatches } from './in-batches.ts';
import { snapshotFromManifest, withNotes } from './snapshot-from-manifest.ts';
import { manifestJudge, type VoidReason } from './void-manifests.ts';

/** Objects handled at a time. More cost memory (8 kB each), fewer a statement each: one by one takes three times the CPU. */
const BATCH = 200;

/** Problems listed at most; `problemCount` goes on. More would only fill memory when a whole vault is unreadable. */
const MAX_PROBLEMS = 1_000;

/**
 * `void`: see VoidReason. `same-id`: another manifest with this id came first. `unreadable`: the vault could not open it.
 * `not-a-snapshot`: it opened, and its identifiers are none of Coffre's.
 */
export interface RebuildProblem {
  readonly code: `void-${VoidReason}` | 'same-id' | 'unreadable' | 'not-a-snapshot';
  readonly key: string;
  readonly message: string;
}

export interface RebuildReport {
  /** Rows in the catalogue that came from the vault. */
  readonly snapshots: number;
  readonly problemCount: number;
  readonly problems: readonly RebuildProblem[];
  /** The highest fence of any manifest read, void ones included; leases now start above it. */
  readonly highestFence: number;
}

export interface RebuildOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** The fact in `meta` that says: the rows were made from the vault once. Kept by every row written since. */
const REBUILT = 'catalog.rebuilt';

/** True for a file that is new or was lost: its rows and fences must come from the vault before anything else is done. */
export async function needsRebuild(catalog: Pick<Catalog, 'meta'>): Promise<boolean> {
  return (await catalog.meta.get(REBUILT)) === null;
}

const opened = (one: CommittedManifest | UnreadableManifest): one is CommittedManifest => 'manifest' in one;
const readable = (one: StoredNote | UnreadableManifest): one is StoredNote => 'note' in one;

function stagedManifest(committed: CommittedManifest): StagedManifest | TypeError {
  const { tenant, mailbox, seq, fence } = committed.manifest;
  try {
    const bare = snapshotFromManifest(committed, []);
    return { tenant, mailboxId: mailbox.id, seq, fence, key: committed.key, bare };
  } catch (error) {
    if (error instanceof TypeError) return error;
    throw error;
  }
}

/**
 * Makes every snapshot row again from the vault's manifests and notes (vault.md § 8.5), given as values in any order, and
 * raises the fences above all of them. Rows are a pure function of these: the same vault gives the same `dump`. Void manifests
 * are left out and reported. Memory is bounded; the lock is taken only for the exchange at the end, one transaction, and what
 * other processes put or removed meanwhile stays. Aborted or killed before it: the rows are the old ones.
 */
export async function rebuildCatalog(
  catalog: Catalog,
  committed: AsyncIterable<CommittedManifest | UnreadableManifest>,
  notes: AsyncIterable<StoredNote | UnreadableManifest>,
  { signal, onProgress }: RebuildOptions = {},
): Promise<RebuildReport> {
  await using staging = await catalog.stage();
  const problems: RebuildProblem[] = [];
  let problemCount = 0;
  let highestFence = 0;
  const report = (problem: RebuildProblem): void => {
    problemCount++;
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const unreadable = ({ key, code, message }: UnreadableManifest): void =>
    report({ code: 'unreadable', key, message: `${code}: ${message}` });

  let read = 0;
  for await (const batch of inBatches(committed, BATCH)) {
    signal?.throwIfAborted();
    const manifests: StagedManifest[] = [];
    for (const one of batch) {
      if (!opened(one)) unreadable(one);
      else {
        highestFence = Math.max(highestFence, one.manifest.fence);
        // A hand-over's package is no backup: it stands in the vault alone.
        if (one.manifest.kind === 'package') continue;
        const manifest = stagedManifest(one);
        if (!(manifest instanceof TypeError)) manifests.push(manifest);
        else report({ code: 'not-a-snapshot', key: one.key, message: manifest.message });
      }
    }
    await staging.addManifests(manifests);
    read += batch.length;
    onProgress?.({ step: 'manifests', done: read, unit: 'objects' });
  }
  for await (const batch of inBatches(notes, BATCH)) {
    signal?.throwIfAborted();
    for (const one of batch) if (!readable(one)) unreadable(one);
    await staging.addNotes(batch.filter(readable));
  }

  const judge = manifestJudge();
  let snapshots = 0;
  for await (const group of staging.manifests()) {
    signal?.throwIfAborted();
    const counting = group.filter((place) => {
      const reason = judge(place);
      if (reason === null) return true;
      const message = `seq ${place.seq} under fence ${place.fence} has no effect`;
      report({ code: `void-${reason}`, key: place.key, message });
      return false;
    });
    const added = await staging.addSnapshots(counting.map(({ bare, notes }) => withNotes(bare, notes)));
    for (const [index, { key, bare }] of counting.entries()) {
      if (added[index] === true) snapshots++;
      else report({ code: 'same-id', key, message: `another manifest has the id ${bare.id}` });
    }
    onProgress?.({ step: 'rows', done: snapshots, unit: 'objects' });
  }
  await staging.swap({ keepNewer: true, fencesAbove: highestFence });
  await catalog.meta.set(REBUILT, 'yes');
  return { snapshots, problemCount, problems, highestFence };
}
