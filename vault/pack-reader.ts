import type { ObjectStore } from '../connectors/objects/index.ts';
import type { ChunkPlace, PackInfo } from './chunk-index.ts';
import { vaultError } from './errors.ts';
import { HEADER_BYTES } from './header.ts';
import type { Domain } from './keyring.ts';
import {
  decodeTrailer,
  openChunk,
  openDirectory,
  type PackEntry,
  type PackSeal,
  packCorrupt,
  packSeal,
  TRAILER_BYTES,
} from './pack-format.ts';
import { readRange } from './store-io.ts';

/** Reading chunks and directories out of packs by range, whatever the size of the pack. */

/** Ranges of one pack closer than this are fetched as one: a request costs more than these bytes. */
const MERGE_GAP = 256 * 1024;

/** Largest single range: what is held at once besides the chunks. */
const MERGE_LIMIT = 16 * 1024 * 1024;

export interface WantedChunk {
  readonly id: Uint8Array;
  readonly place: ChunkPlace;
}

/** The keys of a pack of this mailbox. VAULT_KEY_MISSING where its generation is not there. */
export function sealOf(domain: Domain, pack: PackInfo): PackSeal {
  const keys = domain.generations.get(pack.generation);
  if (keys === undefined) {
    throw vaultError('VAULT_KEY_MISSING', `${pack.key} wants key generation ${pack.generation}`, {
      facts: { object: pack.key },
    });
  }
  return packSeal(keys.data, { ...pack, mailboxRef: domain.mailboxRef });
}

interface Span {
  readonly offset: number;
  end: number;
  readonly wanted: { readonly at: number; readonly chunk: WantedChunk }[];
}

/** Neighbouring chunks of one pack as few ranges. */
function spansOf(chunks: readonly { readonly at: number; readonly chunk: WantedChunk }[]): readonly Span[] {
  const sorted = chunks.toSorted((a, b) => a.chunk.place.offset - b.chunk.place.offset);
  const spans: Span[] = [];
  for (const one of sorted) {
    const { offset, sealed } = one.chunk.place;
    const span = spans.at(-1);
    const end = offset + sealed;
    if (span !== undefined && offset - span.end <= MERGE_GAP && end - span.offset <= MERGE_LIMIT) {
      span.end = Math.max(span.end, end);
      span.wanted.push(one);
    } else spans.push({ offset, end, wanted: [one] });
  }
  return spans;
}

/**
 * The plain bytes of these chunks, in their order, each authenticated by tag and id. Holds them all: the caller bounds how
 * many it asks for. VAULT_OBJECT_MISSING or VAULT_OBJECT_CORRUPT name the pack (`facts.object`).
 */
export async function fetchChunks(
  store: ObjectStore,
  domain: Domain,
  chunks: readonly WantedChunk[],
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const byPack = new Map<PackInfo, { at: number; chunk: WantedChunk }[]>();
  for (const [at, chunk] of chunks.entries()) {
    const list = byPack.get(chunk.place.pack);
    if (list === undefined) byPack.set(chunk.place.pack, [{ at, chunk }]);
    else list.push({ at, chunk });
  }
  const idKeys = [...domain.generations.values()].map((keys) => keys.id);
  const out: Buffer[] = [];
  for (const [pack, wanted] of byPack) {
    const seal = sealOf(domain, pack);
    for (const span of spansOf(wanted)) {
      const range = { offset: span.offset, length: span.end - span.offset };
      const bytes = await readRange(store, pack, range, signal);
      for (const { at, chunk } of span.wanted) {
        const { offset, sealed, ...place } = chunk.place;
        const start = offset - span.offset;
        const frame = { ...place, id: chunk.id, sealed: bytes.subarray(start, start + sealed) };
        const plain = openChunk(seal, idKeys, frame);
        if (plain === null) throw packCorrupt(pack.key, 'holds a chunk that does not open');
        out[at] = plain;
      }
    }
  }
  return out;
}

/** What a pack says it holds, by its header, trailer and directory alone. */
export async function readDirectory(
  store: ObjectStore,
  domain: Domain,
  pack: PackInfo,
  signal: AbortSignal,
): Promise<readonly PackEntry[]> {
  const seal = sealOf(domain, pack);
  const header = await readRange(store, pack, { offset: 0, length: HEADER_BYTES }, signal);
  if (!header.equals(seal.header)) throw packCorrupt(pack.key, 'has another header than its own');
  const tail = { offset: pack.bytes - TRAILER_BYTES, length: TRAILER_BYTES };
  const size = decodeTrailer(pack.key, await readRange(store, pack, tail, signal), pack.bytes);
  const offset = pack.bytes - TRAILER_BYTES - size;
  const sealed = await readRange(store, pack, { offset, length: size }, signal);
  return openDirectory(pack.key, seal, sealed, offset);
}
