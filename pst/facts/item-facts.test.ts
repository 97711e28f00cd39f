import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { bytesByteSource } from '../byte-source.ts';
import { FindingSink } from '../finding-sink.ts';
import { openPst } from '../messaging/open-pst.ts';
import { parseBlockRef } from '../ndb/block.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { fixtureBytes, fixtureCounts, fixtureNames } from '../testing/fixtures.ts';
import { itemFacts } from './item-facts.ts';
import type { ItemFacts } from './item-facts-model.ts';

const signal = neverAborted;

async function factsOf(bytes: Buffer, associated = false): Promise<ItemFacts[]> {
  const file = await openPst(bytesByteSource(bytes), { mode: 'salvage', signal });
  const all: ItemFacts[] = [];
  for await (const facts of itemFacts(file, { signal, associated })) all.push(facts);
  return all;
}

function byIdentity(all: readonly ItemFacts[]): Map<string, ItemFacts> {
  return new Map(all.map((facts) => [facts.identity.toString('hex'), facts]));
}

describe('facts', () => {
  test.each(fixtureNames)('of %s cover every item once, each with a content hash', async (name) => {
    const counts = fixtureCounts[name];
    const all = await factsOf(fixtureBytes(name), true);
    expect(all.filter((one) => !one.associated)).toHaveLength(counts?.items ?? -1);
    expect(all.filter((one) => one.associated)).toHaveLength(counts?.associated ?? -1);
    expect(all.reduce((sum, one) => sum + one.attachments.length, 0)).toBe(counts?.attachments);
    for (const facts of all) {
      expect(facts.contentHash).toMatch(/^[0-9a-f]{64}$/);
      expect(facts.identity).toHaveLength(32);
    }
  });

  test('are the same for one mailbox in two files of another generation', async () => {
    const [sound, torn] = [
      byIdentity(await factsOf(fixtureBytes('outlook-1.pst'))),
      byIdentity(await factsOf(fixtureBytes('outlook-1-torn.pst'))),
    ];
    expect([...torn.keys()].sort()).toEqual([...sound.keys()].sort());
    for (const [identity, facts] of sound) expect(torn.get(identity)?.contentHash).toBe(facts.contentHash);
  });

  test('are the same in a part written by another program, but where that program dropped attachments', async () => {
    const whole = byIdentity(await factsOf(fixtureBytes('outlook-1.pst')));
    let same = 0;
    const changed: string[] = [];
    for (const part of ['split-a-0.pst', 'split-a-1.pst', 'split-a-2.pst']) {
      for (const facts of await factsOf(fixtureBytes(part))) {
        const other = whole.get(facts.identity.toString('hex'));
        expect(other).toBeDefined();
        if (other?.contentHash === facts.contentHash) same++;
        else changed.push(`${other?.attachments.length} to ${facts.attachments.length}`);
      }
    }
    expect([same, changed]).toEqual([14, ['12 to 3', '12 to 3']]);
  });

  test('tell different items of one mailbox apart', async () => {
    const all = await factsOf(fixtureBytes('synthetic-tr.pst'));
    expect(new Set(all.map((one) => one.contentHash)).size).toBe(150);
    expect(new Set(all.map((one) => one.identity.toString('hex'))).size).toBe(150);
  });

  test('carry the start of each attachment, embedded ones too', async () => {
    const attachments = (await factsOf(fixtureBytes('tika-test.pst'))).flatMap((one) => one.attachments);
    expect(attachments.map((one) => [one.depth, one.name, one.head.subarray(0, 2).toString('latin1')])).toContainEqual([
      1,
      'attachment.docx',
      'PK',
    ]);
    const [photo] = (await factsOf(fixtureBytes('unicode-sample1.pst')))[0]?.attachments ?? [];
    expect(photo).toMatchObject({ depth: 0, bytes: 93_142, method: 1, pdf: false });
    expect(photo?.head).toHaveLength(64);
  });

  test('have no content hash where damage hit the item, and all others have', async () => {
    const bytes = fixtureBytes('unicode-sample1.pst');
    const db = await NodeDatabase.open(bytesByteSource(bytes), new FindingSink({ strict: true }), signal);
    let largest = { ib: 0, stored: 0 };
    for await (const page of db.blocks.leaves(signal)) {
      for (let index = 0; index < page.count; index++) {
        const ref = parseBlockRef(page.bytes, index * page.entryBytes, db.header.layout);
        if (ref.stored > largest.stored) largest = ref;
      }
    }
    bytes[largest.ib + 100] = (bytes[largest.ib + 100] ?? 0) ^ 1;
    const [facts] = await factsOf(bytes);
    expect(facts?.contentHash).toBeNull();
    expect(facts?.identityFrom).toBe('search-key');
  });

  test('name drafts, and identity falls back where there is no search key', async () => {
    const notes = await factsOf(fixtureBytes('aspose-notes.pst'));
    expect(notes.map((one) => one.identityFrom)).toEqual(['content', 'content', 'content']);
    const outlook = await factsOf(fixtureBytes('outlook-1.pst'));
    expect(outlook.every((one) => one.identityFrom === 'search-key')).toBe(true);
  });
});
