import { describe, expect, test } from 'vitest';
import { collectBytes, neverAborted, sha256Hex } from '../../core/index.ts';
import { bytesByteSource, fileByteSource } from '../byte-source.ts';
import { FindingSink } from '../finding-sink.ts';
import type { PstFile, PstFolder, PstItem } from '../model.ts';
import { blockExtent } from '../ndb/layout.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { sealHeader } from '../testing/build-database.ts';
import { fixtureBytes, fixtureCounts, fixtureNames, fixturePath } from '../testing/fixtures.ts';
import { openPst } from './open-pst.ts';

const signal = neverAborted;
const TORN = 'outlook-1-torn.pst';

async function open(name: string, mode: 'strict' | 'salvage' = 'strict'): Promise<PstFile> {
  return openPst(bytesByteSource(fixtureBytes(name)), { mode, signal });
}

async function listAll<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function listFolders(file: PstFile): Promise<PstFolder[]> {
  return listAll(file.folders(signal));
}

async function listItems(file: PstFile): Promise<PstItem[]> {
  const items: PstItem[] = [];
  for (const folder of await listFolders(file)) items.push(...(await listAll(file.items(folder, signal))));
  return items;
}

async function firstItem(name: string, subject?: string): Promise<PstItem> {
  const items = await listItems(await open(name));
  const item = items.find((one) => !one.associated && (subject === undefined || one.subject === subject));
  if (item === undefined) throw new Error(`${name} has no such item`);
  return item;
}

describe.each(fixtureNames.filter((name) => name !== TORN))('%s', (name) => {
  test('has the counts of an independent reader, listed and counted', async () => {
    const file = await open(name);
    const counts = await file.counts(signal);
    expect(counts).toEqual(fixtureCounts[name]);
    const folders = await listFolders(file);
    const items = await listItems(file);
    expect({
      folders: folders.filter((one) => !one.isSearchFolder).length,
      searchFolders: folders.filter((one) => one.isSearchFolder).length,
      items: items.filter((one) => !one.associated).length,
      associated: items.filter((one) => one.associated).length,
    }).toEqual({ ...counts, attachments: undefined });
    expect(file.findings.filter((one) => one.severity === 'error')).toEqual([]);
  });

  test('gives every property, recipient, body and attachment of every item', async () => {
    const file = await open(name);
    let attachments = 0;
    const readAll = async (item: PstItem): Promise<void> => {
      for (const tag of item.tags) await item.property(tag, signal);
      for (const kind of item.bodies) await collectBytes(item.body(kind, signal), 2 ** 24);
      await listAll(item.recipients(signal));
      for await (const attachment of item.attachments(signal)) {
        attachments++;
        const content = await collectBytes(attachment.content(signal), 2 ** 24);
        if (attachment.method === 1) expect(content.length).toBe(attachment.size);
        const embedded = await attachment.embedded(signal);
        expect(embedded !== null).toBe(attachment.method === 5);
        if (embedded !== null) await readAll(embedded);
      }
    };
    for (const item of await listItems(file)) await readAll(item);
    expect(attachments).toBe(fixtureCounts[name]?.attachments);
  });
});

describe('a torn file', () => {
  test('is refused in strict mode by the first page of another generation', async () => {
    await expect(open(TORN)).rejects.toMatchObject({ code: 'PST_PAGE', kind: 'integrity' });
  });

  test('is read whole in salvage mode, the two torn pages being findings', async () => {
    const seen: string[] = [];
    const source = bytesByteSource(fixtureBytes(TORN));
    const file = await openPst(source, { mode: 'salvage', signal, onFinding: (one) => seen.push(one.code) });
    expect(await file.counts(signal)).toEqual(fixtureCounts[TORN]);
    expect((await listItems(file)).length).toBe(27);
    expect(file.findings.map((one) => [one.code, one.layer, one.severity])).toEqual([
      ['PST_PAGE', 'page', 'error'],
      ['PST_PAGE', 'page', 'error'],
    ]);
    expect(seen).toEqual(['PST_PAGE', 'PST_PAGE']);
  });
});

