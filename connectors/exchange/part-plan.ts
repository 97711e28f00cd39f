import type { RemoteFolder } from './protocol.ts';

/** What one request takes of a mailbox; both lists empty: everything. */
export interface PartSelection {
  readonly includeFolders: readonly string[];
  readonly excludeFolders: readonly string[];
  readonly excludeDumpster: boolean;
}

const WHOLE: PartSelection = { includeFolders: [], excludeFolders: [], excludeDumpster: false };

/**
 * Cuts a mailbox into requests whose PSTs stay below `limit`, by top folders with all below them. The last part takes what the others do not
 * name (and Recoverable Items), so that the union is the whole mailbox even if a folder appears meanwhile; the others leave Recoverable
 * Items out, which otherwise come along with every part. Null when one top folder alone is too large: nothing smaller can be named safely.
 */
export function planParts(
  folders: readonly RemoteFolder[],
  totalBytes: number | null,
  limit: number,
): readonly PartSelection[] | null {
  if (totalBytes === null || totalBytes <= limit) return [WHOLE];
  const tops = new Map<string, number>();
  let rest = 0;
  for (const folder of folders) {
    const bytes = folder.bytes ?? 0;
    const [, top] = folder.path.split('/');
    const named = folder.folderType !== 'Root' && !folder.folderType.startsWith('RecoverableItems');
    // A `/` inside a name (U+F8FF here) and a `*` have no documented spelling in a request: such folders stay with the remainder.
    if (named && top !== undefined && !/[\uf8ff*]/.test(top)) tops.set(top, (tops.get(top) ?? 0) + bytes);
    else rest += bytes;
  }
  // What the sizes of the folders do not explain (deleted items, another moment) may be in the remainder.
  const explained = folders.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  rest += Math.max(0, totalBytes - explained);
  const groups: { names: string[]; bytes: number }[] = [];
  for (const [name, bytes] of [...tops].sort((a, b) => b[1] - a[1])) {
    if (bytes > limit) return null;
    const group = groups.find((one) => one.bytes + bytes <= limit);
    if (group === undefined) groups.push({ names: [name], bytes });
    else {
      group.names.push(name);
      group.bytes += bytes;
    }
  }
  // The remainder part must have room for what no group names.
  const last = groups.findLast((one) => one.bytes + rest <= limit);
  if (rest > limit) return null;
  const named = groups.filter((one) => one !== last);
  const pattern = (name: string): string => `${name.startsWith('#') ? '\\' : ''}${name}/*`;
  return [
    ...named.map((one) => ({ includeFolders: one.names.map(pattern), excludeFolders: [], excludeDumpster: true })),
    { includeFolders: [], excludeFolders: named.flatMap((one) => one.names.map(pattern)), excludeDumpster: false },
  ];
}
