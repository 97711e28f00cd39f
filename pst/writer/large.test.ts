import { describe, expect, test } from 'vitest';
import { bytesByteSource, openPst, verifyPst } from '../index.ts';
import type { PstAttachmentInput } from './index.ts';
import { collect, folderNamed, inPieces, itemsOf, signal, writeFile } from './testing/write-file.ts';

async function check(bytes: Buffer) {
  const source = bytesByteSource(bytes);
  const { findings, counts } = await verifyPst(source, { grade: 'full', signal });
  expect(findings).toEqual([]);
  return { counts, file: await openPst(source, { mode: 'strict', signal }) };
}

describe('beyond what one block of references names', () => {
  test('a value of more than 8,347,696 bytes is streamed in and out through an XXBLOCK', async () => {
    const value = Buffer.alloc(1021 * 8176 + 3 * 8176 + 77);
    for (let at = 0; at + 4 <= value.length; at += 4) value.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
    const { bytes } = await writeFile(async (pst) => {
      const data = { tag: 0x3701_0102, value: inPieces(value, 100_001) };
      await pst.addMessage(pst.deletedItems, { properties: [], attachments: [{ properties: [data] }] }, { signal });
    });
    const { file } = await check(bytes);
    const [item] = await itemsOf(file, 'Deleted Items');
    const [attachment] = await collect(item?.attachments(signal));
    expect(attachment?.size).toBe(value.length);
    const read = Buffer.concat(await collect(attachment?.content(signal)));
    expect(read.equals(value)).toBe(true);
  });

  test('values exactly at its limit and one byte above are whole', async () => {
    const sizes = [1021 * 8176, 1021 * 8176 + 1];
    const { bytes } = await writeFile(async (pst) => {
      for (const size of sizes) {
        const attachment = { properties: [{ tag: 0x3701_0102, value: inPieces(Buffer.alloc(size, 5), 65_536) }] };
        await pst.addMessage(pst.deletedItems, { properties: [], attachments: [attachment] }, { signal });
      }
    });
    const { file } = await check(bytes);
    for (const [index, item] of (await itemsOf(file, 'Deleted Items')).entries()) {
      const [attachment] = await collect(item.attachments(signal));
      expect(attachment?.size).toBe(sizes[index]);
    }
  });

  test('900 attachments hang on one item through an SIBLOCK', async () => {
    const names = Array.from({ length: 900 }, (_, index) => `file ${index}`);
    const attachments = names.map((name): PstAttachmentInput => ({ properties: [{ tag: 0x3707_001f, value: name }] }));
    const { bytes } = await writeFile(async (pst) => {
      await pst.addMessage(pst.deletedItems, { properties: [], attachments }, { signal });
    });
    const { file, counts } = await check(bytes);
    expect(counts?.attachments).toBe(900);
    const [item] = await itemsOf(file, 'Deleted Items');
    const read = await collect(item?.attachments(signal));
    expect(read.map((one) => one.filename)).toEqual(names);
  });
});

describe('many items', () => {
  test('a folder of 20,000 lists each, with text too long for its table among them', async () => {
    const subject = (index: number): string => (index % 5000 === 0 ? 'long '.repeat(1000) + index : `subject ${index}`);
    const { bytes } = await writeFile(async (pst) => {
      const folder = pst.addFolder(pst.ipmSubtree, folderNamed('Many'));
      for (let index = 0; index < 20_000; index++) {
        await pst.addMessage(folder, { properties: [{ tag: 0x0037_001f, value: subject(index) }] }, { signal });
      }
    });
    const { file, counts } = await check(bytes);
    expect(counts?.items).toBe(20_000);
    let index = 0;
    for (const item of await itemsOf(file, 'Many')) expect(item.subject).toBe(subject(index++));
  });

  test('more folders than may share one empty table, each within its limit of references', async () => {
    const { bytes } = await writeFile(async (pst) => {
      for (let index = 0; index < 61_000; index++) pst.addFolder(pst.ipmSubtree, folderNamed(`${index}`));
    });
    const { findings, counts } = await verifyPst(bytesByteSource(bytes), { grade: 'structure', signal });
    expect(findings).toEqual([]);
    expect(counts?.folders).toBe(61_004);
  });

  test('a file beyond the first deprecated map at 32 MB keeps clear of it', async () => {
    const { bytes } = await writeFile(async (pst) => {
      const data = { tag: 0x3701_0102, value: inPieces(Buffer.alloc(36e6, 3), 65_536) };
      await pst.addMessage(pst.deletedItems, { properties: [], attachments: [{ properties: [data] }] }, { signal });
    });
    await check(bytes);
    const map = 0x4400 + 128 * 253_952 + 0x400;
    expect(bytes[map + 496]).toBe(0x82);
    expect(bytes.readUInt32LE(map + 504)).toBe(map);
  });
});
