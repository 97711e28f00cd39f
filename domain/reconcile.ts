import { EXPLAINED, type SnapshotException, type SnapshotStatus } from './snapshot.ts';

/** A folder as the source counted it just before the export. */
export interface CountedFolder {
  /** From the mailbox's visible root. */
  readonly path: readonly string[];
  readonly items: number;
  /** `items` includes hidden (associated) items, as Exchange's ItemsInFolder does. */
  readonly includesHidden: boolean;
  /** Language-neutral kind where the source has one (`Inbox`, `RecoverableItemsDeletions`…). */
  readonly folderType: string | null;
}

/** A folder as the PST holds it. */
export interface StoredFolder {
  /** From the root of the file. */
  readonly path: readonly string[];
  /** From the visible root, or null outside it. */
  readonly ipmPath: readonly string[] | null;
  readonly isSearchFolder: boolean;
  readonly items: number;
  readonly associated: number;
  /** Items delivered or created at or after `frozenAt`; absent where nobody looked. */
  readonly arrivedAfterFreeze?: number;
}

export interface ReconcileInput {
  /** Null where the source has no counts: then nothing is compared. */
  readonly source: readonly CountedFolder[] | null;
  /** Folders of all parts of the export; a folder that is split over several parts is added up. */
  readonly pst: readonly StoredFolder[];
  /** What the source itself says is missing. */
  readonly reported: readonly SnapshotException[];
  /** Instant after which a change of the mailbox may be missing, ISO 8601; quoted in messages. */
  readonly frozenAt: string;
}

export interface Reconciliation {
  readonly status: SnapshotStatus;
  /** What the comparison found, beside what the source reported. */
  readonly exceptions: readonly SnapshotException[];
  readonly compared: { readonly folders: number; readonly sourceItems: number; readonly pstItems: number };
}

/** A mailbox with more folders than this differs in a way that a list does not help to read; the rest is summed up. */
const MAX_LISTED = 200;

/** Fixed in every language; everything below it lies outside the visible root in a PST. */
const RECOVERABLE_ITEMS = 'Recoverable Items';

interface Sum {
  readonly path: readonly string[];
  source: { items: number; includesHidden: boolean } | null;
  items: number;
  associated: number;
  /** Null as soon as one part does not know. */
  arrived: number | null;
}

/** Names compare after Unicode NFC. */
export function folderKey(path: readonly string[]): string {
  return JSON.stringify(path.map((name) => name.normalize('NFC')));
}

/** Where a stored folder stands from the source's point of view; null for service folders, which no source counts. */
export function visiblePath(folder: StoredFolder): readonly string[] | null {
  if (folder.ipmPath !== null) return folder.ipmPath;
  const at = folder.path.indexOf(RECOVERABLE_ITEMS);
  return at < 0 ? null : folder.path.slice(at);
}

/**
 * Recoverable Items by its type, other paths as they are. Get-MailboxFolderStatistics lists the folders below it with or
 * without its name (`/Deletions`): they stand below it all the same.
 */
export function countedPath({ path, folderType }: CountedFolder): readonly string[] {
  if (folderType?.startsWith('RecoverableItems') !== true) return path;
  const at = path.indexOf(RECOVERABLE_ITEMS);
  if (at >= 0) return path.slice(at);
  return folderType === 'RecoverableItemsRoot' ? [RECOVERABLE_ITEMS] : [RECOVERABLE_ITEMS, ...path];
}

/**
 * Compares what the source counted with what the PST holds, folder by folder, and classes each difference.
 *
 * - Exchange's count includes hidden items, a PST keeps them apart: items + associated must equal it. The share that is
 *   associated is told as `hidden`.
 * - The PST has more: `arrived-after-freeze` as far as its items were delivered after the count (all of it where nobody
 *   looked at delivery times), the rest `unexplained`.
 * - The PST has less: covered by what the source reported for this folder, then by what it reported for the whole mailbox;
 *   what is left is `unexplained`. A folder of the source that is nowhere in the PST is such a case with all its items; an
 *   empty one is no difference.
 * - Search folders hold no items of their own and are left out; so are folders outside the visible root (free/busy data,
 *   views), which no source counts. Recoverable Items stand there too and are compared.
 *
 * Only `hidden` and `arrived-after-freeze` leave the status ok.
 */
