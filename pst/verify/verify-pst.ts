import { noProgress, type OnProgress } from '../../core/index.ts';
import type { ByteSource } from '../byte-source.ts';
import type { PstCounts } from '../counts.ts';
import { FindingSink, isDamage } from '../finding-sink.ts';
import { PstReader } from '../messaging/open-pst.ts';
import { nodeType, typeOf } from '../messaging/tags.ts';
import type { PstFolder } from '../model.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkFolder, folderName } from './check-folder.ts';
import { checkItem } from './check-item.ts';
import { checkMaps } from './check-maps.ts';
import { ReferenceCheck } from './check-references.ts';
import { checkOtherNodes, checkStore } from './check-store.ts';
import { checkTrees, type TreeWalk } from './check-trees.ts';
import { nameVictims } from './name-victims.ts';
import type { PstVerification, VerifyPstOptions } from './verify-model.ts';

/**
 * Proves a PST: what is wrong comes back as findings, errors only for real damage. `structure` reads every live byte once; `full` also reads every
 * property, table and attachment through the layers. What lies in free space is not looked at. Throws only PST_READ and the signal's reason.
 */
export async function verifyPst(source: ByteSource, options: VerifyPstOptions): Promise<PstVerification> {
  const sink = new FindingSink({ strict: false });
  const run = new Verification(source, sink, options);
  try {
    await run.run();
  } catch (error) {
    if (!isDamage(error)) {
      if (!isExhausted(error)) throw error;
      sink.error('PST_LIMIT', 'node', null, 'checking stopped: the file takes far more work than its size justifies');
    }
  }
  return {
    grade: options.grade,
    info: run.reader?.info ?? null,
    counts: run.counts,
    folders: run.folders.map(({ nid, path, ipmPath, isSearchFolder, items, associated }) => {
      return { nid, path, ipmPath, isSearchFolder, items, associated };
    }),
    findings: sink.findings,
    findingsTotal: sink.total,
    sound: sink.errors === 0,
  };
}

function isExhausted(error: unknown): boolean {
  return error instanceof Error && 'facts' in error && (error.facts as { exhausted?: unknown }).exhausted === true;
}

class Verification {
  readonly #source: ByteSource;
  readonly #sink: FindingSink;
  readonly #signal: AbortSignal;
  readonly #full: boolean;
  readonly #onProgress: OnProgress;
  reader: PstReader | null = null;
  counts: PstCounts | null = null;
  folders: PstFolder[] = [];

  constructor(source: ByteSource, sink: FindingSink, options: VerifyPstOptions) {
    this.#source = source;
    this.#sink = sink;
    this.#signal = options.signal;
    this.#full = options.grade === 'full';
    this.#onProgress = options.onProgress ?? noProgress;
  }

  async run(): Promise<void> {
    const signal = this.#signal;
    const db = await NodeDatabase.open(this.#source, this.#sink, signal);
    this.reader = new PstReader(db);
    const walk = await checkTrees(db, signal);
    const references = await this.#readBlocks(db, walk);
    await checkMaps(db, walk, signal);
    if (!walk.hasNodes) return;
    await references.finish(signal);
    await this.reader.opened(signal);
    this.counts = await this.reader.counts(signal);
    for await (const folder of this.reader.folders(signal)) this.folders.push(folder);
    if (this.#sink.errors > 0) {
      const folders = new Map(this.folders.map((one) => [one.nid, one]));
      await nameVictims(db, walk, folders, signal);
      if (!this.#full) await this.#compareTables(db, this.reader);
    }
    if (this.#full) await this.#readThrough(db, this.reader);
  }

  async #readBlocks(db: NodeDatabase, walk: TreeWalk): Promise<ReferenceCheck> {
    const check = new ReferenceCheck(db, walk.blocks);
    let done = 0;
    const on = {
      references: (order: number, data: Buffer): void => check.add(order, data),
      bytes: (bytes: number): void => {
        done += bytes;
        this.#onProgress({ step: 'blocks', done, total: this.#source.size, unit: 'bytes' });
      },
    };
    await checkBlocks(db, this.#source, walk.blocks, on, this.#signal);
    return check;
  }

  async #readThrough(db: NodeDatabase, reader: PstReader): Promise<void> {
    const signal = this.#signal;
    const index = await reader.index(signal);
    await checkStore(db, signal);
    await checkOtherNodes(db, signal);
    const total = (this.counts?.items ?? 0) + (this.counts?.associated ?? 0);
    let done = 0;
    for (const folder of this.folders) {
      if (typeOf(folder.nid) === nodeType.folder) await checkFolder(db, index, folder, 'full', signal);
      for (const nid of index.itemsOf(folder.nid)) {
        const node = await this.#sink.salvage(() => db.node(nid, signal), null);
        if (node !== null) await checkItem(db, node, folderName(folder), signal);
        this.#onProgress({ step: 'items', done: ++done, total, unit: 'items' });
      }
    }
  }

  /** Rows whose node is missing name what a lost page hid. */
  async #compareTables(db: NodeDatabase, reader: PstReader): Promise<void> {
    const signal = this.#signal;
    const index = await reader.index(signal);
    for (const folder of this.folders) {
      if (typeOf(folder.nid) === nodeType.folder) await checkFolder(db, index, folder, 'tables', signal);
    }
  }
}
