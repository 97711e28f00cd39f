import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ChunkIndex } from './chunk-index.ts';
import { commitManifest } from './commit.ts';
import { isoNow, type VaultContext } from './context.ts';
import { vaultError } from './errors.ts';
import { KIND } from './frame.ts';
import { type History, readHistory } from './history.ts';
import type { Domain } from './keyring.ts';
import { loadIndex, quarantineMissing } from './load-index.ts';
import type { CommittedManifest, ManifestStream } from './manifest.ts';
import { newObjectId } from './names.ts';
import { mendNotes } from './note-store.ts';
import { PackWriter } from './pack-writer.ts';
import { packsOf, proveStreams } from './prove-streams.ts';
import { spoolFacts } from './spool-facts.ts';
import { type StreamFile, storeFile } from './store-file.ts';
import type { BeginSnapshot, CommitFacts, SnapshotWriter, StoredStream } from './vault.ts';
import { writeSegments } from './write-segments.ts';

/** What a writer starts from: the mailbox's past and what is known to be stored. */
interface Start {
  readonly context: VaultContext;
  readonly request: BeginSnapshot;
  readonly domain: Domain;
  readonly history: History;
  readonly index: ChunkIndex;
  /** A segment the last manifest names could not be used. */
  readonly renew: boolean;
}

/** Begins a snapshot. VAULT_STALE_WRITER where a manifest of a later lease is there already. */
export async function beginSnapshot(context: VaultContext, request: BeginSnapshot): Promise<SnapshotWriter> {
  const { signal, fence, mailbox } = request;
  const domain = await context.keyring.ensure(mailbox.tenant, mailbox.id, signal);
  const history = await readHistory(context, domain, signal);
  const last = history.valid.at(-1);
  if (last !== undefined && last.manifest.fence > fence) {
    throw vaultError('VAULT_STALE_WRITER', `fence ${fence} is older than ${last.manifest.fence} of ${last.key}`);
  }
  const expected = history.valid.flatMap(({ manifest }) => manifest.expectedNotes.map(({ key }) => key));
  await mendNotes(context, domain, new Set(expected), signal);
  if (last === undefined) {
    return new Writer({ context, request, domain, history, index: new ChunkIndex(), renew: false });
  }
  const { index, problems } = await loadIndex(context, domain, last.manifest, signal);
  await quarantineMissing(context, domain, index, signal);
  return new Writer({ context, request, domain, history, index, renew: problems.length > 0 });
}

/** States: open → failed | committed; discard from any. Each method ends in failed when it throws. */
class Writer implements SnapshotWriter {
  readonly id: string;
  readonly #start: Start;
  readonly #startedAt: string;
  readonly #packs: PackWriter;
  readonly #files: StreamFile[] = [];
  readonly #spooled: string[] = [];
  #streams: ManifestStream[] = [];
  #reused = 0;
  #state: 'open' | 'busy' | 'failed' | 'committed' = 'open';

  constructor(start: Start) {
    const { context, request, domain, index } = start;
    this.#start = start;
    this.id = newObjectId(context.random);
    this.#startedAt = isoNow(context.clock);
    this.#packs = new PackWriter({ context, domain, index, ...request });
  }