describe('an item whose block is gone', () => {
  async function damaged(): Promise<{ readonly bytes: Buffer; readonly nid: number }> {
    const bytes = fixtureBytes('synthetic-tr.pst');
    const db = await NodeDatabase.open(bytesByteSource(bytes), new FindingSink({ strict: true }), signal);
    for await (const node of db.allNodes(signal)) {
      if ((node.nid & 0x1f) !== 4) continue;
      const ref = await db.blockRef(node.bidData, signal);
      bytes.fill(0, ref.ib, ref.ib + blockExtent(ref.stored, db.header.layout));
      return { bytes, nid: node.nid };
    }
    throw new Error('no item');
  }

  test('is left out in salvage mode, with a finding that names it, and all others are given', async () => {
    const { bytes, nid } = await damaged();
    const file = await openPst(bytesByteSource(bytes), { mode: 'salvage', signal });
    const nids = (await listItems(file)).map((one) => one.nid);
    expect(nids).toHaveLength(149);
    expect(nids).not.toContain(nid);
    expect((await file.counts(signal)).items).toBe(150);
    const named = file.findings.filter((one) => one.nid === nid);
    expect(named).toMatchObject([{ severity: 'error', code: 'PST_ITEM', folder: expect.stringMatching(/^\/./) }]);
  });

  test('ends the listing in strict mode', async () => {
    const { bytes } = await damaged();
    const file = await openPst(bytesByteSource(bytes), { mode: 'strict', signal });
    await expect(listItems(file)).rejects.toMatchObject({ code: 'PST_BLOCK', kind: 'integrity' });
  });
});

describe('folders', () => {
  test('carry their path without the root, and their place in the IPM subtree', async () => {
    const folders = await listFolders(await open('outlook-1.pst'));
    expect(folders[0]).toMatchObject({ nid: 0x122, path: [], ipmPath: null });
    const inside = folders.filter((one) => one.ipmPath !== null && !one.isSearchFolder);
    // What Exchange would count: 16 items and 6 associated ones of 17 and 10.
    expect(inside.reduce((sum, one) => sum + one.items, 0)).toBe(16);
    expect(inside.reduce((sum, one) => sum + one.associated, 0)).toBe(6);
    const inbox = folders.find((one) => one.name === 'Inbox');
    expect(inbox?.ipmPath).toEqual(['Inbox']);
    expect(inbox?.path.at(-1)).toBe('Inbox');
    expect(inbox?.path.length).toBe(2);
  });

  test('come after the folder they lie in', async () => {
    const seen = new Set<string>(['']);
    for (const folder of await listFolders(await open('split-a-0.pst'))) {
      expect(seen).toContain(folder.path.slice(0, -1).join('/'));
      seen.add(folder.path.join('/'));
    }
  });

  test('keep names in any script', async () => {
    const names = (await listFolders(await open('synthetic-tr.pst'))).map((one) => one.name);
    expect(names.some((name) => /[ğüşöçıİĞÜŞÖÇ]/u.test(name))).toBe(true);
  });
});

