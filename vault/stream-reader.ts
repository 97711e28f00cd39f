import type { ObjectStore } from '../connectors/objects/index.ts';
import type { ChunkIndex } from './chunk-index.ts';
import { MAX_CHUNK_BYTES } from './chunker.ts';
import { vaultError } from './errors.ts';
import { KIND } from './frame.ts';
import type { Domain } from './keyring.ts';
import type { ManifestStream } from './manifest.ts';
import { fetchChunks, type WantedChunk } from './pack-reader.ts';
import { LIST_ENTRY_BYTES } from './recipe.ts';

/** Plain bytes in flight at a time while a stream is read in order; two such windows are held. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** What reading needs: the store, the mailbox's keys, and where its chunks are. */
export interface ChunkSource {
  readonly store: ObjectStore;
  readonly domain: Domain;
  readonly index: ChunkIndex;
}

/** The chunks of a stream with where each ends in it: 40 bytes a chunk. */
export interface ResolvedStream {
  readonly name: string;
  readonly bytes: number;
  readonly kind: number;
  readonly ids: Buffer;
  readonly ends: Float64Array;
}

export function kindOf(stream: { readonly name: string }): number {
  return stream.name.startsWith('facts/') ? KIND.facts : KIND.raw;
}

/** Where a chunk lies. VAULT_OBJECT_MISSING where no usable pack holds it; VAULT_OBJECT_CORRUPT where its facts differ. */
function locate(
  source: ChunkSource,
  id: Uint8Array,
  wanted: { readonly kind: number; readonly raw: number },
  of: string,
): WantedChunk {
  const place = source.index.get(id);
  if (place === null) throw vaultError('VAULT_OBJECT_MISSING', `a chunk of ${of} is in no pack that is left`);
  if (place.kind !== wanted.kind || place.raw !== wanted.raw) {
    throw vaultError('VAULT_OBJECT_CORRUPT', `the index contradicts the recipe of ${of}`);
  }
  return { id, place };
}

/** Reads the recipe: the list chunks, checked against the manifest's sums. */
export async function resolveStream(
  source: ChunkSource,
  stream: ManifestStream,
  signal: AbortSignal,
): Promise<ResolvedStream> {
  const wrong = (): Error => vaultError('VAULT_OBJECT_CORRUPT', `the recipe of ${stream.name} does not add up`);
  const lists: Buffer[] = [];
  let size = 0;
  for (const { id, bytes } of stream.recipe) {
    if (bytes > MAX_CHUNK_BYTES || bytes % LIST_ENTRY_BYTES !== 0) throw wrong();
    size += bytes;
    if (size > stream.chunks * LIST_ENTRY_BYTES) throw wrong();
    const chunk = locate(source, Buffer.from(id, 'hex'), { kind: KIND.list, raw: bytes }, stream.name);
    lists.push(...(await fetchChunks(source.store, source.domain, [chunk], signal)));
  }
  if (size !== stream.chunks * LIST_ENTRY_BYTES) throw wrong();
  const ids = Buffer.alloc(stream.chunks * 32);
  const ends = new Float64Array(stream.chunks);
  let at = 0;
  let end = 0;
  for (const list of lists) {
    for (let offset = 0; offset < list.byteLength; offset += LIST_ENTRY_BYTES, at++) {
      list.copy(ids, at * 32, offset, offset + 32);
      end += list.readUInt32LE(offset + 32);
      ends[at] = end;
    }
  }
  if (end !== stream.bytes) throw wrong();
  return { name: stream.name, bytes: stream.bytes, kind: kindOf(stream), ids, ends };
}

export function chunkStart(stream: ResolvedStream, at: number): number {
  return at === 0 ? 0 : (stream.ends[at - 1] as number);
}

/** Chunk `at` of the stream, found in the index. */
export function locateChunk(source: ChunkSource, stream: ResolvedStream, at: number): WantedChunk {
  const raw = (stream.ends[at] as number) - chunkStart(stream, at);
  return locate(source, stream.ids.subarray(at * 32, at * 32 + 32), { kind: stream.kind, raw }, stream.name);
}

/** The bytes of a stream in order; the next window is fetched while the reader works on this one. */
export async function* readStream(
  source: ChunkSource,
  stream: ResolvedStream,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let at = 0;
  const next = (): Promise<readonly Buffer[]> | null => {
    if (at >= stream.ends.length) return null;
    const chunks: WantedChunk[] = [];
    for (let bytes = 0; at < stream.ends.length && bytes < WINDOW_BYTES; at++) {
      const chunk = locateChunk(source, stream, at);
      chunks.push(chunk);
      bytes += chunk.place.raw;
    }
    const work = fetchChunks(source.store, source.domain, chunks, signal);
    work.catch(() => undefined);
    return work;
  };
  for (let window = next(); window !== null; ) {
    const chunks = await window;
    window = next();
    yield* chunks;
  }
}