  addPart(part: Omit<StreamFile, 'kind'>): Promise<StoredStream> {
    return this.#work(async () => {
      if (part.name.startsWith('facts/')) throw new TypeError('a part is not named facts/…');
      return this.#add({ ...part, kind: KIND.raw });
    });
  }

  addFacts(name: string, content: AsyncIterable<Uint8Array>): Promise<StoredStream> {
    return this.#work(async () => {
      if (!name.startsWith('facts/')) throw new TypeError('facts are named facts/…');
      const { spoolDir, signal } = this.#start.request;
      const path = join(spoolDir, `${this.id}-${this.#spooled.length}.facts`);
      this.#spooled.push(path);
      return this.#add({ name, path, kind: KIND.facts, ...(await spoolFacts(path, content, signal)) });
    });
  }

  commit(facts: CommitFacts): Promise<CommittedManifest> {
    return this.#work(async () => {
      const { context, request, domain, history, index } = this.#start;
      const { signal, onStep } = request;
      await this.#packs.flush();
      await onStep('decoded', 'before');
      const renewed = await this.#prove();
      const decodedAt = isoNow(context.clock);
      await onStep('decoded', 'after');
      const streams = this.#ordered();
      const packs = await packsOf(this.#source, streams, signal);
      const seq = history.lastSeq + 1;
      await onStep('segment-put', 'before');
      const segments = await writeSegments(context, domain, index, {
        before: history.valid.at(-1)?.manifest.segments ?? [],
        ids: this.#packs.ids,
        renew: this.#start.renew || renewed,
        seq,
        fence: request.fence,
        signal,
      });
      await onStep('segment-put', 'after');
      const before = new Set(history.valid.at(-1)?.manifest.segments.map(({ key }) => key));
      const fresh = [...this.#packs.stored.values(), ...segments.filter(({ key }) => !before.has(key))];
      const committed = await commitManifest(context, domain, history, request, {
        id: this.id,
        seq,
        facts,
        startedAt: this.#startedAt,
        decodedAt,
        streams,
        segments,
        packs: packs.map(({ packId, key, versionId, bytes, sha256 }) => {
          return { packId, key, versionId, bytes, sha256, isNew: this.#packs.stored.has(key) };
        }),
        stored: {
          newBytes: fresh.reduce((sum, { bytes }) => sum + bytes, 0),
          newChunks: this.#packs.ids.length,
          reusedChunks: this.#reused,
        },
      });
      await this.#clean();
      return committed;
    }, 'committed');
  }

  async discard(): Promise<void> {
    if (this.#state !== 'committed') this.#state = 'failed';
    await this.#clean();
  }

  get #source(): { store: VaultContext['store']; domain: Domain; index: ChunkIndex } {
    const { context, domain, index } = this.#start;
    return { store: context.store, domain, index };
  }

  async #add(file: StreamFile): Promise<StoredStream> {
    if (this.#files.some(({ name }) => name === file.name)) throw new TypeError(`${file.name} was added before`);
    this.#files.push(file);
    this.#streams.push(await this.#store(file));
    return { name: file.name, bytes: file.bytes, sha256: file.sha256 };
  }

  #store(file: StreamFile): Promise<ManifestStream> {
    const { domain, index, request } = this.#start;
    const { onProgress, signal } = request;
    const onReused = (): void => void this.#reused++;
    return storeFile(file, { domain, index, packs: this.#packs, onReused, onProgress, signal });
  }

  /**
   * Decodes every stream from the store. A pack of an earlier night that turns out bad is forgotten and what it held is
   * stored again from the files: true when that happened. A bad pack of tonight is an error.
   */
  async #prove(): Promise<boolean> {
    const { index, request } = this.#start;
    for (let renewed = false; ; renewed = true) {
      await this.#packs.flush();
      const bad = await proveStreams(this.#source, this.#streams, request);
      if (bad === null) return renewed;
      if (this.#packs.stored.has(bad.pack) || !index.quarantine(bad.pack)) throw bad.error;
      this.#streams = [];
      for (const file of this.#files) this.#streams.push(await this.#store(file));
    }
  }

  /** Parts first, then facts, each in the order they were added. */
  #ordered(): readonly ManifestStream[] {
    const isFacts = ({ name }: ManifestStream): boolean => name.startsWith('facts/');
    return [...this.#streams.filter((one) => !isFacts(one)), ...this.#streams.filter(isFacts)];
  }

  async #clean(): Promise<void> {
    await this.#packs.discard();
    for (const path of this.#spooled) await rm(path, { force: true });
  }

  async #work<T>(task: () => Promise<T>, next: 'open' | 'committed' = 'open'): Promise<T> {
    if (this.#state !== 'open') throw new TypeError(`this snapshot is ${this.#state}`);
    this.#state = 'busy';
    try {
      const result = await task();
      this.#state = next;
      return result;
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }
}