export function reconcileFolders(input: ReconcileInput): Reconciliation {
  const { source, pst, reported, frozenAt } = input;
  if (source === null) return finish([], reported, { folders: 0, sourceItems: 0, pstItems: 0 });
  const sums = new Map<string, Sum>();
  const sumAt = (path: readonly string[]): Sum => {
    const key = folderKey(path);
    const known = sums.get(key);
    if (known !== undefined) return known;
    const made: Sum = { path, source: null, items: 0, associated: 0, arrived: 0 };
    sums.set(key, made);
    return made;
  };
  let sourceItems = 0;
  let pstItems = 0;
  for (const folder of source) {
    const sum = sumAt(countedPath(folder));
    sum.source = {
      items: (sum.source?.items ?? 0) + folder.items,
      includesHidden: folder.includesHidden || sum.source?.includesHidden === true,
    };
    sourceItems += folder.items;
  }
  for (const folder of pst) {
    const path = folder.isSearchFolder ? null : visiblePath(folder);
    if (path === null) continue;
    const sum = sumAt(path);
    sum.items += folder.items;
    sum.associated += folder.associated;
    sum.arrived =
      sum.arrived === null || folder.arrivedAfterFreeze === undefined ? null : sum.arrived + folder.arrivedAfterFreeze;
    pstItems += folder.items;
  }
  const excuses = new Excuses(reported);
  const exceptions = [...sums.values()].flatMap((sum) => compareFolder(sum, excuses, frozenAt));
  return finish(exceptions, reported, { folders: sums.size, sourceItems, pstItems });
}

function compareFolder(sum: Sum, excuses: Excuses, frozenAt: string): readonly SnapshotException[] {
  const folder = sum.path.map((name) => name.normalize('NFC')).join('/');
  const exception = (kind: SnapshotException['class'], count: number, message: string): SnapshotException => ({
    class: kind,
    folder,
    count,
    message,
  });
  // A folder of the file that the source does not know counts as empty there.
  const counted = sum.source ?? { items: 0, includesHidden: false };
  const stored = sum.items + (counted.includesHidden ? sum.associated : 0);
  const found: SnapshotException[] = [];
  if (counted.includesHidden && sum.associated > 0) {
    found.push(exception('hidden', sum.associated, 'hidden items, which the source counts with the others'));
  }
  const more = stored - counted.items;
  if (more > 0) {
    const arrived = sum.arrived === null ? more : Math.min(more, sum.arrived);
    if (arrived > 0) {
      found.push(exception('arrived-after-freeze', arrived, `in the export beyond what was counted at ${frozenAt}`));
    }
    if (more > arrived) {
      found.push(
        exception('unexplained', more - arrived, 'more in the export than the source counted, none of it new'),
      );
    }
  } else if (more < 0) {
    const left = excuses.take(folder, -more);
    if (left > 0) found.push(exception('unexplained', left, 'counted by the source and not in the export'));
  }
  return found;
}

/** What the source reported as missing, used up folder by folder, then from what it reported without a folder. */
class Excuses {
  readonly #byFolder = new Map<string | null, number>();

  constructor(reported: readonly SnapshotException[]) {
    for (const { class: kind, folder, count } of reported) {
      if (kind !== 'corrupt-at-source' && kind !== 'too-large' && kind !== 'not-captured') continue;
      const key = folder?.normalize('NFC') ?? null;
      this.#byFolder.set(key, (this.#byFolder.get(key) ?? 0) + count);
    }
  }

  /** How many of `missing` items stay without a reason. */
  take(folder: string, missing: number): number {
    let left = missing;
    for (const key of [folder, null]) {
      const used = Math.min(left, this.#byFolder.get(key) ?? 0);
      this.#byFolder.set(key, (this.#byFolder.get(key) ?? 0) - used);
      left -= used;
    }
    return left;
  }
}

function finish(
  exceptions: readonly SnapshotException[],
  reported: readonly SnapshotException[],
  compared: Reconciliation['compared'],
): Reconciliation {
  const status = [...exceptions, ...reported].every((one) => EXPLAINED.has(one.class)) ? 'ok' : 'partial';
  return { status, exceptions: listed(exceptions), compared };
}

/** The gravest first when there are too many, the rest in one line a class. */
function listed(exceptions: readonly SnapshotException[]): readonly SnapshotException[] {
  if (exceptions.length <= MAX_LISTED) return exceptions;
  const byGravity = [...exceptions].sort((a, b) => Number(EXPLAINED.has(a.class)) - Number(EXPLAINED.has(b.class)));
  const rest = new Map<SnapshotException['class'], { folders: number; count: number }>();
  for (const { class: kind, count } of byGravity.slice(MAX_LISTED)) {
    const sum = rest.get(kind) ?? { folders: 0, count: 0 };
    rest.set(kind, { folders: sum.folders + 1, count: sum.count + count });
  }
  const summed = [...rest].map(
    ([kind, { folders, count }]): SnapshotException => ({
      class: kind,
      folder: null,
      count,
      message: `in ${folders} more folders`,
    }),
  );
  return [...byGravity.slice(0, MAX_LISTED), ...summed];
}
