import { describe, expect, test } from 'vitest';
import { bytesByteSource } from '../../byte-source.ts';
import { sealHeader } from '../../testing/build-database.ts';
import { fixtureBytes, fixtureNames } from '../../testing/fixtures.ts';
import { folderNamed, signal, writeFile } from '../testing/write-file.ts';
import { checkRules, pstRules } from './check-rules.ts';

async function broken(bytes: Buffer): Promise<string[]> {
  return (await checkRules(bytesByteSource(bytes), signal)).map(({ rule }) => rule);
}

/** Files that programs other than Outlook wrote or changed, ANSI files, and the torn one. */
const OTHERS = /^(aspose|minimal-aspose|split|synthetic|storage|amapfree|ansi)|torn/;
/** What older Outlooks do otherwise: all of these are rules that hold in `new` files only. */
const OLDER: Readonly<Record<string, readonly string[]>> = {
  'outlook-1.pst': ['the size of a message is the sum of its leaf data blocks'],
  'submessage.pst': ['rows of contents tables repeat what the messages say'],
  'test-unicode.pst': [
    'templates have the columns that Outlook gives them, and a table description at 0x40',
    'the size of a message is the sum of its leaf data blocks',
  ],
};

describe('the rules', () => {
  test.each(fixtureNames.filter((name) => !OTHERS.test(name)))('are kept by Outlook in %s', async (name) => {
    const found = await broken(fixtureBytes(name));
    expect(found).toEqual(OLDER[name] ?? []);
    for (const rule of pstRules) if (rule.holds === 'all') expect(found).not.toContain(rule.name);
  });

  test('are kept by a file written here', async () => {
    expect(await broken(await sample())).toEqual([]);
  });

  test.each([
    ['amapfree-off-a.pst', 'the high-water marks of the header cover every node and every value in a subnode'],
    ['split-a-0.pst', 'named properties are numbered by their place, and each is in its bucket'],
    ['aspose-contacts.pst', 'messages have class, flags, size, times and a search key'],
    ['synthetic-tr.pst', 'the size of a message is the sum of its leaf data blocks'],
    ['storage-66.pst', 'rows of contents tables repeat what the messages say'],
  ])('bite: %s of another writer breaks one', async (name, rule) => {
    expect(await broken(fixtureBytes(name))).toContain(rule);
  });

  test.each<[string, (file: Buffer) => void, string]>([
    ['a last map elsewhere', (file) => file.writeUInt32LE(0x4400 + 512, 192), 'the file is whole sections long'],
    ['maps said to be invalid', (file) => file.writeUInt8(0, 248), 'the maps are said to be valid'],
    ['ids that would be given out again', (file) => file.writeUInt32LE(1, 32), 'ids to come are above'],
    ['a mark below the items', (file) => file.writeUInt32LE(0x10000, 44 + 16), 'the high-water marks'],
    ['a damaged PMap', (file) => file.writeUInt8(0, 0x4600), 'every map is at its place'],
  ])('bite: %s', async (_, change, rule) => {
    const file = await sample();
    change(file);
    sealHeader(file);
    const found = await broken(file);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(rule);
  });
});

/** A file with a little of everything that rules speak of. */
async function sample(): Promise<Buffer> {
  const { bytes } = await writeFile(async (pst) => {
    const folder = pst.addFolder(pst.ipmSubtree, folderNamed('Inbox'));
    const guid = Buffer.from('2903020000000000c000000000000046', 'hex');
    const ids = Array.from({ length: 600 }, (_, index) =>
      pst.namedProperty({ guid: index % 3 ? guid : Buffer.alloc(16, index), id: index % 2 ? `name ${index}` : index }),
    );
    const named = ids.slice(0, 500).map((id) => ({ tag: id * 0x10000 + 3, value: id }));
    const inner = { properties: [{ tag: 0x0037_001f, value: 'inner' }] };
    for (let index = 0; index < 100; index++) {
      const message = {
        properties: [
          { tag: 0x0037_001f, value: index % 7 ? `\u0001\u0001subject ${index}` : '' },
          { tag: 0x0070_001f, value: '' },
          { tag: 0x0e04_001f, value: index % 5 ? 'Someone' : '' },
          { tag: 0x0e06_0040, value: new Date(1e12 + index) },
          { tag: 0x1000_001f, value: 'text '.repeat(index * 30) },
          ...(index === 0 ? named : []),
        ],
        recipients: [[{ tag: 0x0c15_0003, value: 1 }]],
        attachments: [
          { properties: [{ tag: 0x3701_0102, value: Buffer.alloc(index * 400, 1) }] },
          { properties: [], message: inner },
          { properties: [], object: Buffer.alloc(9000) },
        ].slice(0, index % 4),
      };
      await pst.addMessage(folder, message, { associated: index % 10 === 9, signal });
    }
  });
  return bytes;
}
