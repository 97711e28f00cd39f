import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type OnStep, sha256Hex } from '../core/index.ts';
import type { ChunkIndex, PackInfo } from './chunk-index.ts';
import type { VaultContext } from './context.ts';
import { currentKeys, type Domain } from './keyring.ts';
import { newObjectId, packName } from './names.ts';
import { PackBuilder } from './pack-builder.ts';
import { confirm, putOnce } from './store-io.ts';

export interface PackWriterOptions {
  readonly context: VaultContext;
  readonly domain: Domain;
  readonly index: ChunkIndex;
  readonly fence: number;
  readonly spoolDir: string;
  readonly onStep: OnStep;
  readonly signal: AbortSignal;
}

/** Fills packs and stores them one after the other: sealed into the spool and synced, put, read back. */
export class PackWriter {
  readonly #options: PackWriterOptions;
  readonly #stored = new Map<string, PackInfo>();
  readonly #spooled = new Set<string>();
  readonly #ids: Uint8Array[] = [];
  #builder: PackBuilder | null = null;

  constructor(options: PackWriterOptions) {
    this.#options = options;
  }

  /** Packs of this run that the store has confirmed, by key. */
  get stored(): ReadonlyMap<string, PackInfo> {
    return this.#stored;
  }

  /** Ids of the chunks of this run, in the order they were added. */
  get ids(): readonly Uint8Array[] {
    return this.#ids;
  }

  /** Adds a chunk the index does not know; closes the pack before it would grow too large. */
  async add(id: Uint8Array, kind: number, raw: Uint8Array): Promise<void> {
    const { context, index } = this.#options;
    if (this.#builder !== null && this.#builder.sizeWith(raw.byteLength) > context.packBytes) await this.flush();
    this.#builder ??= this.#begin();
    const builder = this.#builder;
    const { offset, sealed, ordinal } = builder.add(id, kind, raw);
    const pack = this.#info(builder, { bytes: 0, sha256: '', versionId: null });
    index.set(id, { pack, kind, ordinal, offset, sealed, raw: raw.byteLength });
    this.#ids.push(id);
  }

  /** Seals and stores what is in hand. */
  async flush(): Promise<void> {
    const builder = this.#builder;
    if (builder === null) return;
    this.#builder = null;
    const { context, index, onStep, signal } = this.#options;
    const body = builder.finish(context.random);
    const pending = this.#info(builder, { bytes: body.byteLength, sha256: sha256Hex(body), versionId: null });
    await onStep('pack-sealed', 'before');
    const spooled = await this.#spool(builder.identity.packId, body);
    await onStep('pack-sealed', 'after');
    await onStep('pack-put', 'before');
    const versionId = await putOnce(context.store, pending.key, body, signal);
    await onStep('pack-put', 'after');
    const pack = { ...pending, versionId };
    await onStep('pack-confirmed', 'before');
    await confirm(context.store, pack, signal);
    await onStep('pack-confirmed', 'after');
    index.settle(pack);
    this.#stored.set(pack.key, pack);
    await rm(spooled, { force: true });
    this.#spooled.delete(spooled);
  }

  /** Removes what this run left in the spool. */
  async discard(): Promise<void> {
    this.#builder = null;
    for (const path of this.#spooled) await rm(path, { force: true });
    this.#spooled.clear();
  }

  #begin(): PackBuilder {
    const { context, domain, fence } = this.#options;
    const { generation, mailboxRef } = domain;
    const packId = newObjectId(context.random);
    const identity = { packId, mailboxRef, generation, fence };
    return new PackBuilder(currentKeys(domain).data, identity, context.packBytes);
  }

  #info(builder: PackBuilder, stored: Pick<PackInfo, 'bytes' | 'sha256' | 'versionId'>): PackInfo {
    const { packId, fence, generation } = builder.identity;
    return { packId, key: packName(this.#options.domain, fence, packId), fence, generation, ...stored };
  }

  /** On disk under its final name, file and directory synced. */
  async #spool(packId: string, body: Uint8Array): Promise<string> {
    const { spoolDir } = this.#options;
    const path = join(spoolDir, `${packId}.pack`);
    const partial = `${path}.partial`;
    this.#spooled.add(partial).add(path);
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(body);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    const directory = await open(spoolDir, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    this.#spooled.delete(partial);
    return path;
  }
}
