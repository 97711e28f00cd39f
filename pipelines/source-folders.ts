import type { SourceFolderCount } from '../connectors/sources/index.ts';
import { canonicalJson, collectBytes, hasCode, type JsonValue } from '../core/index.ts';
import type { SnapshotReader } from '../vault/index.ts';

/** Stream of a snapshot that holds what the source counted in each folder, just before its export. */
export const SOURCE_FOLDERS_STREAM = 'facts/source-folders';
/** Counts of folders above this are none. */
const LIMIT = 64 * 1024 * 1024;

export type SourceFolder = SourceFolderCount;

/** The counts as a stream beside the parts: one folder a line. */
export async function* sourceFoldersStream(folders: readonly SourceFolder[]): AsyncGenerator<Uint8Array> {
  for (const { path, items, includesHidden, folderType } of folders) {
    const names = path.map((one) => one.toWellFormed());
    yield Buffer.from(`${canonicalJson({ path: names, items, includesHidden, folderType })}\n`);
  }
}

/** What the source counted; null where it has no counts, or the snapshot was made before they were kept. */
export async function readSourceFolders(
  reader: SnapshotReader,
  signal: AbortSignal,
): Promise<readonly SourceFolder[] | null> {
  let text: string;
  try {
    text = (await collectBytes(reader.part(SOURCE_FOLDERS_STREAM, signal), LIMIT)).toString('utf8');
  } catch (error) {
    if (hasCode(error, 'VAULT_PART_NOT_FOUND')) return null;
    throw error;
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const { path, items, includesHidden, folderType } = JSON.parse(line) as Record<string, JsonValue>;
      return {
        path: Array.isArray(path) ? path.map(String) : [],
        items: Number(items),
        includesHidden: includesHidden === true,
        folderType: typeof folderType === 'string' ? folderType : null,
      };
    });
}
