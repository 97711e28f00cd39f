import { describe, expect, test } from 'vitest';
import { collectBytes, hasCode } from '../../../core/index.ts';
import { bytesByteSource, openPst, verifyPst } from '../../index.ts';
import type { PstItem } from '../../model.ts';
import { createPst, memoryByteSink, type PstAttachmentInput, type PstMessageInput } from '../index.ts';
import { collect, folderNamed, inPieces, itemsOf, signal, writeFile } from '../testing/write-file.ts';

async function open(bytes: Buffer) {
  return openPst(bytesByteSource(bytes), { mode: 'strict', signal });
}

async function verified(bytes: Buffer) {
  const result = await verifyPst(bytesByteSource(bytes), { grade: 'full', signal });
  expect(result.findings).toEqual([]);
  return result;
}

function mail(subject: string, more: Partial<PstMessageInput> = {}): PstMessageInput {
  return { properties: [{ tag: 0x0037_001f, value: subject }], ...more };
}

describe('a new file', () => {
  test('without anything in it is one section long, sound and has the folders every store has', async () => {
    const { bytes, written } = await writeFile(async () => {});
    expect(written).toEqual({ bytes: 271_360, folders: 0, items: 0, associated: 0, attachments: 0 });
    expect(bytes.length).toBe(271_360);
    const { folders, counts, info } = await verified(bytes);
    expect(folders.map((one) => `${one.nid.toString(16)} ${one.path.join('/')}`)).toEqual([
      '122 ',
      '2223 SPAM Search Folder 2',
      '8022 Top of Outlook data file',
      '8062 Top of Outlook data file/Deleted Items',
      '8042 Search Root',
    ]);
    expect(counts).toEqual({ folders: 4, searchFolders: 1, items: 0, associated: 0, attachments: 0 });
    expect(info).toEqual({ format: 'unicode', encoding: 'permute', password: false, bytes: 271_360 });
  });

  test('is the same, byte for byte, when it is written again', async () => {
    const fill = async () =>
      writeFile(async (pst) => {
        const folder = pst.addFolder(pst.ipmSubtree, folderNamed('Inbox'));
        const id = pst.namedProperty({ guid: Buffer.alloc(16, 9), id: 'Colour' });
        const properties = [{ tag: id * 0x10000 + 0x1f, value: 'red' }];
        await pst.addMessage(folder, { properties, attachments: [{ properties: [] }] }, { signal });
      });
    expect((await fill()).bytes.equals((await fill()).bytes)).toBe(true);
  });

  test('keeps folders that are filled in turns apart, and counts what is unread and what is hidden', async () => {
    const { bytes } = await writeFile(async (pst) => {
      const left = pst.addFolder(pst.ipmSubtree, folderNamed('Left'));
      const right = pst.addFolder(left, folderNamed('Right'));
      for (let index = 0; index < 10; index++) {
        const flags = { tag: 0x0e07_0003, value: index < 4 ? 1 : 0 };
        await pst.addMessage(index % 2 ? left : right, { properties: [flags] }, { signal });
      }
      await pst.addMessage(left, mail('hidden'), { associated: true, signal });
    });
    const { folders } = await verified(bytes);
    const named = (name: string) => folders.find((one) => one.path.at(-1) === name);
    expect(named('Left')).toMatchObject({ items: 5, associated: 1, ipmPath: ['Left'] });
    expect(named('Right')).toMatchObject({ items: 5, associated: 0, ipmPath: ['Left', 'Right'] });
  });

  test('holds recipients with properties the template has no column for', async () => {
    const { bytes } = await writeFile(async (pst) => {
      const recipients = Array.from({ length: 200 }, (_, index) => [
        { tag: 0x0c15_0003, value: 1 + (index % 3) },
        { tag: 0x3001_001f, value: `Person ${index}` },
        { tag: 0x3002_001f, value: 'EX' },
        { tag: 0x3003_001f, value: `/o=x/cn=${index}` },
        { tag: 0x39fe_001f, value: `p${index}@example.test` },
      ]);
      await pst.addMessage(pst.deletedItems, mail('to many', { recipients }), { signal });
    });
    await verified(bytes);
    const [item] = await itemsOf(await open(bytes), 'Deleted Items');
    const read = await collect((item as PstItem).recipients(signal));
    expect(read).toHaveLength(200);
    expect(read[4]).toEqual({
      type: 'cc',
      name: 'Person 4',
      addressType: 'EX',
      address: '/o=x/cn=4',
      smtpAddress: 'p4@example.test',
    });
  });

  test('holds mail in mail in mail, five deep, with an attachment at every depth', async () => {
    const nested = (depth: number): PstMessageInput => {
      const attachments: PstAttachmentInput[] = [
        {
          properties: [
            { tag: 0x3707_001f, value: `file ${depth}` },
            { tag: 0x3701_0102, value: inPieces(Buffer.alloc(5000 * depth, depth), 777) },
          ],
        },
      ];
      if (depth < 5) attachments.push({ properties: [], message: nested(depth + 1) });
      return mail(`level ${depth}`, { attachments });
    };
    const { bytes, written } = await writeFile(async (pst) => {
      await pst.addMessage(pst.deletedItems, nested(0), { signal });
    });
    expect(written.attachments).toBe(11);
    await verified(bytes);
    let [item] = (await itemsOf(await open(bytes), 'Deleted Items')) as (PstItem | null | undefined)[];
    for (let depth = 0; depth <= 5; depth++) {
      expect(item?.subject).toBe(`level ${depth}`);
      const [file, inner] = await collect(item?.attachments(signal));
      expect(file?.filename).toBe(`file ${depth}`);
      const content = await collectBytes(file?.content(signal) ?? inPieces(Buffer.alloc(0), 1), 1e6);
      expect(content.equals(Buffer.alloc(5000 * depth, depth))).toBe(true);
      item = (await inner?.embedded(signal)) ?? null;
    }
    expect(item).toBeNull();
  });

  test('holds an OLE storage as it was given', async () => {
    const storage = Buffer.alloc(30_000, 7);
    const { bytes } = await writeFile(async (pst) => {
      const attachments = [{ properties: [], object: inPieces(storage, 1000) }];
      await pst.addMessage(pst.deletedItems, mail('ole', { attachments }), { signal });
    });
    await verified(bytes);
    const [item] = await itemsOf(await open(bytes), 'Deleted Items');
    const [ole] = await collect((item as PstItem).attachments(signal));
    expect(ole?.method).toBe(6);
    expect(ole && (await collectBytes(ole.content(signal), 1e6)).equals(storage)).toBe(true);
  });
});

