import { packageMailbox } from '../handover/index.ts';
import type { SnapshotReader, Vault } from '../vault/index.ts';

/** Open snapshots kept at once: each holds an index and up to 32 MiB of chunks; fewer makes alternating downloads open them anew. */
const KEPT = 4;

/** Opens snapshots of one tenant and keeps the last few. */
export interface Readers {
  get(mailboxId: string, snapshot: string, signal: AbortSignal): Promise<SnapshotReader>;
}

export function snapshotReaders(vault: Pick<Vault, 'open'>, tenant: string): Readers {
  const kept = new Map<string, Promise<SnapshotReader>>();
  return {
    get: async (mailboxId, snapshot, signal) => {
      const key = `${mailboxId}\n${snapshot}`;
      const known = kept.get(key);
      kept.delete(key);
      const opened = known ?? vault.open({ tenant, mailboxId }, snapshot, signal);
      kept.set(key, opened);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      try {
        return await opened;
      } catch (error) {
        if (kept.get(key) === opened) kept.delete(key);
        // Another's stop is no reason: whoever opened it first may have gone away.
        if (known !== undefined && !signal.aborted) return vault.open({ tenant, mailboxId }, snapshot, signal);
        throw error;
      }
    },
  };
}

/** Where a file of a package lies. */
export function placeOf(
  source:
    | { readonly kind: 'snapshot'; readonly mailboxId: string; readonly snapshot: string; readonly part: string }
    | {
        readonly kind: 'generated';
        readonly stream: string;
        readonly offset: number;
      },
  own: { readonly packageId: string; readonly snapshot: string },
): { readonly mailboxId: string; readonly snapshot: string; readonly part: string; readonly offset: number } {
  if (source.kind === 'snapshot') {
    const { mailboxId, snapshot, part } = source;
    return { mailboxId, snapshot, part, offset: 0 };
  }
  return {
    mailboxId: packageMailbox(own.packageId),
    snapshot: own.snapshot,
    part: source.stream,
    offset: source.offset,
  };
}
