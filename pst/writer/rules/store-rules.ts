import { PropertyContext } from '../../ltp/property-context.ts';
import { TableContext } from '../../ltp/table-context.ts';
import { nodeId, nodeType, prop, siblingNode, typeOf } from '../../messaging/tags.ts';
import { pstCrc } from '../../ndb/crc.ts';
import { storeNode } from '../messaging/node-ids.ts';
import { type TemplateName, templateNodes, templates } from '../messaging/templates.ts';
import type { PstRule } from './rule.ts';

/** [MS-PST] 2.7.1, and 0x62B, which Outlook and Aspose both add. The wastebasket has other nodes in some files of Outlook. */
const MANDATORY = [
  nodeId.store,
  nodeId.nameMap,
  ...[nodeId.rootFolder, storeNode.ipmSubtree, storeNode.searchRoot].flatMap((nid) => [
    nid,
    ...[nodeType.hierarchyTable, nodeType.contentsTable, nodeType.associatedTable].map((type) =>
      siblingNode(nid, type),
    ),
  ]),
  storeNode.searchManagementQueue,
  storeNode.searchActivityList,
  ...[0x60d, 0x60e, 0x60f, 0x610, 0x62b, 0x671, 0x692],
];

/** Rules about what every store has. */
export const storeRules: readonly PstRule[] = [
  {
    name: 'the nodes that every store has are there',
    holds: 'new',
    async *check({ db }, signal) {
      for (const nid of MANDATORY) if ((await db.node(nid, signal)) === null) yield `0x${nid.toString(16)}`;
    },
  },
  {
    name: 'the store names itself, its key and its three folders, which exist',
    holds: 'all',
    async *check({ db }, signal) {
      const node = await db.node(nodeId.store, signal);
      if (node === null) return yield 'no store';
      const store = await PropertyContext.open(db, node, signal);
      const key = await store.binary(prop.storeRecordKey, signal);
      if (key?.length !== 16) yield 'record key';
      if (store.find(prop.displayName) === null) yield 'name';
      for (const id of [prop.ipmSubtree, 0x35e3, 0x35e7]) {
        const entry = await store.binary(id, signal);
        const isOwn = entry?.length === 24 && key !== null && entry.subarray(4, 20).equals(key);
        if (!isOwn || (await db.node(entry.readUInt32LE(20), signal)) === null) yield `0x${id.toString(16)}`;
      }
    },
  },
  {
    name: 'templates have the columns that Outlook gives them, and a table description at 0x40',
    holds: 'new',
    async *check({ db }, signal) {
      for (const name of Object.keys(templates) as TemplateName[]) {
        const node = await db.node(templateNodes[name], signal);
        if (node === null) continue;
        const table = await TableContext.open(db, node, signal);
        const found = new Set(table.columns.map(({ id, type }) => id * 0x10000 + type));
        for (const { tag } of templates[name].columns) {
          if (!found.has(tag)) yield `${name} lacks 0x${tag.toString(16)}`;
        }
        if (table.node.heap.root !== 0x40) yield `description of ${name}`;
      }
    },
  },
  {
    name: 'named properties are numbered by their place, and each is in its bucket',
    holds: 'all',
    async *check({ db }, signal) {
      const node = await db.node(nodeId.nameMap, signal);
      if (node === null) return yield 'no name map';
      const map = await PropertyContext.open(db, node, signal);
      const stream = (await map.binary(3, signal)) ?? Buffer.alloc(0);
      const texts = (await map.binary(4, signal)) ?? Buffer.alloc(0);
      for (let at = 0; at < stream.length; at += 8) {
        const flags = stream.readUInt16LE(at + 4);
        if (stream.readUInt16LE(at + 6) !== at / 8) yield `place of name ${at / 8}`;
        let key = stream.readUInt32LE(at);
        if ((flags & 1) !== 0) {
          const length = texts.readUInt32LE(key);
          key = pstCrc(texts.subarray(key + 4, key + 4 + length));
        }
        const bucket = (await map.binary(0x1000 + (((key ^ flags) >>> 0) % 251), signal)) ?? Buffer.alloc(0);
        const wanted = Buffer.from(stream.subarray(at, at + 8));
        wanted.writeUInt32LE(key, 0);
        if (bucket.indexOf(wanted) % 8 !== 0) yield `bucket of name ${at / 8}`;
      }
    },
  },
  {
    name: 'rows of folders say what the folders say, and counters are those of the tables',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const folder of db.allNodes(signal)) {
        if (typeOf(folder.nid) !== nodeType.folder) continue;
        const node = await db.node(siblingNode(folder.nid, nodeType.hierarchyTable), signal);
        if (node === null) continue;
        const table = await TableContext.open(db, node, signal);
        for await (const row of table.rows(signal)) {
          const child = await db.node(row.id, signal);
          if (child === null) {
            yield `row 0x${row.id.toString(16)} names nothing`;
            continue;
          }
          const properties = await PropertyContext.open(db, child, signal);
          for (const id of [0x3001, 0x3602, 0x3603, 0x360a, 0x3613]) {
            const [cell, own] = [await table.cell(row, id, signal), await properties.value(id, signal)];
            if (cell !== own) yield `0x${row.id.toString(16)} property 0x${id.toString(16)}`;
          }
          if (typeOf(row.id) !== nodeType.folder) continue;
          const contents = await db.node(siblingNode(row.id, nodeType.contentsTable), signal);
          const count = contents === null ? -1 : (await TableContext.open(db, contents, signal)).rowCount;
          if (count !== (await properties.integer(prop.contentCount, signal)))
            yield `count of 0x${row.id.toString(16)}`;
        }
      }
    },
  },
];
