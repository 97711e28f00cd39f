import { createHash } from 'node:crypto';
import {
  mailboxId,
  night,
  runId,
  type Snapshot,
  type SnapshotPart,
  snapshotId,
  sumCounts,
  tenantId,
} from '../domain/index.ts';
import type { CommittedManifest, StoredNote } from '../vault/index.ts';
import { currentOpinions } from './current-opinions.ts';

/**
 * The SHA-256 of a snapshot (product.md § 5): the part's when there is one, else that of the lines `sha256  name`, each ended
 * by a line feed, in byte order. `sha256sum * | LC_ALL=C sort | sha256sum` in a folder with the parts prints the same.
 */
export function partsSha256(parts: readonly Pick<SnapshotPart, 'name' | 'sha256'>[]): string {
  const [first, second] = parts;
  if (first !== undefined && second === undefined) return first.sha256;
  const lines = parts.map(({ name, sha256 }) => Buffer.from(`${sha256}  ${name}\n`)).sort((a, b) => a.compare(b));
  return createHash('sha256').update(Buffer.concat(lines)).digest('hex');
}

/** The snapshot with the opinions of these notes instead of those it has; notes about another snapshot or mailbox are ignored. */
export function withNotes(snapshot: Snapshot, notes: readonly StoredNote[]): Snapshot {
  const about = notes.filter(
    ({ note, tenant, mailboxId: mailbox }) =>
      note.snapshot === snapshot.id && tenant === snapshot.tenant && mailbox === snapshot.mailboxId,
  );
  return { ...snapshot, ...currentOpinions(about) };
}

/**
 * What `snapshots --json` shows of a committed manifest and the notes beside it; nothing else goes in, so a rebuilt catalogue
 * shows the same. `createdAt` is the manifest's `endedAt`: the moment of the commit by the writer's clock. `sourceBytes` is the
 * sum of the parts, `storedBytes` what this night added to the store. TypeError where an identifier of the manifest is none, or
 * where it is of a hand-over's package: those are no backups.
 */
export function snapshotFromManifest(committed: CommittedManifest, notes: readonly StoredNote[]): Snapshot {
  const { manifest } = committed;
  const { kind } = manifest;
  if (kind === 'package') throw new TypeError(`${manifest.id} is a package, no snapshot of a mailbox`);
  const parts = manifest.parts.map(({ name, bytes, sha256, counts }) => ({ name, bytes, sha256, counts }));
  const bare: Snapshot = {
    id: snapshotId(manifest.id),
    tenant: tenantId(manifest.tenant),
    mailboxId: mailboxId(manifest.mailbox.id),
    mailbox: manifest.mailbox.name,
    kind,
    run: runId(manifest.run),
    night: night(manifest.night),
    createdAt: manifest.endedAt,
    status: manifest.status,
    parts,
    exceptions: manifest.exceptions,
    sourceBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    storedBytes: manifest.stored.newBytes,
    sha256: partsSha256(parts),
    counts: sumCounts(parts),
    verdict: 'UNSCANNED',
    verdictId: null,
    reasons: [],
    verified: null,
    pinned: false,
  };
  return withNotes(bare, notes);
}
