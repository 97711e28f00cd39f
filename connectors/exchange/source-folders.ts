import type { SnapshotException } from '../../domain/index.ts';
import type { SourceFolderCount } from '../sources/index.ts';
import type { RemoteFolder, RequestState } from './protocol.ts';

/**
 * Counts of Get-MailboxFolderStatistics as a reconciliation wants them: the root is the empty path, a `/` inside a name (U+F8FF) is a `/`
 * again. Where this build counts hidden items apart, `items` are the visible ones.
 */
export function sourceFolders(folders: readonly RemoteFolder[]): readonly SourceFolderCount[] {
  return folders.map((one) => ({
    path:
      one.folderType === 'Root'
        ? []
        : one.path
            .split('/')
            .filter((name) => name !== '')
            .map((name) => name.replaceAll('\uf8ff', '/')),
    items: one.hidden === null ? one.items : Math.max(0, one.items - one.hidden),
    includesHidden: one.hidden === null,
    folderType: one.folderType === '' ? null : one.folderType,
  }));
}

/** What the source itself says is not in the files: items left out, warnings, items that only a hold keeps. */
export function exceptionsOf(
  states: readonly RequestState[],
  folders: readonly RemoteFolder[] | null,
): SnapshotException[] {
  const exceptions: SnapshotException[] = [];
  const add = (kind: SnapshotException['class'], folder: string | null, count: number, message: string): void => {
    if (count > 0) exceptions.push({ class: kind, folder, count, message });
  };
  const sum = (pick: (state: RequestState) => number): number => states.reduce((total, one) => total + pick(one), 0);
  add(
    'corrupt-at-source',
    null,
    sum((one) => one.badItems),
    'items that Exchange could not read',
  );
  add(
    'too-large',
    null,
    sum((one) => one.largeItems),
    'items above the largest message size',
  );
  for (const state of states) {
    // Bad and large items are already counted; a warning of another kind says that something is missing without saying how much.
    if (state.status === 'CompletedWithWarning' && state.badItems + state.largeItems === 0) {
      add('not-captured', null, 1, `Exchange completed the export with a warning: ${state.message}`.slice(0, 500));
    }
  }
  for (const folder of folders ?? []) {
    if (folder.folderType === 'RecoverableItemsDiscoveryHolds') {
      add(
        'not-captured',
        'Recoverable Items/DiscoveryHolds',
        folder.items,
        'items kept only by a hold are not part of an export',
      );
    }
  }
  return exceptions;
}
