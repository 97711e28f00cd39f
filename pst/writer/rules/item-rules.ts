import { PropertyContext } from '../../ltp/property-context.ts';
import { TableContext } from '../../ltp/table-context.ts';
import { fixedSize, propertyType } from '../../ltp/values.ts';
import { nodeId, nodeType, prop, siblingNode, typeOf } from '../../messaging/tags.ts';
import { DataTree } from '../../ndb/data-tree.ts';
import type { NodeDatabase, NodeRef } from '../../ndb/node-database.ts';
import { findSubnode, subnodes } from '../../ndb/subnodes.ts';
import type { PstRule } from './rule.ts';

/** Columns of the contents table that repeat a property of the message; 0x3008 is not among them: Outlook lets it differ. */
const REPEATED = [0x001a, 0x0037, 0x0e06, 0x0e07, 0x0e08, 0x0070, 0x0e04];
const MUST = [prop.messageClass, prop.messageFlags, prop.messageSize, 0x3007, prop.lastModified, prop.searchKey];

async function* itemNodes(db: NodeDatabase, signal: AbortSignal): AsyncGenerator<NodeRef> {
  for await (const node of db.allNodes(signal)) {
    if (typeOf(node.nid) === nodeType.message || typeOf(node.nid) === nodeType.associated) yield node;
  }
}

/** Leaf bytes of a node and of all subnodes, at every depth. */
async function leafBytes(db: NodeDatabase, node: NodeRef, signal: AbortSignal): Promise<number> {
  let total = (await DataTree.open(db, node.bidData, signal)).bytes;
  for await (const below of subnodes(db, node.bidSub, signal)) total += await leafBytes(db, below, signal);
  return total;
}

async function* attachmentsOf(db: NodeDatabase, node: NodeRef, signal: AbortSignal): AsyncGenerator<NodeRef> {
  for await (const below of subnodes(db, node.bidSub, signal))
    if (typeOf(below.nid) === nodeType.attachment) yield below;
}

function hex(nid: number): string {
  return `0x${nid.toString(16)}`;
}

/** Rules about messages, their rows, recipients and attachments. */
export const itemRules: readonly PstRule[] = [
  {
    name: 'messages have class, flags, size, times and a search key',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        const item = await PropertyContext.open(db, node, signal);
        for (const id of MUST) if (item.find(id) === null) yield `${hex(node.nid)} lacks ${hex(id)}`;
      }
    },
  },
  {
    name: 'the size of a message is the sum of its leaf data blocks',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        const size = await (await PropertyContext.open(db, node, signal)).integer(prop.messageSize, signal);
        const sum = await leafBytes(db, node, signal);
        if (size !== sum) yield `${hex(node.nid)} says ${size}, holds ${sum}`;
      }
    },
  },
  {
    name: 'rows of contents tables repeat what the messages say',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of db.allNodes(signal)) {
        if (typeOf(node.nid) !== nodeType.folder) continue;
        const contents = await db.node(siblingNode(node.nid, nodeType.contentsTable), signal);
        if (contents === null) continue;
        const table = await TableContext.open(db, contents, signal);
        for await (const row of table.rows(signal)) {
          const item = await db.node(row.id, signal);
          if (item === null) {
            yield `row ${hex(row.id)} names nothing`;
            continue;
          }
          const properties = await PropertyContext.open(db, item, signal);
          for (const id of REPEATED) {
            const [cell, own] = [await table.cell(row, id, signal), await properties.value(id, signal)];
            const isSame = cell instanceof Date && own instanceof Date ? +cell === +own : cell === own;
            if (!isSame && !(cell === null && own === '')) yield `${hex(row.id)} property ${hex(id)}`;
          }
        }
      }
    },
  },
  {
    name: 'recipients have row ids other than 0',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        const table = await findSubnode(db, node.bidSub, nodeId.recipientTable, signal);
        if (table === null) continue;
        for (const id of (await TableContext.open(db, table, signal)).rowIds()) if (id === 0) yield hex(node.nid);
      }
    },
  },
  {
    name: 'attachments have a method, a rendering position and the size of their values',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        for await (const attachment of attachmentsOf(db, node, signal)) {
          const context = await PropertyContext.open(db, attachment, signal);
          for (const id of [prop.attachMethod, 0x370b]) {
            if (context.find(id) === null) yield `${hex(node.nid)} ${hex(attachment.nid)} lacks ${hex(id)}`;
          }
          let sum = 0;
          for (const { id, type } of context.records()) {
            const object = type === propertyType.object ? await context.object(id, signal) : null;
            const size = fixedSize(type);
            sum += object?.bytes ?? (size !== null && size <= 4 ? size : await context.byteLength(id, signal));
          }
          const size = await context.integer(prop.attachSize, signal);
          if (size !== sum) yield `${hex(node.nid)} ${hex(attachment.nid)} says ${size}, holds ${sum}`;
        }
      }
    },
  },
  {
    name: 'the attachment table lists every attachment with its size and method',
    holds: 'new',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        const table = await findSubnode(db, node.bidSub, nodeId.attachmentTable, signal);
        const open = table === null ? null : await TableContext.open(db, table, signal);
        const rows = new Map<number, string>();
        if (open !== null) {
          for await (const row of open.rows(signal)) {
            const cells = [
              await open.cell(row, prop.attachSize, signal),
              await open.cell(row, prop.attachMethod, signal),
            ];
            rows.set(row.id, cells.join());
          }
        }
        for await (const attachment of attachmentsOf(db, node, signal)) {
          const context = await PropertyContext.open(db, attachment, signal);
          const own = [await context.value(prop.attachSize, signal), await context.value(prop.attachMethod, signal)];
          if (rows.get(attachment.nid) !== own.join()) yield `${hex(node.nid)} ${hex(attachment.nid)}`;
        }
      }
    },
  },
  {
    name: 'heaps have full blocks but the last, and properties of a type that is one',
    holds: 'all',
    async *check({ db }, signal) {
      for await (const node of itemNodes(db, signal)) {
        const context = await PropertyContext.open(db, node, signal);
        const { data } = context.node.heap;
        for (let index = 0; index + 1 < data.blockCount; index++) {
          if ((await data.block(index, signal)).length !== db.header.layout.blockDataMax)
            yield `heap of ${hex(node.nid)}`;
        }
        for (const { id, type } of context.records()) if (type === 0) yield `${hex(node.nid)} property ${hex(id)}`;
      }
    },
  },
];
