import { describe, expect, test } from 'vitest';
import { bytesByteSource } from '../../byte-source.ts';
import { FindingSink } from '../../finding-sink.ts';
import { openPst } from '../../messaging/open-pst.ts';
import { NodeDatabase } from '../../ndb/node-database.ts';
import { checkTrees } from '../../verify/check-trees.ts';
import { FileEditor } from '../testing/edit-file.ts';
import { collect, folderNamed, itemsOf, signal, writeFile } from '../testing/write-file.ts';
import { checkRules, pstRules } from './check-rules.ts';

const FOLDER = 2;
const MESSAGE = 4;
const CONTENTS = 0xe;
const ATTACHMENT_TABLE = 0x671;
const RECIPIENT_TABLE = 0x692;
const FIRST_ATTACHMENT = 0x8025;

/** Each changes one thing of a sound file, all checksums right; what the rule that must see it is called begins so. */
const changes: readonly (readonly [string, (file: FileEditor) => Promise<void>, string])[] = [
  [
    'a page that says it has room for fewer entries',
    (file) => file.editRootPage((page) => page.writeUInt8(19, 489)),
    'pages hold as many entries',
  ],
  [
    'a contents table with a parent',
    async (file) => {
      const { nid } = await file.nodeOfType(CONTENTS, (one) => one.nid > 0x8000);
      await file.editNode(nid, (entry) => entry.writeUInt32LE(0x122, 24));
    },
    'table nodes name no parent',
  ],
  [
    'no template of recipients',
    (file) => file.editNode(RECIPIENT_TABLE, (entry) => entry.writeUInt32LE(RECIPIENT_TABLE + 0x20, 0)),
    'the nodes that every store has',
  ],
  [
    'a store without a wastebasket',
    async (file) => file.editProperty(await file.node(0x21), 0x35e3_0102, (record) => record.writeUInt16LE(0x35e4, 0)),
    'the store names itself',
  ],
  [
    'a template with another column',
    async (file) =>
      file.editData(await file.node(ATTACHMENT_TABLE), (data) => {
        data.writeUInt32LE(0x370b_0002, data.indexOf(Buffer.from('03000b37', 'hex')));
      }),
    'templates have the columns',
  ],
  [
    'a name out of its place',
    async (file) =>
      file.editData(await file.node(0x61), (data) => {
        const entry = Buffer.from('0a00000004000000', 'hex');
        data.writeUInt16LE(1, data.indexOf(entry) + 6);
      }),
    'named properties are numbered',
  ],
  [
    'a folder that counts one item more',
    async (file) => {
      const folder = await file.nodeOfType(FOLDER, (one) => one.nid > 0x8062);
      await file.editProperty(folder, 0x3602_0003, (record) => record.writeUInt32LE(record.readUInt32LE(4) + 1, 4));
    },
    'rows of folders say',
  ],
  [
    'a message without a search key',
    async (file) =>
      file.editProperty(await file.nodeOfType(MESSAGE), 0x300b_0102, (record) => record.writeUInt16LE(0x300c, 0)),
    'messages have class, flags',
  ],
  [
    'a message that says it is larger',
    async (file) =>
      file.editProperty(await file.nodeOfType(MESSAGE), 0x0e08_0003, (record) => record.writeUInt32LE(9, 4)),
    'the size of a message',
  ],
  [
    'a message with other flags than its row',
    async (file) =>
      file.editProperty(await file.nodeOfType(MESSAGE), 0x0e07_0003, (record) => record.writeUInt32LE(9, 4)),
    'rows of contents tables',
  ],
  [
    'a recipient numbered 0',
    async (file) => {
      const message = await file.nodeOfType(MESSAGE);
      await file.editData(await file.subnode(message, RECIPIENT_TABLE), zeroFirstRow);
    },
    'recipients have row ids',
  ],
  [
    'an attachment of another size',
    async (file) => {
      const message = await file.nodeOfType(MESSAGE);
      const attachment = await file.subnode(message, FIRST_ATTACHMENT);
      await file.editProperty(attachment, 0x0e20_0003, (record) => record.writeUInt32LE(9, 4));
    },
    'attachments have a method',
  ],
  [
    'an attachment of another method than its row',
    async (file) => {
      const message = await file.nodeOfType(MESSAGE);
      const attachment = await file.subnode(message, FIRST_ATTACHMENT);
      await file.editProperty(attachment, 0x3705_0003, (record) => record.writeUInt32LE(4, 4));
    },
    'the attachment table lists',
  ],
  [
    'a property of no type',
    async (file) =>
      file.editProperty(await file.nodeOfType(MESSAGE), 0x0e07_0003, (record) => record.writeUInt16LE(0, 2)),
    'heaps have full blocks',
  ],
];

describe('each rule bites', () => {
  test.each(changes)('%s', async (_, change, rule) => {
    const file = await sample();
    expect(await checkRules(bytesByteSource(file), signal)).toEqual([]);
    await change(await FileEditor.open(file));
    const broken = await checkRules(bytesByteSource(file), signal);
    expect(broken.map(({ rule: name }) => name).join('\n')).toContain(rule);
  });

  test('a lone recipient numbered 0, as some writers number them, is read all the same', async () => {
    const file = await sample();
    const editor = await FileEditor.open(file);
    const table = await editor.subnode(await editor.nodeOfType(MESSAGE), RECIPIENT_TABLE);
    await editor.editData(table, (data) => {
      zeroFirstRow(data);
      data.writeUInt32LE(0, data.indexOf(Buffer.from('0100000004000000', 'hex')));
    });
    const pst = await openPst(bytesByteSource(file), { mode: 'strict', signal });
    const [item] = await itemsOf(pst, 'Inbox');
    expect(await collect(item?.recipients(signal))).toHaveLength(1);
  });

  test('a page over a map', async () => {
    const file = await sample();
    const db = await NodeDatabase.open(bytesByteSource(file), new FindingSink({ strict: true }), signal);
    const walk = await checkTrees(db, signal);
    const rule = pstRules.find(({ name }) => name.startsWith('pages lie on 512 bytes'));
    const places = async (pages: readonly number[]): Promise<string[]> =>
      collect(
        rule?.check(
          { db, walk: { ...walk, pages: Float64Array.from(pages) }, header: file, bytes: file.length },
          signal,
        ),
      );
    expect(await places([...walk.pages])).toEqual([]);
    expect(await places([0x4600])).toEqual(['512 bytes at 17920']);
    expect(await places([0x4a40])).toEqual(['512 bytes at 19008']);
  });
});

/** The row index of a table with one row of id 1, row 0, and the row itself: both ids become 0. */
function zeroFirstRow(data: Buffer): void {
  const map = data.readUInt16LE(0);
  const index = data.indexOf(Buffer.from('0100000000000000', 'hex'), 12);
  if (index < 0 || index >= map) throw new Error('no row index');
  data.writeUInt32LE(0, index);
}

async function sample(): Promise<Buffer> {
  const { bytes } = await writeFile(async (pst) => {
    const folder = pst.addFolder(pst.ipmSubtree, folderNamed('Inbox'));
    pst.namedProperty({ guid: Buffer.from('2903020000000000c000000000000046', 'hex'), id: 10 });
    const message = {
      properties: [{ tag: 0x0037_001f, value: '\u0001\u0001subject' }],
      recipients: [[{ tag: 0x0c15_0003, value: 1 }]],
      attachments: [{ properties: [{ tag: 0x3701_0102, value: Buffer.alloc(100, 1) }] }],
    };
    await pst.addMessage(folder, message, { signal });
  });
  return bytes;
}
