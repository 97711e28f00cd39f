import { heapClient } from '../ltp/heap.ts';
import { PropertyContext } from '../ltp/property-context.ts';
import { TableContext } from '../ltp/table-context.ts';
import { nodeId, nodeType, prop, typeOf } from '../messaging/tags.ts';
import { DataTree } from '../ndb/data-tree.ts';
import { blockKey } from '../ndb/layout.ts';
import type { NodeDatabase, NodeRef } from '../ndb/node-database.ts';
import { checkProperties, checkTable } from './check-values.ts';

/** Level 7: the nodes without which no reader opens the store ([MS-PST] 2.7), and the folders its entry ids name. */
export async function checkStore(db: NodeDatabase, signal: AbortSignal): Promise<void> {
  const { sink } = db;
  for (const [nid, what] of [
    [nodeId.store, 'the message store'],
    [nodeId.nameMap, 'the map of named properties'],
    [nodeId.rootFolder, 'the root folder'],
  ] as const) {
    const found = await sink.salvage(() => db.node(nid, signal), null);
    if (found === null) {
      sink.report({
        severity: 'error',
        code: 'PST_FOLDER',
        layer: 'messaging',
        offset: null,
        nid,
        message: `${what} is missing`,
      });
    }
  }
  await sink.salvage(async () => {
    const store = await db.node(nodeId.store, signal);
    if (store === null) return;
    const entryId = await (await PropertyContext.open(db, store, signal)).binary(prop.ipmSubtree, signal);
    if (entryId === null || entryId.length < 24) return;
    const nid = entryId.readUInt32LE(20);
    if ((await db.node(nid, signal)) === null) {
      const message = 'the store names an IPM subtree that does not exist';
      sink.report({ severity: 'error', code: 'PST_FOLDER', layer: 'messaging', offset: null, nid, message });
    }
  }, undefined);
}

/** Types that `checkFolder` and `checkItem` read. */
const CHECKED_ELSEWHERE: ReadonlySet<number> = new Set([
  nodeType.folder,
  nodeType.message,
  nodeType.associated,
  nodeType.hierarchyTable,
  nodeType.contentsTable,
  nodeType.associatedTable,
]);

/** Level 6 for every other node: what begins as properties or a table must be one; other data must be readable. */
export async function checkOtherNodes(db: NodeDatabase, signal: AbortSignal): Promise<void> {
  const { sink } = db;
  for await (const node of db.allNodes(signal)) {
    if (CHECKED_ELSEWHERE.has(typeOf(node.nid)) && node.nid > 0x8000) continue;
    if (blockKey(node.bidData) === 0) continue;
    sink.scope = { nid: node.nid };
    try {
      await sink.salvage(() => checkNode(db, node, signal), undefined);
    } finally {
      sink.scope = {};
    }
  }
}

async function checkNode(db: NodeDatabase, node: NodeRef, signal: AbortSignal): Promise<void> {
  const data = await DataTree.open(db, node.bidData, signal);
  const first = data.blockCount === 0 ? null : await data.block(0, signal);
  const client = first !== null && first.length >= 12 && first[2] === 0xec ? first[3] : undefined;
  if (client === heapClient.propertyContext)
    await checkProperties(await PropertyContext.open(db, node, signal), signal);
  else if (client === heapClient.tableContext) await checkTable(await TableContext.open(db, node, signal), signal);
  else for await (const _ of data.stream(signal)) signal.throwIfAborted();
}
