import { nodeId, nodeType, siblingNode } from '../../messaging/tags.ts';
import type { ByteSink } from '../byte-sink.ts';
import { pstWriterError } from '../errors.ts';
import { encodeRow } from '../ltp/row.ts';
import type { CreatePstOptions, PstMessageInput, PstPropertyBag, PstPropertyName, PstWritten } from '../model.ts';
import { DatabaseWriter } from '../ndb/database-writer.ts';
import { EmptyTables } from './empty-tables.ts';
import { Folders } from './folders.ts';
import { cellOf, isRead } from './item-properties.ts';
import { type MessageContext, writeMessage } from './message-writer.ts';
import { NameMap } from './name-map.ts';
import { NodeIds, storeNode } from './node-ids.ts';
import { RowSpill } from './row-spill.ts';
import { writeStoreNodes, writeTemplates } from './store-nodes.ts';
import { templates } from './templates.ts';

/**
 * A PST being written. One call at a time (a TypeError otherwise); folders may be filled in any order and at the same time. After a message
 * that failed (its input, or a stream that broke) the writer goes on without it. Equal calls give equal bytes.
 */
export interface PstWriter extends AsyncDisposable {
  /** Nodes of the folders every store has. Users' folders hang on `ipmSubtree`. */
  readonly rootFolder: number;
  readonly ipmSubtree: number;
  readonly searchRoot: number;
  readonly deletedItems: number;
  /** The property id (0x8000 and above) of a named property in this file. Throws PSTWRITER_FULL, PSTWRITER_INPUT. */
  namedProperty(name: PstPropertyName): number;
  /** Adds a folder below `parent`; `properties` have at least its name (0x3001001F). Counters are the writer's. Answers its node. */
  addFolder(parent: number, properties: PstPropertyBag): number;
  /** Gives one of the folders that exist other properties, its name among them. */
  describeFolder(folder: number, properties: PstPropertyBag): void;
  /**
   * Writes a message in one pass: its properties in the order of their ids, then attachments, then recipients. `associated`: to the folder's hidden items.
   * Size, attachment flag, attachment sizes and the row of the contents table are the writer's. Answers its node.
   */
  addMessage(
    folder: number,
    message: PstMessageInput,
    options: { readonly associated?: boolean; readonly signal: AbortSignal },
  ): Promise<number>;
  /** Writes folders, name map, trees, maps and the valid header; the sink stays the caller's to commit. Once, last. */
  finish(signal: AbortSignal): Promise<PstWritten>;
}

/** Begins a new Unicode PST in `sink`. Disposal removes temporary files. Throws PSTWRITER_INPUT for a record key that is not 16 bytes. */
export async function createPst(sink: ByteSink, options: CreatePstOptions): Promise<PstWriter> {
  if (options.recordKey.length !== 16) throw pstWriterError('PSTWRITER_INPUT', 'a record key has 16 bytes');
  const db = await DatabaseWriter.create(sink, { spillFolder: options.spillFolder }, options.signal);
  try {
    const empty = new EmptyTables(db);
    await writeTemplates(db, empty, options.signal);
    return new Writer(db, empty, options);
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

class Writer implements PstWriter {
  readonly rootFolder = nodeId.rootFolder;
  readonly ipmSubtree = storeNode.ipmSubtree;
  readonly searchRoot = storeNode.searchRoot;
  readonly deletedItems = storeNode.deletedItems;
  readonly #db: DatabaseWriter;
  readonly #options: CreatePstOptions;
  readonly #names = new NameMap();
  readonly #ids = new NodeIds();
  readonly #folders = new Folders();
  readonly #rows: RowSpill;
  readonly #context: MessageContext;
  readonly #ownFolders: number;
  readonly #counts = { items: 0, associated: 0 };
  #rowVersion = 2;
  #busy: string | null = null;

  constructor(db: DatabaseWriter, empty: EmptyTables, options: CreatePstOptions) {
    this.#db = db;
    this.#options = options;
    this.#rows = new RowSpill(db.spill);
    this.#context = {
      db,
      empty,
      defaults: { recordKey: options.recordKey, createdAt: options.createdAt },
      nextRowVersion: () => ++this.#rowVersion,
      nextMessageId: () => this.#ids.next(nodeType.message),
      attachments: 0,
    };
    const named = (name: string): PstPropertyBag => [{ tag: 0x3001_001f, value: name }];
    this.#folders.add(this.rootFolder, this.rootFolder, named(''));
    this.#folders.add(this.ipmSubtree, this.rootFolder, named(options.subtreeName ?? 'Top of Outlook data file'));
    this.#folders.add(this.searchRoot, this.rootFolder, named('Search Root'));
    this.#folders.add(this.deletedItems, this.ipmSubtree, named('Deleted Items'));
    this.#ownFolders = this.#folders.count;
  }

  namedProperty(name: PstPropertyName): number {
    return this.#names.idOf(name);
  }

  addFolder(parent: number, properties: PstPropertyBag): number {
    const nid = this.#ids.next(nodeType.folder);
    this.#folders.add(nid, parent, properties);
    return nid;
  }

  describeFolder(folder: number, properties: PstPropertyBag): void {
    this.#folders.describe(folder, properties);
  }

  async addMessage(
    folder: number,
    message: PstMessageInput,
    options: { readonly associated?: boolean; readonly signal: AbortSignal },
  ): Promise<number> {
    return this.#alone('a message', async () => {
      this.#folders.check(folder);
      const isAssociated = options.associated === true;
      const nid = this.#ids.next(isAssociated ? nodeType.associated : nodeType.message);
      const mark = this.#db.blocks.mark();
      const before = this.#context.attachments;
      try {
        const { bidData, bidSub, properties } = await writeMessage(this.#context, message, nid, 0, options.signal);
        const shape = isAssociated ? templates.associated : templates.contents;
        const row = encodeRow(shape, nid, this.#context.nextRowVersion(), (tag) => cellOf(properties, tag));
        await this.#db.node({ nid, bidData, bidSub, parent: folder });
        const table = siblingNode(folder, isAssociated ? nodeType.associatedTable : nodeType.contentsTable);
        await this.#rows.add(table, row);
        if (isAssociated) this.#counts.associated++;
        else {
          this.#counts.items++;
          if (!isRead(properties)) this.#folders.countUnread(folder);
        }
        return nid;
      } catch (error) {
        this.#db.blocks.rollBack(mark);
        this.#context.attachments = before;
        throw error;
      }
    });
  }

  async finish(signal: AbortSignal): Promise<PstWritten> {
    return this.#alone('finish', async () => {
      const { empty, nextRowVersion } = this.#context;
      const names = this.#names.properties();
      await writeStoreNodes(this.#db, empty, this.#options, names, signal);
      await this.#folders.write({ db: this.#db, empty, rows: this.#rows, nextRowVersion }, signal);
      const { bytes } = await this.#db.finish(signal);
      const folders = this.#folders.count - this.#ownFolders;
      this.#busy = 'nothing more: the file is finished';
      return { bytes, folders, ...this.#counts, attachments: this.#context.attachments };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#busy = 'nothing more: the writer is closed';
    await this.#db[Symbol.asyncDispose]();
  }

  async #alone<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy !== null) throw new TypeError(`${what} is asked for while the writer does ${this.#busy}`);
    this.#busy = what;
    try {
      return await work();
    } finally {
      if (this.#busy === what) this.#busy = null;
    }
  }
}
