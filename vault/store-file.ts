import type { OnProgress } from '../core/index.ts';
import type { ChunkIndex } from './chunk-index.ts';
import { RAW_SIZES } from './chunker.ts';
import { cutFile } from './cut-file.ts';
import { chunkId, gearTable } from './derive.ts';
import { vaultError } from './errors.ts';
import { KIND } from './frame.ts';
import { currentKeys, type Domain } from './keyring.ts';
import type { ManifestStream } from './manifest.ts';
import type { PackWriter } from './pack-writer.ts';
import { RecipeBuilder } from './recipe.ts';

/** A file that becomes a stream, and what it must be. */
export interface StreamFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly kind: number;
}

export interface StoreFileOptions {
  readonly domain: Domain;
  readonly index: ChunkIndex;
  readonly packs: PackWriter;
  /** Called for each data chunk the store held already. */
  readonly onReused: () => void;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Cuts a file into chunks, stores those the mailbox does not have, then their list. Reads the file once, in bounded
 * memory. VAULT_PART_MISMATCH where it is not what was said.
 */
export async function storeFile(file: StreamFile, options: StoreFileOptions): Promise<ManifestStream> {
  const { domain, index, packs, onReused, onProgress, signal } = options;
  const keys = currentKeys(domain);
  const recipe: { id: string; bytes: number }[] = [];
  const lists = new RecipeBuilder();
  let chunks = 0;
  let done = 0;
  const keep = async (kind: number, plain: Uint8Array): Promise<Buffer> => {
    const id = chunkId(keys.id, kind, plain);
    if (index.get(id) === null) await packs.add(id, kind, plain);
    else if (kind !== KIND.list) onReused();
    return id;
  };
  const keepList = async (list: Buffer | null): Promise<void> => {
    if (list !== null) recipe.push({ id: (await keep(KIND.list, list)).toString('hex'), bytes: list.byteLength });
  };
  const read = await cutFile(file.path, {
    gear: gearTable(keys.gear),
    sizes: RAW_SIZES,
    signal,
    limit: file.bytes,
    onChunk: async (chunk) => {
      const id = await keep(file.kind, chunk);
      chunks++;
      done += chunk.byteLength;
      await keepList(lists.add(id, chunk.byteLength));
      onProgress({ step: 'store', done, total: file.bytes, unit: 'bytes' });
    },
  });
  if (read.bytes !== file.bytes || read.sha256 !== file.sha256) {
    throw vaultError('VAULT_PART_MISMATCH', `${file.name} is not the file that was announced`, {
      facts: { part: file.name, bytes: read.bytes, announced: file.bytes },
    });
  }
  await keepList(lists.finish());
  return { name: file.name, bytes: file.bytes, sha256: file.sha256, recipe, chunks };
}
