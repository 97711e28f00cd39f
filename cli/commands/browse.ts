import type { Command } from 'commander';
import { findSnapshot, partSource } from '../../daemon/index.ts';
import { openPst, type PstFile, type PstFolder, type PstItem } from '../../pst/index.ts';
import { type CommandContext, column, line, table } from '../command.ts';
import { cliError } from '../errors.ts';
import { type Register, wholeNumber } from '../register.ts';

const itemColumns = [
  column('Dossier', 'Folder'),
  column('Reçu', 'Delivered'),
  column('De', 'From'),
  column('Objet', 'Subject'),
  column('Taille', 'Size', 'right'),
];

/** `ls SNAPSHOT [FOLDER]` and `search SNAPSHOT QUERY`: look inside without restoring; only what is needed is read. */
export const registerBrowse: Register = (program: Command, run) => {
  program
    .command('ls')
    .argument('<snapshot>', 'id of a snapshot, or the start of one')
    .argument('[folder]', 'path of a folder, / between names')
    .description('folders of a snapshot, or the items of one folder')
    .option('--limit <n>', 'most items shown', wholeNumber(1, 100_000), 200)
    .action(
      run<{ readonly limit: number }>(async (context, { limit }, id = '', folder) => {
        const file = await openInside(context, id);
        return folder === undefined
          ? listFolders(file, context.signal)
          : listItems(file, folder, limit, context.signal);
      }),
    );

  program
    .command('search')
    .argument('<snapshot>', 'id of a snapshot, or the start of one')
    .argument('<query>', 'words in subject or sender; all must occur')
    .description('find items by subject and sender')
    .option('--limit <n>', 'most items shown', wholeNumber(1, 100_000), 200)
    .action(
      run<{ readonly limit: number }>(async (context, { limit }, id = '', query = '') => {
        const file = await openInside(context, id);
        const words = fold(query)
          .split(/\s+/)
          .filter((word) => word !== '');
        const found: ReturnType<typeof itemDocument>[] = [];
        search: for await (const folder of file.folders(context.signal)) {
          if (folder.isSearchFolder) continue;
          for await (const item of file.items(folder, context.signal)) {
            const text = fold(`${item.subject} ${item.sender.name ?? ''} ${item.sender.smtpAddress ?? ''}`);
            if (!item.associated && words.every((word) => text.includes(word))) found.push(itemDocument(item));
            if (found.length >= limit) break search;
          }
        }
        return {
          document: { items: found },
          blocks: [table(itemColumns, found.map(itemRow)), line(`${found.length} trouvé(s)`, `${found.length} found`)],
          exit: 'done',
        };
      }),
    );
};

async function openInside(context: CommandContext, id: string): Promise<PstFile> {
  const app = await context.app();
  const snapshot = await findSnapshot(await app.catalog(), id);
  const reader = await (await app.vault()).open(
    { tenant: snapshot.tenant, mailboxId: snapshot.mailboxId },
    snapshot.id,
    context.signal,
  );
  const part = snapshot.parts[0];
  if (part === undefined || part.counts === null) {
    throw cliError('FOLDER_NOT_FOUND', 'this snapshot holds no readable PST', {
      hint: 'Restore it whole with coffre restore.',
    });
  }
  const mode = snapshot.status === 'ok' ? 'strict' : 'salvage';
  return openPst(partSource(reader, part.name, part.bytes), { mode, signal: context.signal });
}

async function listFolders(file: PstFile, signal: AbortSignal) {
  const folders = [];
  for await (const folder of file.folders(signal)) {
    if (folder.isSearchFolder) continue;
    folders.push({ path: `/${folder.path.join('/')}`, items: folder.items, associated: folder.associated });
  }
  const rows = folders.map((one) => [one.path, String(one.items), String(one.associated)]);
  const columns = [
    column('Dossier', 'Folder'),
    column('Éléments', 'Items', 'right'),
    column('Cachés', 'Hidden', 'right'),
  ];
  return { document: { folders }, blocks: [table(columns, rows)], exit: 'done' } as const;
}

async function listItems(file: PstFile, wanted: string, limit: number, signal: AbortSignal) {
  const folder = await findFolder(file, wanted, signal);
  const items: ReturnType<typeof itemDocument>[] = [];
  for await (const item of file.items(folder, signal)) {
    if (item.associated) continue;
    items.push(itemDocument(item));
    if (items.length >= limit) break;
  }
  return {
    document: { folder: wanted, items },
    blocks: [table(itemColumns, items.map(itemRow))],
    exit: 'done',
  } as const;
}

async function findFolder(file: PstFile, wanted: string, signal: AbortSignal): Promise<PstFolder> {
  const path = fold(wanted).replace(/^\/|\/$/g, '');
  for await (const folder of file.folders(signal)) {
    if (!folder.isSearchFolder && fold(folder.path.join('/')) === path) return folder;
  }
  throw cliError('FOLDER_NOT_FOUND', `no folder ${JSON.stringify(wanted.slice(0, 120))} in this snapshot`);
}

function itemDocument(item: PstItem) {
  return {
    id: item.nid.toString(16),
    folder: `/${item.folder.join('/')}`,
    class: item.messageClass,
    subject: item.subject,
    from: item.sender.smtpAddress ?? item.sender.name ?? '',
    deliveredAt: item.deliveryTime?.toISOString() ?? null,
    bytes: item.size,
  };
}

function itemRow(item: ReturnType<typeof itemDocument>): string[] {
  return [
    item.folder,
    item.deliveredAt?.slice(0, 16).replace('T', ' ') ?? '–',
    item.from,
    item.subject,
    String(item.bytes),
  ];
}

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
