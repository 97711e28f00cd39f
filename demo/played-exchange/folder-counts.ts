import { stat } from 'node:fs/promises';
import type { RemoteFolder } from '../../connectors/exchange/index.ts';
import { fileByteSource, openPst, type PstFile, type PstFolder } from '../../pst/index.ts';

/** What Get-MailboxFolderStatistics shows of a mailbox that holds a PST's content, and the sums of it. */
export interface MailboxCounts {
  readonly folders: readonly RemoteFolder[];
  /** Visible items, hidden ones apart. */
  readonly items: number;
  readonly hidden: number;
  /** Sum of the item sizes: smaller than the PST, as with a real mailbox. */
  readonly bytes: number;
}

/** Counts by file, counted again when the file's size or time changed. */
export type CountMailbox = (pst: string, signal: AbortSignal) => Promise<MailboxCounts>;

export function folderCounter(): CountMailbox {
  const known = new Map<string, { readonly stamp: string; readonly counts: MailboxCounts }>();
  return async (pst, signal) => {
    const { mtimeMs, size } = await stat(pst);
    const stamp = `${mtimeMs} ${size}`;
    const found = known.get(pst);
    if (found?.stamp === stamp) return found.counts;
    const counts = await countFile(pst, signal);
    known.set(pst, { stamp, counts });
    return counts;
  };
}

async function countFile(path: string, signal: AbortSignal): Promise<MailboxCounts> {
  const source = await fileByteSource(path);
  try {
    return await countMailbox(await openPst(source, { mode: 'salvage', signal }), signal);
  } finally {
    await source.close();
  }
}

/** Exchange counts what lies in the IPM subtree, hidden (associated) items included in ItemsInFolder; search folders are no folders to it. */
async function countMailbox(file: PstFile, signal: AbortSignal): Promise<MailboxCounts> {
  const folders: RemoteFolder[] = [];
  let items = 0;
  let hidden = 0;
  let bytes = 0;
  for await (const folder of file.folders(signal)) {
    if (folder.ipmPath === null || folder.isSearchFolder) continue;
    let folderBytes = 0;
    for await (const item of file.items(folder, signal)) folderBytes += Math.max(0, item.size);
    folders.push({
      ...placeOf(folder.ipmPath, folder),
      items: folder.items + folder.associated,
      hidden: folder.associated,
      bytes: folderBytes,
    });
    items += folder.items;
    hidden += folder.associated;
    bytes += folderBytes;
  }
  return { folders, items, hidden, bytes };
}

function placeOf(path: readonly string[], folder: PstFolder): { path: string; folderType: string } {
  if (path.length === 0) return { path: '/Top of Information Store', folderType: 'Root' };
  // A `/` inside a name is shown as U+F8FF (exchange Get-MailboxFolderStatistics, FolderPath).
  const shown = `/${path.map((name) => name.replaceAll('/', '\uf8ff')).join('/')}`;
  return { path: shown, folderType: path.length === 1 ? typeOf(folder.name) : 'User Created' };
}

const WELL_KNOWN: readonly (readonly [type: string, names: readonly string[]])[] = [
  ['Inbox', ['inbox', 'boîte de réception', 'gelen kutusu']],
  ['SentItems', ['sent items', 'éléments envoyés', 'gönderilmiş öğeler']],
  ['DeletedItems', ['deleted items', 'éléments supprimés', 'silinen öğeler']],
  ['Drafts', ['drafts', 'brouillons', 'taslaklar']],
  ['Calendar', ['calendar', 'calendrier', 'takvim']],
  ['Contacts', ['contacts', 'kişiler']],
  ['Tasks', ['tasks', 'tâches', 'görevler']],
  ['Notes', ['notes', 'notlar']],
  ['Journal', ['journal', 'günlük']],
  ['JunkEmail', ['junk e-mail', 'junk email', 'courrier indésirable']],
  ['Outbox', ['outbox', "boîte d'envoi", 'giden kutusu']],
];

function typeOf(name: string): string {
  const folded = name.normalize('NFC').toLowerCase();
  return WELL_KNOWN.find(([, names]) => names.includes(folded))?.[0] ?? 'User Created';
}
