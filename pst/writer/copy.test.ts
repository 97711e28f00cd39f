import { expect, test } from 'vitest';
import { bytesByteSource, openPst, type PstValue, verifyPst } from '../index.ts';
import type { PstItem } from '../model.ts';
import { fixtureBytes } from '../testing/fixtures.ts';
import type { PstProperty } from './index.ts';
import { collect, folderNamed, itemsOf, signal, writeFile } from './testing/write-file.ts';

/** The writer's own, or not of the message: size and flags, and values the reader has no bytes for. */
const OWN = new Set([0x0e07, 0x0e08]);

async function propertiesOf(item: PstItem): Promise<(PstProperty & { readonly value: PstValue })[]> {
  const properties: (PstProperty & { readonly value: PstValue })[] = [];
  for (const tag of item.tags) {
    const value = await item.property(tag, signal);
    if (value !== null && !OWN.has(tag >>> 16)) properties.push({ tag, value });
  }
  return properties;
}

test.each([
  'outlook-1.pst',
  'tika-test.pst',
  'body-types.pst',
  'contacts.pst',
  'ansi-contacts.pst',
  'recipients-200.pst',
  'test-unicode.pst',
])('items of %s copied through reader and writer keep every property and attachment', async (name) => {
  const source = await openPst(bytesByteSource(fixtureBytes(name)), { mode: 'strict', signal });
  const originals: PstItem[] = [];
  const { bytes } = await writeFile(async (pst) => {
    const into = pst.addFolder(pst.ipmSubtree, folderNamed('Copies'));
    for await (const folder of source.folders(signal)) {
      for await (const item of source.items(folder, signal)) {
        if (item.associated) continue;
        originals.push(item);
        const attachments = (await collect(item.attachments(signal)))
          .filter((one) => one.method === 1)
          .map((one) => ({
            properties: [
              { tag: 0x3707_001f, value: one.filename },
              { tag: 0x3701_0102, value: one.content(signal) },
            ],
          }));
        await pst.addMessage(into, { properties: await propertiesOf(item), attachments }, { signal });
      }
    }
  });
  expect((await verifyPst(bytesByteSource(bytes), { grade: 'full', signal })).findings).toEqual([]);
  const copies = await itemsOf(await openPst(bytesByteSource(bytes), { mode: 'strict', signal }), 'Copies');
  expect(copies).toHaveLength(originals.length);
  for (const [index, original] of originals.entries()) {
    const copy = copies[index];
    for (const { tag, value } of await propertiesOf(original)) {
      expect(await copy?.property(tag, signal), tag.toString(16)).toEqual(value);
    }
    const byValue = (await collect(original.attachments(signal))).filter((one) => one.method === 1);
    const copied = await collect(copy?.attachments(signal));
    expect(copied.map((one) => [one.filename, one.size])).toEqual(byValue.map((one) => [one.filename, one.size]));
  }
});
