import { type CodedError, sha256Hex } from '../core/index.ts';
import { ChunkIndex, type PackInfo } from './chunk-index.ts';
import type { VaultContext } from './context.ts';
import { isDamage, vaultError } from './errors.ts';
import type { Domain } from './keyring.ts';
import type { Manifest, ObjectRef } from './manifest.ts';
import { mailboxPrefix, parseOrderedName, parsePackName } from './names.ts';
import { readDirectory } from './pack-reader.ts';
import { METADATA_LIMIT, openObject } from './sealed-object.ts';
import { decodeSegment, type Segment } from './segment.ts';
import { listKeys, readObject } from './store-io.ts';

/** One segment, proven to be the one the manifest names. VAULT_OBJECT_MISSING, VAULT_OBJECT_CORRUPT. */
export async function readSegment(
  context: VaultContext,
  domain: Domain,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<Segment> {
  const { key, versionId, bytes: size, sha256 } = ref;
  const bytes = await readObject(context.store, key, { versionId, limit: Math.min(size, METADATA_LIMIT), signal });
  if (sha256Hex(bytes) !== sha256) {
    throw vaultError('VAULT_OBJECT_CORRUPT', `${key} is not the segment its manifest names`, {
      facts: { object: key },
    });
  }
  const expected = { object: key, kind: 'segment', mailboxRef: domain.mailboxRef } as const;
  const opened = openObject(bytes, expected, (generation) => domain.generations.get(generation)?.meta);
  if (parseOrderedName(key)?.id !== opened.id) {
    throw vaultError('VAULT_OBJECT_CORRUPT', `${key} holds another segment`, { facts: { object: key } });
  }
  return decodeSegment(key, domain, opened.raw);
}

/** The pack a manifest names, as the index speaks of it. The generation is that of the pack's header, tried newest first. */
function packInfo(pack: Manifest['packs'][number], generation: number): PackInfo {
  const { packId, key, versionId, bytes, sha256 } = pack;
  return { packId, key, versionId, bytes, sha256, generation, fence: parsePackName(key)?.fence ?? 0 };
}

/** Rebuilds what lost segments said from the directories of the packs themselves. */
async function addFromPacks(
  context: VaultContext,
  domain: Domain,
  index: ChunkIndex,
  packs: Manifest['packs'],
  signal: AbortSignal,
): Promise<void> {
  for (const pack of packs) {
    for (const generation of domain.generations.keys()) {
      const info = packInfo(pack, generation);
      try {
        const entries = await readDirectory(context.store, domain, info, signal);
        for (const [ordinal, { id, ...entry }] of entries.entries()) index.set(id, { pack: info, ordinal, ...entry });
        break;
      } catch (error) {
        if (!isDamage(error)) throw error;
      }
    }
  }
}

export interface LoadedIndex {
  readonly index: ChunkIndex;
  /** Segments that could not be used; the chunks of the manifest's own packs are known all the same. */
  readonly problems: readonly { readonly ref: ObjectRef; readonly error: CodedError }[];
}

/**
 * The chunk index as of this manifest: its segments in order, later ones correcting earlier ones. What a lost segment
 * said is read from the directories of the packs that the manifest names.
 */
export async function loadIndex(
  context: VaultContext,
  domain: Domain,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<LoadedIndex> {
  const index = new ChunkIndex();
  const problems: { ref: ObjectRef; error: CodedError }[] = [];
  for (const ref of manifest.segments) {
    try {
      const { entries } = await readSegment(context, domain, ref, signal);
      for (const { id, place } of entries) index.set(id, place);
    } catch (error) {
      if (!isDamage(error)) throw error;
      problems.push({ ref, error });
    }
  }
  if (problems.length > 0) await addFromPacks(context, domain, index, manifest.packs, signal);
  return { index, problems };
}

/** Chunks of packs that are gone or have another size count as unknown: tonight's export stores them again. */
export async function quarantineMissing(
  context: VaultContext,
  domain: Domain,
  index: ChunkIndex,
  signal: AbortSignal,
): Promise<void> {
  const sizes = new Map<string, readonly number[]>();
  for await (const { key, copies } of listKeys(context.store, mailboxPrefix('packs', domain), signal)) {
    sizes.set(
      key,
      copies.map(({ size }) => size),
    );
  }
  for (const pack of index.packs) {
    if (sizes.get(pack.key)?.includes(pack.bytes) !== true) index.quarantine(pack.key);
  }
}