describe('what goes wrong', () => {
  async function* breaksOff(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(100_000);
    throw new Error('the line is cut');
  }

  test('in one message leaves the file whole without it', async () => {
    const { bytes, written } = await writeFile(async (pst) => {
      await pst.addMessage(pst.deletedItems, mail('before'), { signal });
      const broken = mail('broken', {
        recipients: [],
        attachments: [
          { properties: [{ tag: 0x3701_0102, value: Buffer.alloc(9000) }] },
          { properties: [{ tag: 0x3701_0102, value: breaksOff() }] },
        ],
      });
      await expect(pst.addMessage(pst.deletedItems, broken, { signal })).rejects.toThrow('the line is cut');
      await pst.addMessage(pst.deletedItems, mail('after'), { signal });
    });
    expect(written).toMatchObject({ items: 2, attachments: 0 });
    await verified(bytes);
    const items = await itemsOf(await open(bytes), 'Deleted Items');
    expect(items.map((one) => one.subject)).toEqual(['before', 'after']);
  });

  test.each([
    ['text for a number', [{ tag: 0x0017_0003, value: 'high' }]],
    ['a number for a text', [{ tag: 0x0037_001f, value: 5 }]],
    ['a number beyond its type', [{ tag: 0x0017_0003, value: 2 ** 32 }]],
    [
      'an id given twice',
      [
        { tag: 0x0037_001f, value: 'a' },
        { tag: 0x0037_001e, value: 'a' },
      ],
    ],
    ['a type of 0', [{ tag: 0x0037_0000, value: 'a' }]],
    ['a type nobody knows', [{ tag: 0x0037_0333, value: Buffer.alloc(3) }]],
    ['an object that is no attachment', [{ tag: 0x3701_000d, value: Buffer.alloc(8) }]],
    ['seven bytes for a time', [{ tag: 0x0e06_0040, value: Buffer.alloc(7) }]],
  ])('%s is refused', async (_, properties) => {
    await writeFile(async (pst) => {
      const adding = pst.addMessage(pst.deletedItems, { properties }, { signal });
      await expect(adding).rejects.toSatisfy((error) => hasCode(error, 'PSTWRITER_INPUT'));
    });
  });

  test('is said of a folder that is not there, of one without a name and of a key of another length', async () => {
    const { bytes, written } = await writeFile(async (pst) => {
      expect(() => pst.addFolder(0x9992, folderNamed('x'))).toThrow('no folder');
      expect(() => pst.addFolder(pst.ipmSubtree, [])).toThrow('no name');
      await expect(pst.addMessage(0x9992, mail('x'), { signal })).rejects.toThrow('no folder');
    });
    expect(written.folders).toBe(0);
    await verified(bytes);
    const options = { displayName: 'x', createdAt: new Date(0), signal };
    await expect(createPst(memoryByteSink(), { ...options, recordKey: Buffer.alloc(3) })).rejects.toThrow('16 bytes');
  });

  test('is refused when two things are asked for at once', async () => {
    await writeFile(async (pst) => {
      const first = pst.addMessage(pst.deletedItems, mail('one'), { signal });
      await expect(pst.addMessage(pst.deletedItems, mail('two'), { signal })).rejects.toThrow(TypeError);
      await first;
    });
  });

  test('leaves a header that says so until the file is finished', async () => {
    const sink = memoryByteSink();
    const options = { displayName: 'x', recordKey: Buffer.alloc(16), createdAt: new Date(0), signal };
    await using pst = await createPst(sink, options);
    await pst.addMessage(pst.deletedItems, mail('one'), { signal });
    expect(sink.bytes[248]).toBe(0);
    await pst.finish(signal);
    expect(sink.bytes[248]).toBe(2);
  });
});
