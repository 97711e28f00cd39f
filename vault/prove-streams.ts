import { createHash } from 'node:crypto';
import type { CodedError, OnProgress } from '../core/index.ts';
import type { PackInfo } from './chunk-index.ts';
import { isDamage, vaultError } from './errors.ts';
import type { ManifestStream } from './manifest.ts';
import { type ChunkSource, locateChunk, readStream, resolveStream } from './stream-reader.ts';

/** Decodes a stream from the store alone: VAULT_PART_MISMATCH where its SHA-256 is another, VAULT_OBJECT_* where it does not decode. */
export async function proveStream(
  source: ChunkSource,
  stream: ManifestStream,
  options: { readonly onProgress: OnProgress; readonly signal: AbortSignal },
): Promise<void> {
  const { onProgress, signal } = options;
  const hash = createHash('sha256');
  let done = 0;
  for await (const bytes of readStream(source, await resolveStream(source, stream, signal), signal)) {
    signal.throwIfAborted();
    hash.update(bytes);
    done += bytes.byteLength;
    onProgress({ step: 'decode', done, total: stream.bytes, unit: 'bytes' });
  }
  if (hash.digest('hex') !== stream.sha256) {
    throw vaultError('VAULT_PART_MISMATCH', `${stream.name} decodes to other bytes than were exported`);
  }
}

/** As `proveStream` for each; the key of a pack that holds a bad chunk where there is one, null when all is well. */
export async function proveStreams(
  source: ChunkSource,
  streams: readonly ManifestStream[],
  options: { readonly onProgress: OnProgress; readonly signal: AbortSignal },
): Promise<{ readonly pack: string; readonly error: CodedError } | null> {
  for (const stream of streams) {
    try {
      await proveStream(source, stream, options);
    } catch (error) {
      const pack = isDamage(error) ? error.facts['object'] : undefined;
      if (typeof pack !== 'string') throw error;
      return { pack, error: error as CodedError };
    }
  }
  return null;
}

/** Every pack that holds a chunk of these streams or of their lists. */
export async function packsOf(
  source: ChunkSource,
  streams: readonly ManifestStream[],
  signal: AbortSignal,
): Promise<readonly PackInfo[]> {
  const packs = new Map<string, PackInfo>();
  for (const stream of streams) {
    for (const { id } of stream.recipe) {
      const place = source.index.get(Buffer.from(id, 'hex'));
      if (place !== null) packs.set(place.pack.key, place.pack);
    }
    const resolved = await resolveStream(source, stream, signal);
    for (let at = 0; at < resolved.ends.length; at++) {
      const { pack } = locateChunk(source, resolved, at).place;
      packs.set(pack.key, pack);
    }
  }
  return [...packs.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
