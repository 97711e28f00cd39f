import { type CodedError, noProgress } from '../core/index.ts';
import { type CheckScope, errorFinding } from './check-scope.ts';
import type { PackInfo } from './chunk-index.ts';
import type { VaultContext } from './context.ts';
import { isDamage, vaultError } from './errors.ts';
import type { Domain } from './keyring.ts';
import { type LoadedIndex, loadIndex, readSegment } from './load-index.ts';
import type { CommittedManifest, Manifest, ObjectRef } from './manifest.ts';
import { mailboxPrefix } from './names.ts';
import { readDirectory } from './pack-reader.ts';
import { proveStream } from './prove-streams.ts';
import { hashObject, listKeys, type StoredKey } from './store-io.ts';
import { locateChunk, resolveStream } from './stream-reader.ts';
import type { VaultFinding } from './vault.ts';

async function problemOf(work: () => Promise<unknown>): Promise<CodedError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}

/** What was found out about the objects of one mailbox: each is read once, however many snapshots need it. */
export class SnapshotProofs {
  readonly context: VaultContext;
  readonly domain: Domain;
  readonly scope: CheckScope;
  readonly #packs = new Map<string, Promise<CodedError | null>>();
  readonly #segments = new Map<string, Promise<CodedError | null>>();
  #listing: Promise<ReadonlyMap<string, StoredKey>> | null = null;

  constructor(context: VaultContext, domain: Domain, scope: CheckScope) {
    this.context = context;
    this.domain = domain;
    this.scope = scope;
  }

  segment(ref: ObjectRef): Promise<CodedError | null> {
    return once(this.#segments, ref, () =>
      problemOf(() => {
        this.scope.onObject();
        return readSegment(this.context, this.domain, ref, this.scope.signal);
      }),
    );
  }

  pack(ref: Manifest['packs'][number], info: PackInfo | null): Promise<CodedError | null> {
    return once(this.#packs, ref, () => problemOf(() => this.#provePack(ref, info)));
  }

  async #provePack(ref: Manifest['packs'][number], info: PackInfo | null): Promise<void> {
    const { context, domain, scope } = this;
    const { key, versionId, bytes, sha256 } = ref;
    const { signal } = scope;
    scope.onObject();
    const facts = { object: key };
    const stored = (await this.#packListing()).get(key);
    if (stored === undefined) throw vaultError('VAULT_OBJECT_MISSING', `${key} is not in the store`, { facts });
    const copy = stored.copies.find((one) => one.versionId === versionId);
    if (copy === undefined)
      throw vaultError('VAULT_OBJECT_MISSING', `the version of ${key} that was stored is gone`, { facts });
    if (copy.size !== bytes)
      throw vaultError('VAULT_OBJECT_CORRUPT', `${key} has ${copy.size} bytes, not ${bytes}`, { facts });
    if (info === null || info.sha256 !== sha256 || info.bytes !== bytes) {
      throw vaultError('VAULT_OBJECT_CORRUPT', `the index knows nothing of ${key}`, { facts });
    }
    await readDirectory(context.store, domain, info, signal);
    if (scope.level === 'structure') return;
    const found = await hashObject(context.store, key, { versionId, limit: bytes, signal });
    if (found.sha256 !== sha256) throw vaultError('VAULT_OBJECT_CORRUPT', `${key} was changed`, { facts });
  }

  #packListing(): Promise<ReadonlyMap<string, StoredKey>> {
    this.#listing ??= (async () => {
      const found = new Map<string, StoredKey>();
      const prefix = mailboxPrefix('packs', this.domain);
      for await (const stored of listKeys(this.context.store, prefix, this.scope.signal)) found.set(stored.key, stored);
      return found;
    })();
    return this.#listing;
  }
}

function once(
  memory: Map<string, Promise<CodedError | null>>,
  ref: ObjectRef,
  work: () => Promise<CodedError | null>,
): Promise<CodedError | null> {
  const key = `${ref.key} ${ref.versionId ?? ''} ${ref.sha256}`;
  const known = memory.get(key) ?? work();
  memory.set(key, known);
  return known;
}

/** All that one snapshot needs: its segments, its packs, its recipes; at level `full` every byte, decoded to its hash. */
export async function* checkSnapshot(
  proofs: SnapshotProofs,
  { key, manifest }: CommittedManifest,
): AsyncGenerator<VaultFinding> {
  const { context, domain, scope } = proofs;
  for (const ref of manifest.segments) {
    const problem = await proofs.segment(ref);
    if (problem !== null) yield errorFinding(manifest.id, ref.key, problem);
  }
  const { index }: LoadedIndex = await loadIndex(context, domain, manifest, scope.signal);
  const infos = new Map(index.packs.map((pack) => [pack.key, pack]));
  for (const ref of manifest.packs) {
    const problem = await proofs.pack(ref, infos.get(ref.key) ?? null);
    if (problem !== null) yield errorFinding(manifest.id, ref.key, problem);
  }
  const named = new Set(manifest.packs.map((pack) => pack.key));
  const source = { store: context.store, domain, index };
  for (const stream of manifest.streams) {
    const problem = await problemOf(async () => {
      const resolved = await resolveStream(source, stream, scope.signal);
      for (let at = 0; at < resolved.ends.length; at++) {
        const { pack } = locateChunk(source, resolved, at).place;
        if (named.has(pack.key)) continue;
        throw vaultError('VAULT_OBJECT_CORRUPT', `${stream.name} needs ${pack.key}, which ${key} does not name`);
      }
      if (scope.level === 'full') await proveStream(source, stream, { onProgress: noProgress, signal: scope.signal });
    });
    if (problem !== null) yield errorFinding(manifest.id, String(problem.facts['object'] ?? key), problem);
  }
}
