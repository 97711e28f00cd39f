/** What decides whether a manifest counts (vault.md § 8.4): its place in its mailbox and the fence it was written under. */
export interface ManifestPlace {
  readonly tenant: string;
  readonly mailboxId: string;
  readonly seq: number;
  readonly fence: number;
  readonly key: string;
}

/**
 * `stale-fence`: written under a fence below that of an earlier seq, by a writer whose lease had been taken over.
 * `same-seq`: another manifest with the same seq has a higher fence (or, the fences being equal, the lower key).
 */
export type VoidReason = 'stale-fence' | 'same-seq';

/** The order in which `manifestJudge` must be asked. */
export function compareManifestPlaces(a: ManifestPlace, b: ManifestPlace): number {
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return (
    text(a.tenant, b.tenant) ||
    text(a.mailboxId, b.mailboxId) ||
    a.seq - b.seq ||
    b.fence - a.fence ||
    text(a.key, b.key)
  );
}

/** A judge to be asked once for each manifest in the order of `compareManifestPlaces`; null: it counts. Remembers one mailbox. */
export function manifestJudge(): (place: ManifestPlace) => VoidReason | null {
  let last: ManifestPlace | undefined;
  let highest = 0;
  return (place) => {
    const sameMailbox = last?.tenant === place.tenant && last.mailboxId === place.mailboxId;
    const sameSeq = sameMailbox && last?.seq === place.seq;
    last = place;
    if (!sameMailbox) highest = 0;
    if (sameSeq) return 'same-seq';
    if (place.fence < highest) return 'stale-fence';
    highest = place.fence;
    return null;
  };
}
