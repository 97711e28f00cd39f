import { canonicalJson, type JsonValue } from '../core/index.ts';
import { countedPath, folderKey, visiblePath } from '../domain/index.ts';
import {
  csvRow,
  type FolderCounts,
  type FrozenPart,
  type PackageItem,
  type PartReconciliation,
  pstPath,
  reconcilePart,
} from '../handover/index.ts';
import { configurationFiles, mailboxClassesOf, type StoredClass } from './handover-configuration.ts';
import type { BagMaker } from './handover-make-bag.ts';
import { type DeliveredFolder, partItems } from './handover-part-items.ts';
import type { Readers } from './handover-readers.ts';
import { readSourceFolders, type SourceFolder } from './source-folders.ts';
import { partSource } from './verify.ts';

/** One part of a mailbox as the reconciliation lists it. */
export interface ReconciledPart extends PartReconciliation {
  readonly item: string;
  readonly mailbox: string;
  readonly kind: 'primary' | 'archive';
  readonly snapshot: string;
  readonly night: string;
  readonly verdict: string;
  readonly bag: string;
  readonly files: readonly string[];
  /** Null where the source gave no counts. */
  readonly exchange: number | null;
  readonly pst: {
    readonly items: number;
    readonly hidden: number;
    readonly folders: number;
    readonly attachments: number;
  };
  readonly delivered: number;
}

export interface MailboxBagResult {
  readonly parts: readonly ReconciledPart[];
  readonly items: readonly PackageItem[];
}

export interface MailboxBagRequest {
  readonly readers: Readers;
  /** Parts of one mailbox: primary, archive or both. */
  readonly parts: readonly FrozenPart[];
  readonly classes: Iterable<StoredClass>;
  /** Receives a row of `reconciliation.csv` for each folder. */
  readonly onRow: (row: string) => Promise<void>;
  readonly signal: AbortSignal;
}

interface FileFolders {
  readonly file: string;
  readonly sha256: string;
  readonly folders: readonly DeliveredFolder[];
}

/**
 * Fills the bag of one mailbox: its PSTs as they lie in the vault, a line for each item, every folder with its counts, its
 * settings and rights. What was delivered is set against what the PST and Exchange counted.
 */
export async function fillMailboxBag(bag: BagMaker, request: MailboxBagRequest): Promise<MailboxBagResult> {
  const { readers, signal } = request;
  const files = new Map<FrozenPart, FileFolders[]>();
  for (const part of request.parts) {
    const reader = await readers.get(part.mailboxId, part.snapshot, signal);
    for (const [at, { name, bytes, sha256 }] of part.parts.entries()) {
      const path = pstPath(part.kind, at, part.parts.length);
      const source = { kind: 'snapshot', mailboxId: part.mailboxId, snapshot: part.snapshot, part: name } as const;
      await bag.stored(path, { source, bytes, sha256, content: reader.part(name, signal) });
    }
  }
  await bag.generated('data/items.jsonl', lines());
  const folders = [...files.values()].flat();
  await bag.generated('data/folders.json', folderStream(folders));
  for (const { path, content } of configurationFiles(
    mailboxClassesOf(request.classes, request.parts[0]?.mailboxId ?? ''),
  )) {
    await bag.generated(path, content);
  }
  const parts: ReconciledPart[] = [];
  for (const part of request.parts) parts.push(await reconcile(bag, request, part, files.get(part) ?? []));
  return { parts, items: parts.map((one) => itemOf(bag, one, request.parts)) };

  async function* lines(): AsyncGenerator<Uint8Array> {
    for (const part of request.parts) {
      const reader = await readers.get(part.mailboxId, part.snapshot, signal);
      const own: FileFolders[] = [];
      files.set(part, own);
      for (const [at, { name, bytes, sha256, counts }] of part.parts.entries()) {
        const file = pstPath(part.kind, at, part.parts.length);
        const found: DeliveredFolder[] = [];
        own.push({ file, sha256, folders: found });
        // What is no readable PST is delivered as it is; it has no items that anybody could list.
        if (counts === null) continue;
        yield* partItems(partSource(reader, name, bytes), {
          file,
          fileSha256: sha256,
          sound: part.status === 'ok' || !part.exceptions.some((one) => one.class === 'damaged'),
          onFolder: (folder) => found.push(folder),
          signal,
        });
      }
    }
  }
}

