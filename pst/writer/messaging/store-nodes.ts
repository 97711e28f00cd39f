import { nodeId, prop } from '../../messaging/tags.ts';
import { prepareProperties } from '../ltp/prepare-properties.ts';
import { PropertyWriter } from '../ltp/property-writer.ts';
import { encodeRow } from '../ltp/row.ts';
import { writeTable } from '../ltp/table-writer.ts';
import type { CreatePstOptions, PstPropertyBag } from '../model.ts';
import type { DatabaseWriter } from '../ndb/database-writer.ts';
import type { EmptyTables } from './empty-tables.ts';
import { searchFolderProperties } from './folders.ts';
import { storeNode } from './node-ids.ts';
import { type TemplateName, templateNodes, templates } from './templates.ts';

/** Which of a store's own folders exist (PidTagValidFolderMask): subtree, wastebasket, search root. */
const VALID_FOLDERS = 0x89;

/** The templates, each in its node; the blocks of empty ones are what empty tables share. Receive folders have their one row. */
export async function writeTemplates(db: DatabaseWriter, empty: EmptyTables, signal: AbortSignal): Promise<void> {
  for (const name of Object.keys(templateNodes) as TemplateName[]) {
    const nid = templateNodes[name];
    if (name !== 'receiveFolders') {
      await db.node({ nid, bidData: (await empty.take(name, signal)).bid, bidSub: 0, parent: 0 });
      continue;
    }
    // Everything without a rule of its own is received by the root folder.
    const row = encodeRow(templates[name], 1, 2, (tag) => {
      if (tag !== 0x6605_0003) return Buffer.alloc(0);
      const root = Buffer.alloc(4);
      root.writeUInt32LE(nodeId.rootFolder);
      return root;
    });
    const { bidData, bidSub } = await writeTable(db, templates[name], [row], signal);
    await db.node({ nid, bidData, bidSub, parent: 0 });
  }
}

/** The nodes that [MS-PST] 2.7.1 wants in every store, folders and templates apart, and those whose lack ScanPST reports. */
export async function writeStoreNodes(
  db: DatabaseWriter,
  empty: EmptyTables,
  options: CreatePstOptions,
  names: PstPropertyBag,
  signal: AbortSignal,
): Promise<void> {
  const properties = async (nid: number, bag: PstPropertyBag, parent: number): Promise<void> => {
    const writer = new PropertyWriter(db);
    await writer.fill(prepareProperties(bag).values(), signal);
    await db.node({ nid, ...(await writer.finish([], signal)), parent });
  };
  await properties(nodeId.store, storeProperties(options), 0);
  await properties(nodeId.nameMap, names, 0);
  const { searchManagementQueue, searchDomain, conflicts, searchQueue } = storeNode;
  for (const nid of [searchManagementQueue, searchDomain, conflicts, searchQueue]) {
    await db.node({ nid, bidData: 0, bidSub: 0, parent: 0 });
  }
  const active = Buffer.alloc(4);
  active.writeUInt32LE(storeNode.searchFolder);
  const { bid } = await db.data(active, signal);
  await db.node({ nid: storeNode.searchActivityList, bidData: bid, bidSub: 0, parent: 0 });
  await properties(storeNode.searchFolder, searchFolderProperties, nodeId.rootFolder);
  await properties(storeNode.searchCriteria, [{ tag: 0x660b_0003, value: 0 }], 0);
  const contents = await empty.take('searchContents', signal);
  await db.node({ nid: storeNode.searchContents, bidData: contents.bid, bidSub: 0, parent: 0 });
}

function storeProperties({ displayName, recordKey }: CreatePstOptions): PstPropertyBag {
  const binary = (id: number, value: Buffer) => ({ tag: id * 0x10000 + 0x102, value });
  return [
    binary(prop.storeRecordKey, Buffer.from(recordKey)),
    { tag: prop.displayName * 0x10000 + 0x1f, value: displayName },
    { tag: 0x35df_0003, value: VALID_FOLDERS },
    binary(prop.ipmSubtree, entryId(recordKey, storeNode.ipmSubtree)),
    binary(0x35e3, entryId(recordKey, storeNode.deletedItems)),
    binary(0x35e7, entryId(recordKey, storeNode.searchRoot)),
    { tag: prop.password * 0x10000 + 3, value: 0 },
  ];
}

/** [MS-PST] 2.4.3.2. */
function entryId(recordKey: Uint8Array, nid: number): Buffer {
  const id = Buffer.alloc(24);
  id.set(recordKey, 4);
  id.writeUInt32LE(nid, 20);
  return id;
}
