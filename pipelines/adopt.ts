import { compareManifestPlaces, type ManifestPlace, manifestJudge, snapshotFromManifest } from '../catalog/index.ts';
import type { Snapshot } from '../domain/index.ts';
import type { CommittedManifest, Note, StoredNote, UnreadableManifest, VaultMailbox } from '../vault/index.ts';
import type { BackupDeps } from './backup-deps.ts';
import { judgeSnapshot, SCANNER } from './judge.ts';

export interface AdoptedMailbox {
  /** Every snapshot of the mailbox that the vault holds, by seq, with current notes. */
  readonly snapshots: readonly Snapshot[];
  readonly unreadable: readonly UnreadableManifest[];
}

type AdoptDeps = Pick<BackupDeps, 'vault' | 'catalog' | 'clock' | 'writer' | 'onStep'>;

/**
 * Makes the catalogue agree with the vault for one mailbox and finishes what a death left undone: a manifest without its
 * verdict or verification note gets them now, under the keys it reserved. What the vault holds counts (vault.md § 9.4
 * rows 10–12, 23). Repeatable.
 */
export async function adoptMailbox(
  deps: AdoptDeps,
  mailbox: Pick<VaultMailbox, 'tenant' | 'id'>,
  signal: AbortSignal,
): Promise<AdoptedMailbox> {
  const filter = { tenant: mailbox.tenant, mailboxId: mailbox.id };
  const committed: CommittedManifest[] = [];
  const unreadable: UnreadableManifest[] = [];
  for await (const one of deps.vault.manifests(filter, signal)) {
    if ('manifest' in one) committed.push(one);
    else unreadable.push(one);
  }
  const notes: StoredNote[] = [];
  for await (const one of deps.vault.notes(filter, signal)) {
    if ('note' in one) notes.push(one);
    else unreadable.push(one);
  }
  const snapshots: Snapshot[] = [];
  for (const one of effective(committed)) {
    if (one.manifest.kind === 'package') continue;
    await completeNotes(deps, one, snapshots, notes, unreadable, signal);
    const snapshot = snapshotFromManifest(one, notes);
    snapshots.push(snapshot);
    await deps.catalog.snapshots.put(snapshot);
  }
  return { snapshots, unreadable };
}

/** Below the ten seconds in which a stop has to be through, and enough for a handful of small objects on a slow store. */
const SETTLE_MS = 5_000;

/**
 * After a stop in the middle of a mailbox: what was committed by then gets its notes now, so that nobody takes it for
 * damaged before the next start. Bounded; what it does not reach, the next start does.
 */
export async function settleStopped(
  deps: AdoptDeps & Pick<BackupDeps, 'log'>,
  mailbox: Pick<VaultMailbox, 'tenant' | 'id'>,
): Promise<void> {
  const limit = deps.clock.timeout(SETTLE_MS);
  try {
    await adoptMailbox(deps, mailbox, limit.signal);
  } catch (error) {
    deps.log.debug({ err: error }, 'what was committed is completed at the next start');
  } finally {
    limit.dispose();
  }
}

/** By seq, without those of writers whose lease had been taken over: they have no effect. */
function effective(committed: readonly CommittedManifest[]): CommittedManifest[] {
  const placed = committed.map((one): [ManifestPlace, CommittedManifest] => {
    const { tenant, mailbox, seq, fence } = one.manifest;
    return [{ tenant, mailboxId: mailbox.id, seq, fence, key: one.key }, one];
  });
  placed.sort(([a], [b]) => compareManifestPlaces(a, b));
  const judge = manifestJudge();
  return placed.filter(([place]) => judge(place) === null).map(([, one]) => one);
}

/** Writes the notes that a manifest reserved and that are not there yet; adds them to `notes`. */
export async function completeNotes(
  deps: Omit<AdoptDeps, 'catalog'>,
  committed: CommittedManifest,
  earlier: readonly Snapshot[],
  notes: StoredNote[],
  unreadable: readonly UnreadableManifest[],
  signal: AbortSignal,
): Promise<void> {
  const { manifest } = committed;
  const present = new Set([...notes.map((one) => one.key), ...unreadable.map((one) => one.key)]);
  for (const expected of manifest.expectedNotes) {
    if (present.has(expected.key)) continue;
    const note = await noteFor(deps, committed, expected.kind, earlier, signal);
    await deps.onStep(`${expected.kind}-put`, 'before');
    const options = { reservedKey: expected.key, signal };
    const key = { tenant: manifest.tenant, mailboxId: manifest.mailbox.id };
    notes.push(await deps.vault.putNote(key, note, options));
    await deps.onStep(`${expected.kind}-put`, 'after');
  }
}

async function noteFor(
  deps: Omit<AdoptDeps, 'catalog'>,
  committed: CommittedManifest,
  kind: 'verdict' | 'verification',
  earlier: readonly Snapshot[],
  signal: AbortSignal,
): Promise<Note> {
  const { manifest } = committed;
  const snapshot = manifest.id;
  const by = deps.writer;
  if (kind === 'verification') {
    // Commit decoded every part from the store to its SHA-256 before the manifest was put: the date is that check's.
    return { kind, snapshot, by, at: manifest.checks.decodedAt, level: 'full', passed: true, findings: 0 };
  }
  const judged = await judgeSnapshot(deps.vault, committed, earlier, signal);
  const at = new Date(deps.clock.now()).toISOString();
  return {
    kind,
    snapshot,
    by,
    at,
    rank: 'machine',
    verdict: judged.verdict,
    reasons: [...judged.reasons],
    scanner: SCANNER,
  };
}