describe('items', () => {
  test('of two hundred recipients give each of them', async () => {
    const item = await firstItem('recipients-200.pst');
    const recipients = await listAll(item.recipients(signal));
    expect(recipients.length).toBe(200);
    expect(new Set(recipients.map((one) => one.type))).toEqual(new Set(['to']));
    expect(recipients.every((one) => (one.name ?? '') !== '')).toBe(true);
  });

  test('nested in each other are opened level by level', async () => {
    const found: string[] = [];
    const walk = async (item: PstItem): Promise<void> => {
      for (const attachment of await listAll(item.attachments(signal))) {
        found.push(`${attachment.depth} ${attachment.filename}`);
        const inner = await attachment.embedded(signal);
        if (inner !== null) {
          expect(inner).toMatchObject({ depth: attachment.depth + 1, associated: false, folder: item.folder });
          await walk(inner);
        }
      }
    };
    for (const item of await listItems(await open('tika-test.pst'))) await walk(item);
    expect(found).toContain('1 attachment.docx');
    expect(found.filter((one) => one.startsWith('0'))).toHaveLength(1);
  });

  test('give plain, HTML and RTF bodies readable', async () => {
    const kinds = new Set<string>();
    for (const item of await listItems(await open('body-types.pst'))) {
      for (const kind of item.bodies) {
        kinds.add(kind);
        const start = (await collectBytes(item.body(kind, signal), 2 ** 20)).toString('latin1');
        if (kind === 'rtf') expect(start).toMatch(/^\{\\rtf1.*\}/s);
        if (kind === 'html') expect(start).toMatch(/<html/i);
      }
    }
    expect([...kinds].sort()).toEqual(['html', 'rtf', 'text']);
  });

  test('are the same in an ANSI file and its Unicode twin', async () => {
    const [ansi, unicode] = [await firstItem('ansi-contacts.pst'), await firstItem('contacts.pst')];
    expect(ansi.messageClass).toBe('IPM.Contact');
    expect([ansi.messageClass, ansi.subject]).toEqual([unicode.messageClass, unicode.subject]);
    const displayName = 0x3001001f;
    expect(await ansi.property(displayName, signal)).toBe(await unicode.property(displayName, signal));
  });

  test('carry a search key, times and sender', async () => {
    const item = await firstItem('tika-test.pst');
    expect(item.searchKey?.length).toBe(16);
    expect(item.submitTime?.getUTCFullYear()).toBeGreaterThan(2000);
    expect(item.sender.name).toBeTruthy();
  });

  test('give attachments of many blocks byte for byte', async () => {
    const item = await firstItem('unicode-sample1.pst');
    const [attachment] = await listAll(item.attachments(signal));
    const content = await collectBytes(attachment?.content(signal) ?? nothing(), 2 ** 20);
    expect([attachment?.filename, content.length]).toEqual(['leah_thumper.jpg', 93_142]);
    expect(content.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(content.subarray(-2).toString('hex')).toBe('ffd9');
    expect(sha256Hex(content)).toHaveLength(64);
  });
});

async function* nothing(): AsyncGenerator<Uint8Array> {}

describe('opening', () => {
  test('reports format, encoding and password', async () => {
    expect((await open('test-unicode.pst')).info).toEqual({
      format: 'unicode',
      encoding: 'permute',
      password: true,
      bytes: 271_360,
    });
    expect((await open('ansi-contacts.pst')).info).toMatchObject({ format: 'ansi', password: false });
  });

  test('reads from a file as from memory', async () => {
    await using source = await fileByteSource(fixturePath('storage-66.pst'));
    const file = await openPst(source, { mode: 'strict', signal });
    expect((await file.counts(signal)).items).toBe(66);
  });

  test.each([
    ['PST_NOT_A_PST', 'nothing', Buffer.alloc(0)],
    ['PST_NOT_A_PST', 'text', Buffer.from('PK\x03\x04 this is a zip file or something like it')],
    ['PST_NOT_A_PST', 'zeros', Buffer.alloc(100_000)],
    ['PST_TRUNCATED', 'a cut header', fixtureBytes('empty-outlook.pst').subarray(0, 300)],
    ['PST_UNSUPPORTED', 'an unknown version', withByte(10, 99)],
    ['PST_UNSUPPORTED', 'an unknown encoding', withByte(513, 7)],
    ['PST_UNSUPPORTED', 'a protected file', withByte(513, 16)],
  ])('answers %s for %s, in either mode', async (code, _what, bytes) => {
    for (const mode of ['strict', 'salvage'] as const) {
      await expect(openPst(bytesByteSource(bytes), { mode, signal })).rejects.toMatchObject({ code });
    }
  });

  test('stops when its signal has aborted', async () => {
    const stop = AbortSignal.abort(new Error('stop'));
    await expect(
      openPst(bytesByteSource(fixtureBytes('contacts.pst')), { mode: 'salvage', signal: stop }),
    ).rejects.toThrow('stop');
  });

  test('says when the source itself fails', async () => {
    await expect(fileByteSource('/nonexistent/file.pst')).rejects.toMatchObject({
      code: 'PST_READ',
      kind: 'temporary',
    });
  });
});

function withByte(at: number, value: number): Buffer {
  const bytes = fixtureBytes('empty-outlook.pst');
  bytes[at] = value;
  sealHeader(bytes);
  return bytes;
}