/** `data/folders.json`: every folder of every PST, empty ones too. */
async function* folderStream(files: readonly FileFolders[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"files":[');
  for (const [at, { file, sha256, folders }] of files.entries()) {
    const head = canonicalJson({ file, sha256 });
    yield Buffer.from(`${at === 0 ? '' : ','}\n${head.slice(0, -1)},"folders":[`);
    for (const [number, folder] of folders.entries()) {
      yield Buffer.from(`${number === 0 ? '' : ','}\n${canonicalJson(wellFormed(folder))}`);
    }
    yield Buffer.from('\n]}');
  }
  yield Buffer.from('\n],"format":1}\n');
}

function wellFormed({ path, ipmPath, containerClass, ...rest }: DeliveredFolder): JsonValue {
  const names = (list: readonly string[]): string[] => list.map((one) => one.toWellFormed());
  return {
    ...rest,
    path: names(path),
    ipmPath: ipmPath === null ? null : names(ipmPath),
    containerClass: containerClass?.toWellFormed() ?? null,
  };
}

async function reconcile(
  bag: BagMaker,
  { readers, onRow, signal }: MailboxBagRequest,
  part: FrozenPart,
  files: readonly FileFolders[],
): Promise<ReconciledPart> {
  const reader = await readers.get(part.mailboxId, part.snapshot, signal);
  const counted = await readSourceFolders(reader, signal);
  const rows = folderRows(files, counted);
  for (const row of rows) {
    const fields = [
      part.mailbox,
      part.kind,
      row.path.join('/'),
      row.exchange ?? '',
      row.pst,
      row.hidden,
      row.delivered,
    ];
    await onRow(csvRow(fields));
  }
  const sum = (pick: (row: FolderCounts) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  const { item, mailbox, kind, snapshot, night, verdict } = part;
  return {
    ...reconcilePart(part, rows),
    item,
    mailbox,
    kind,
    snapshot,
    night,
    verdict,
    bag: bag.name,
    files: files.map((one) => one.file),
    exchange: counted === null ? null : sum((row) => row.exchange ?? 0),
    pst: {
      items: sum((row) => row.pst),
      hidden: sum((row) => row.hidden),
      folders: files.reduce((total, one) => total + one.folders.filter((folder) => !folder.isSearchFolder).length, 0),
      attachments: part.parts.reduce((total, one) => total + (one.counts?.attachments ?? 0), 0),
    },
    delivered: sum((row) => row.delivered),
  };
}

/** Folders that several files share are one row; a folder that only the source counted is one too. */
function folderRows(files: readonly FileFolders[], counted: readonly SourceFolder[] | null): readonly FolderCounts[] {
  const rows = new Map<string, { -readonly [K in keyof FolderCounts]: FolderCounts[K] }>();
  const exchange = new Map((counted ?? []).map((one) => [folderKey(countedPath(one)), one]));
  for (const folder of files.flatMap((one) => one.folders)) {
    if (folder.isSearchFolder) continue;
    const visible = visiblePath(folder);
    const key = folderKey(visible ?? ['\0', ...folder.path]);
    const row = rows.get(key) ?? { path: folder.path, exchange: null, pst: 0, hidden: 0, delivered: 0 };
    row.pst += folder.items;
    row.hidden += folder.associated;
    row.delivered += folder.delivered;
    row.exchange = exchange.get(key)?.items ?? null;
    rows.set(key, row);
  }
  for (const [key, one] of exchange) {
    if (!rows.has(key)) rows.set(key, { path: countedPath(one), exchange: one.items, pst: 0, hidden: 0, delivered: 0 });
  }
  return [...rows.values()];
}

function itemOf(bag: BagMaker, one: ReconciledPart, parts: readonly FrozenPart[]): PackageItem {
  const frozen = parts.find(({ item }) => item === one.item);
  const kind = one.kind === 'primary' ? { fr: 'boîte', en: 'mailbox' } : { fr: 'archive', en: 'archive' };
  return {
    id: one.item,
    kind: one.kind,
    label: { fr: `${one.mailbox} (${kind.fr})`, en: `${one.mailbox} (${kind.en})` },
    bag: bag.name,
    count: one.delivered,
    bytes: (frozen?.parts ?? []).reduce((sum, { bytes }) => sum + bytes, 0),
    files: [...one.files, 'data/items.jsonl', 'data/folders.json'].map((path) => bag.id(path)),
    verdict: frozen?.verdict ?? null,
    night: one.night,
    exceptions: one.differences,
  };
}
