import type { ByteSource } from '../byte-source.ts';
import type { PstCounts } from '../counts.ts';
import type { PstFinding } from '../finding.ts';
import { FindingSink } from '../finding-sink.ts';
import { PropertyContext } from '../ltp/property-context.ts';
import type { OpenPstOptions, PstFile, PstFolder, PstInfo, PstItem } from '../model.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { countNodes } from './count-nodes.ts';
import { walkFolders } from './folder-tree.ts';
import { openItem } from './item.ts';
import { buildNodeIndex, type NodeIndex } from './node-index.ts';
import { nodeId, nodeType, prop, typeOf } from './tags.ts';

/**
 * Opens a PST or OST: reads the header and the store's properties. Throws, in either mode: PST_NOT_A_PST, PST_UNSUPPORTED, PST_TRUNCATED (no whole
 * header), PST_REFERENCE (no root), PST_READ; in strict mode the first error of any kind.
 */
export async function openPst(source: ByteSource, options: OpenPstOptions): Promise<PstFile> {
  const sink = new FindingSink({ strict: options.mode === 'strict', onFinding: options.onFinding });
  return new PstReader(await NodeDatabase.open(source, sink, options.signal)).opened(options.signal);
}

/** `PstFile` over a node database; also what `verifyPst` reads through. */
export class PstReader implements PstFile {
  readonly db: NodeDatabase;
  #info: PstInfo;
  #index: NodeIndex | null = null;

  constructor(db: NodeDatabase) {
    this.db = db;
    const { layout, encoding } = db.header;
    this.#info = { format: layout.format, encoding, password: false, bytes: db.source.size };
  }

  /** Reads what `info` needs from the store node. */
  async opened(signal: AbortSignal): Promise<this> {
    this.#info = { ...this.#info, password: await hasPassword(this.db, signal) };
    return this;
  }

  get info(): PstInfo {
    return this.#info;
  }

  get mode(): 'strict' | 'salvage' {
    return this.db.sink.strict ? 'strict' : 'salvage';
  }

  get damageSeen(): number {
    return this.db.sink.damageSeen;
  }

  get findings(): readonly PstFinding[] {
    return this.db.sink.findings;
  }

  async counts(signal: AbortSignal): Promise<PstCounts> {
    return countNodes(this.db, signal);
  }

  async *folders(signal: AbortSignal): AsyncGenerator<PstFolder> {
    yield* walkFolders(this.db, await this.index(signal), signal);
  }

  async *items(folder: PstFolder, signal: AbortSignal): AsyncGenerator<PstItem> {
    const { db } = this;
    for (const nid of (await this.index(signal)).itemsOf(folder.nid)) {
      signal.throwIfAborted();
      const item = await db.sink.salvage<PstItem | null>(async () => {
        const node = await db.node(nid, signal);
        if (node === null)
          return db.sink.fail('PST_ITEM', 'messaging', null, `item 0x${nid.toString(16)} cannot be found`);
        const associated = typeOf(nid) === nodeType.associated;
        return openItem(db, node, { folder: folder.path, depth: 0, associated }, signal);
      }, null);
      if (item !== null) yield item;
      else {
        const message = 'an item cannot be read and is left out';
        const where = { nid, folder: `/${folder.path.join('/')}` };
        db.sink.report({ severity: 'error', code: 'PST_ITEM', layer: 'messaging', offset: null, message, ...where });
      }
    }
  }

  /** Made once, at the first need. */
  async index(signal: AbortSignal): Promise<NodeIndex> {
    this.#index ??= await buildNodeIndex(this.db, signal);
    return this.#index;
  }
}

/** In an Exchange cache the property means something else. */
async function hasPassword(db: NodeDatabase, signal: AbortSignal): Promise<boolean> {
  if (db.header.isCache) return false;
  return db.sink.salvage(async () => {
    const node = await db.node(nodeId.store, signal);
    if (node === null) return db.sink.fail('PST_FOLDER', 'messaging', null, 'the message store node is missing');
    return ((await (await PropertyContext.open(db, node, signal)).integer(prop.password, signal)) ?? 0) !== 0;
  }, false);
}
