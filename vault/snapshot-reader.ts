import type { VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import type { Domain } from './keyring.ts';
import { type LoadedIndex, loadIndex } from './load-index.ts';
import type { CommittedManifest } from './manifest.ts';
import { fetchChunks } from './pack-reader.ts';
import {
  type ChunkSource,
  chunkStart,
  locateChunk,
  type ResolvedStream,
  readStream,
  resolveStream,
} from './stream-reader.ts';
import type { SnapshotReader } from './vault.ts';

/** Decoded chunks kept for random access: a PST reader comes back to the same pages. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** Chunks fetched at once by one `read`. */
const READ_CHUNKS = 16;

/** Opens a committed snapshot: its index is loaded, its recipes when a stream is first read. */
export async function openSnapshot(
  context: VaultContext,
  domain: Domain,
  committed: CommittedManifest,
  signal: AbortSignal,
): Promise<SnapshotReader> {
  const loaded: LoadedIndex = await loadIndex(context, domain, committed.manifest, signal);
  return new Reader({ store: context.store, domain, index: loaded.index }, committed);
}

class Reader implements SnapshotReader {
  readonly committed: CommittedManifest;
  readonly #source: ChunkSource;
  readonly #streams = new Map<string, ResolvedStream>();
  /** Least recently used first. */
  readonly #cache = new Map<string, Buffer>();
  #cached = 0;

  constructor(source: ChunkSource, committed: CommittedManifest) {
    this.#source = source;
    this.committed = committed;
  }

  async *part(name: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield* readStream(this.#source, await this.#stream(name, signal), signal);
  }

  async read(name: string, offset: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0) {
      throw new RangeError(`no range of a file: ${offset}, ${length}`);
    }
    const stream = await this.#stream(name, signal);
    const end = Math.min(stream.bytes, offset + length);
    if (offset >= end) return new Uint8Array(0);
    const out = Buffer.alloc(end - offset);
    for (let at = firstChunk(stream, offset); at < stream.ends.length && chunkStart(stream, at) < end; ) {
      const count = Math.min(READ_CHUNKS, stream.ends.length - at);
      const wanted = Array.from({ length: count }, (_, i) => at + i).filter((one) => chunkStart(stream, one) < end);
      for (const [i, chunk] of (await this.#chunks(stream, wanted, signal)).entries()) {
        const start = chunkStart(stream, at + i);
        const from = Math.max(offset, start);
        const to = Math.min(end, start + chunk.byteLength);
        chunk.copy(out, from - offset, from - start, to - start);
      }
      at += wanted.length;
    }
    return out;
  }

  async #stream(name: string, signal: AbortSignal): Promise<ResolvedStream> {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const { manifest } = this.committed;
    const stream = manifest.streams.find((one) => one.name === name);
    if (stream === undefined) {
      throw vaultError('VAULT_PART_NOT_FOUND', `snapshot ${manifest.id} has no part ${JSON.stringify(name)}`);
    }
    const resolved = await resolveStream(this.#source, stream, signal);
    this.#streams.set(name, resolved);
    return resolved;
  }

  /** These chunks, from memory where they are still there. */
  async #chunks(stream: ResolvedStream, numbers: readonly number[], signal: AbortSignal): Promise<readonly Buffer[]> {
    const keys = numbers.map((at) => stream.ids.toString('latin1', at * 32, at * 32 + 32));
    const known = keys.map((key) => this.#cache.get(key));
    const absent = numbers.filter((_, i) => known[i] === undefined);
    const wanted = absent.map((at) => locateChunk(this.#source, stream, at));
    const fetched = [...(await fetchChunks(this.#source.store, this.#source.domain, wanted, signal))];
    return keys.map((key, i) => {
      const chunk = known[i] ?? (fetched.shift() as Buffer);
      this.#remember(key, chunk);
      return chunk;
    });
  }

  #remember(key: string, chunk: Buffer): void {
    if (!this.#cache.delete(key)) this.#cached += chunk.byteLength;
    this.#cache.set(key, chunk);
    for (const [oldest, old] of this.#cache) {
      if (this.#cached <= CACHE_BYTES) break;
      this.#cache.delete(oldest);
      this.#cached -= old.byteLength;
    }
  }
}

/** The chunk that holds byte `offset`. */
function firstChunk(stream: ResolvedStream, offset: number): number {
  let [low, high] = [0, stream.ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stream.ends[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
