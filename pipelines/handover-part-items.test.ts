import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { parseItemLine, textLines } from '../handover/index.ts';
import { bytesByteSource, fileByteSource } from '../pst/index.ts';
import { hostileStore } from '../test/fakes/hostile-pst.ts';
import { hostileStrings } from '../test/fakes/hostile-strings.ts';
import counts from '../test/fixtures/pst/counts.json' with { type: 'json' };
import { FIXTURES } from '../test/harness/small-platform.ts';
import { type DeliveredFolder, partItems } from './handover-part-items.ts';

async function read(fixture: string, sound = false) {
  const folders: DeliveredFolder[] = [];
  await using source = await fileByteSource(join(FIXTURES, fixture));
  const lines = [];
  const request = {
    file: 'data/mail.pst',
    fileSha256: 'a'.repeat(64),
    sound,
    onFolder: (one: DeliveredFolder) => folders.push(one),
    signal: neverAborted,
  };
  for await (const { text, ended } of textLines(partItems(source, request))) {
    const line = parseItemLine(text);
    if (!ended || line === null) throw new Error(`no line: ${text.slice(0, 200)}`);
    lines.push(line);
  }
  return { lines, folders };
}

describe('the lines of a PST', () => {
  it.each(Object.keys(counts))('are as many as %s has items, folder by folder', async (fixture) => {
    const { lines, folders } = await read(fixture);
    const expected = counts[fixture as keyof typeof counts];
    expect(lines).toHaveLength(expected.items);
    expect(folders.filter((one) => !one.isSearchFolder)).toHaveLength(expected.folders);
    for (const { path, items, delivered } of folders.filter((one) => !one.isSearchFolder)) {
      expect([path, delivered]).toEqual([path, items]);
    }
  });

  it('have the same id for the same mail in a file of another layout, and different ones otherwise', async () => {
    const [sound, torn] = [await read('outlook-1.pst', true), await read('outlook-1-torn.pst')];
    const ids = (lines: readonly { itemId: string }[]): string[] => lines.map((one) => one.itemId).toSorted();
    expect(ids(sound.lines)).toEqual(ids(torn.lines.filter((one) => one.damaged === undefined)));
    expect(new Set(ids(sound.lines)).size).toBe(sound.lines.length);
  });

  it('of hostile folders and subjects stay one line each, and the names come back as they are', async () => {
    const names = hostileStrings
      .filter((one) => one.length < 500)
      .map((one) => one.toWellFormed().replaceAll('\0', ''));
    const folders: DeliveredFolder[] = [];
    const onFolder = (one: DeliveredFolder) => folders.push(one);
    const request = { file: 'data/mail.pst', fileSha256: 'a'.repeat(64), sound: false, onFolder, signal: neverAborted };
    const lines = [];
    for await (const { text } of textLines(partItems(bytesByteSource(hostileStore(names)), request))) {
      lines.push(parseItemLine(text));
    }
    expect(lines.map((one) => one?.folderPath)).toEqual(names.map((one) => [one]));
    expect(new Set(lines.map((one) => one?.itemId)).size).toBe(names.length);
    for (const one of names) expect(folders.map(({ path }) => path)).toContainEqual([one]);
  });

  it('name a message inside a message by its item id', async () => {
    const { lines } = await read('msg-in-msg.pst', true);
    const embedded = lines.flatMap((one) => one.attachments).filter((one) => one.embedded === true);
    expect(embedded.length).toBeGreaterThan(0);
    expect(embedded.every((one) => /^[0-9a-f]{64}$/.test(one.sha256))).toBe(true);
  });
});
