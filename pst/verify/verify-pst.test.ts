import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { neverAborted, type Progress } from '../../core/index.ts';
import { bytesByteSource } from '../byte-source.ts';
import { FindingSink } from '../finding-sink.ts';
import { parseBlockRef } from '../ndb/block.ts';
import { pstCrc } from '../ndb/crc.ts';
import { blockExtent } from '../ndb/layout.ts';
import { NodeDatabase } from '../ndb/node-database.ts';
import { sealHeader } from '../testing/build-database.ts';
import { fixtureBytes, fixtureCounts, fixtureNames } from '../testing/fixtures.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import type { PstGrade, PstVerification } from './verify-model.ts';
import { verifyPst } from './verify-pst.ts';

const signal = neverAborted;
const TORN = 'outlook-1-torn.pst';
const NAME = 'outlook-1.pst';

async function verify(bytes: Buffer, grade: PstGrade): Promise<PstVerification> {
  return verifyPst(bytesByteSource(bytes), { grade, signal });
}

function errors(result: PstVerification): string[] {
  return result.findings.filter((one) => one.severity === 'error').map((one) => `${one.layer} ${one.code}`);
}

describe.each(['structure', 'full'] as const)('grade %s', (grade) => {
  test.each(fixtureNames.filter((name) => name !== TORN))('%s is sound and counted', async (name) => {
    const result = await verify(fixtureBytes(name), grade);
    expect(errors(result)).toEqual([]);
    expect(result).toMatchObject({ grade, sound: true, counts: fixtureCounts[name] });
    expect(result.folders.filter((one) => !one.isSearchFolder)).toHaveLength(fixtureCounts[name]?.folders ?? -1);
    expect(result.folders.reduce((sum, one) => sum + one.items, 0)).toBe(fixtureCounts[name]?.items);
  });

  test('the torn file gives two errors of pages and names the folders they reach', async () => {
    const result = await verify(fixtureBytes(TORN), grade);
    expect(errors(result).filter((one) => one === 'page PST_PAGE')).toHaveLength(2);
    expect(result).toMatchObject({ sound: false, counts: fixtureCounts[TORN] });
    const hit = result.findings.filter((one) => one.code === 'PST_FOLDER').map((one) => one.folder);
    expect(hit.length).toBeGreaterThan(0);
    expect(hit.some((one) => one?.endsWith('/Inbox/SubInbox') === true)).toBe(true);
  });
});

test('a header that disagrees with the maps is a warning, not damage', async () => {
  const result = await verify(fixtureBytes('amapfree-off-a.pst'), 'full');
  expect(result.findings.map((one) => [one.severity, one.code])).toContainEqual(['warning', 'PST_MAP']);
  expect(result.sound).toBe(true);
});

interface Place {
  readonly ib: number;
  readonly bytes: number;
  readonly extent: number;
}

/** Where things lie in the sound fixture that the damage below is done to. */
interface Survey {
  /** A block with the properties of an item. */
  readonly item: Place & { readonly nid: number };
  /** All blocks, by place. */
  readonly blocks: readonly Place[];
  /** A leaf page of the node tree that holds items, and one of the block tree. */
  readonly nodePage: number;
  readonly itemsOnPage: readonly number[];
  readonly blockPage: number;
}

let survey: Survey;

beforeAll(async () => {
  const db = await NodeDatabase.open(bytesByteSource(fixtureBytes(NAME)), new FindingSink({ strict: true }), signal);
  const blocks: Place[] = [];
  let blockPage = 0;
  for await (const page of db.blocks.leaves(signal)) {
    blockPage = page.ib;
    for (let index = 0; index < page.count; index++) {
      const ref = parseBlockRef(page.bytes, index * page.entryBytes, db.header.layout);
      blocks.push({ ib: ref.ib, bytes: ref.stored, extent: blockExtent(ref.stored, db.header.layout) });
    }
  }
  let item: Survey['item'] | null = null;
  let nodePage = 0;
  let itemsOnPage: number[] = [];
  for await (const page of db.nodes.leaves(signal)) {
    const nodes = Array.from({ length: page.count }, (_, index) => db.nodeAt(page, index));
    const items = nodes.filter((node) => (node.nid & 0x1f) === 4);
    if (items.length > itemsOnPage.length) {
      nodePage = page.ib;
      itemsOnPage = items.map((node) => node.nid);
    }
    for (const node of items) {
      if ((node.bidData & 2) !== 0 || item !== null) continue;
      const ref = await db.blockRef(node.bidData, signal);
      item = { nid: node.nid, ib: ref.ib, bytes: ref.stored, extent: blockExtent(ref.stored, db.header.layout) };
    }
  }
  if (item === null) throw new Error('no item in one block');
  survey = { item, blocks, nodePage, itemsOnPage, blockPage };
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  return bytes;
}

describe.each(['structure', 'full'] as const)('grade %s finds', (grade) => {
  const cases: readonly (readonly [string, string, (bytes: Buffer) => Buffer])[] = [
    ['a file one byte short', 'header PST_TRUNCATED', (bytes) => bytes.subarray(0, -1)],
    ['a file cut in half', 'header PST_TRUNCATED', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['a file one byte too long', 'header PST_TRUNCATED', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['a flipped bit in the header', 'header PST_CRC', (bytes) => flip(bytes, 40)],
    ['a flipped bit in the second part of the header', 'header PST_CRC', (bytes) => flip(bytes, 517)],
    ['a flipped bit in a page of the node tree', 'page PST_CRC', (bytes) => flip(bytes, survey.nodePage + 3)],
    ['a flipped bit in a page of the block tree', 'page PST_CRC', (bytes) => flip(bytes, survey.blockPage + 20)],
    ['a zeroed page', 'page PST_PAGE', (bytes) => bytes.fill(0, survey.nodePage, survey.nodePage + 512)],
    ['a flipped bit in a block', 'block PST_CRC', (bytes) => flip(bytes, survey.item.ib + 5)],
    [
      'a flipped bit in the id of a block',
      'block PST_BLOCK',
      (bytes) => flip(bytes, survey.item.ib + survey.item.extent - 8),
    ],
    [
      'a flipped bit in the length of a block',
      'block PST_BLOCK',
      (bytes) => flip(bytes, survey.item.ib + survey.item.extent - 16),
    ],
    [
      'a flipped bit in the signature of a block',
      'block PST_BLOCK',
      (bytes) => flip(bytes, survey.item.ib + survey.item.extent - 14),
    ],
    [
      'a zeroed block',
      'block PST_BLOCK',
      (bytes) => bytes.fill(0, survey.item.ib, survey.item.ib + survey.item.extent),
    ],
    ['two whole blocks swapped', 'block PST_BLOCK', swapTwoBlocks],
    ['a flipped bit in an allocation map', 'map PST_CRC', (bytes) => flip(bytes, 0x4400 + 100)],
  ];

  test.each(cases)('%s', async (_what, expected, damage) => {
    const result = await verify(damage(fixtureBytes(NAME)), grade);
    expect(errors(result)).toContain(expected);
    expect(result.sound).toBe(false);
  });

  test('the item whose block is damaged, by folder, node and subject', async () => {
    const bytes = flip(fixtureBytes(NAME), survey.item.ib + survey.item.bytes - 1);
    const hit = (await verify(bytes, grade)).findings.filter(
      (one) => one.code === 'PST_ITEM' && one.nid === survey.item.nid,
    );
    expect(hit).toHaveLength(1);
    expect(hit[0]?.folder).toMatch(/^\/.+/);
  });

  test('the items that a lost page of the node tree hides, by folder and subject', async () => {
    const bytes = fixtureBytes(NAME).fill(0, survey.nodePage, survey.nodePage + 512);
    const result = await verify(bytes, grade);
    const named = new Set(result.findings.filter((one) => one.code === 'PST_ITEM').map((one) => one.nid));
    const lost = survey.itemsOnPage.filter((nid) => named.has(nid));
    expect(lost.length).toBeGreaterThan(0);
    expect(result.counts?.items).toBe((fixtureCounts[NAME]?.items ?? 0) - survey.itemsOnPage.length);
  });
});

function swapTwoBlocks(bytes: Buffer): Buffer {
  const twins = survey.blocks.filter((one) => one.extent === survey.item.extent).slice(0, 2);
  const [a, b] = twins;
  if (a === undefined || b === undefined) throw new Error('no two blocks of one size');
  const copy = Buffer.from(bytes);
  copy.copy(bytes, a.ib, b.ib, b.ib + b.extent);
  copy.copy(bytes, b.ib, a.ib, a.ib + a.extent);
  return bytes;
}

test('every flipped bit in the stored bytes or trailer of any block is found', async () => {
  const seed = randomInt(2 ** 31);
  const random = seededRandom(seed);
  const missed: number[] = [];
  for (let run = 0; run < 40; run++) {
    const block = survey.blocks[Math.floor(random() * survey.blocks.length)];
    if (block === undefined) continue;
    const inData = random() < 0.7;
    const at = inData
      ? block.ib + Math.floor(random() * block.bytes)
      : block.ib + block.extent - 1 - Math.floor(random() * 16);
    // Bit 0 of the stored id is reserved, and its last bytes are above any id in use but compared all the same.
    if (at === block.ib + block.extent - 8) continue;
    if ((await verify(flip(fixtureBytes(NAME), at), 'structure')).sound) missed.push(at);
  }
  expect(missed, `seed ${seed}`).toEqual([]);
});

test('what lies in free space or padding is not looked at', async () => {
  const bytes = fixtureBytes(NAME);
  const padded = survey.blocks.find((one) => one.extent - one.bytes > 20);
  bytes[(padded?.ib ?? 0) + (padded?.bytes ?? 0)] = 0xee;
  bytes[0x300] = 0xee;
  expect((await verify(bytes, 'full')).sound).toBe(true);
});

test('a live block marked free is a warning', async () => {
  const bytes = fixtureBytes(NAME);
  const unit = (survey.item.ib - 0x4400) / 64;
  const map = 0x4400 + Math.floor((survey.item.ib - 0x4400) / 253_952) * 253_952;
  const at = map + ((unit % 3968) >>> 3);
  bytes[at] = (bytes[at] ?? 0) & ~(0x80 >> (unit & 7));
  bytes.writeUInt32LE(pstCrc(bytes.subarray(map, map + 496)), map + 500);
  const result = await verify(bytes, 'structure');
  expect(result.sound).toBe(true);
  expect(result.findings.filter((one) => one.code === 'PST_MAP')).toHaveLength(2);
});

test('a file whose writer stopped half way says so', async () => {
  const bytes = fixtureBytes('empty-outlook.pst');
  bytes[248] = 0;
  sealHeader(bytes);
  const result = await verify(bytes, 'structure');
  expect(result.findings.map((one) => one.code)).toEqual(['PST_MAP']);
});

test.each([
  ['text', Buffer.from('Dear Sir, this is no PST.')],
  ['nothing', Buffer.alloc(0)],
])('%s is no PST: an error, no information, no counts', async (_what, bytes) => {
  const result = await verify(bytes, 'full');
  expect(result).toMatchObject({ info: null, counts: null, folders: [], sound: false });
  expect(errors(result)).toEqual(['header PST_NOT_A_PST']);
});

test('a node tree without a readable root leaves the counts unknown', async () => {
  const bytes = fixtureBytes(NAME);
  const root = Number(bytes.readBigUInt64LE(224));
  const result = await verify(bytes.fill(0, root, root + 512), 'full');
  expect(result).toMatchObject({ counts: null, folders: [], sound: false, info: { format: 'unicode' } });
});

test('progress rises to the number of items', async () => {
  const seen: Progress[] = [];
  await verifyPst(bytesByteSource(fixtureBytes(NAME)), { grade: 'full', signal, onProgress: (one) => seen.push(one) });
  expect(seen.some((one) => one.unit === 'bytes')).toBe(true);
  expect(seen.at(-1)).toEqual({ step: 'items', done: 27, total: 27, unit: 'items' });
});

test('an aborted signal stops it', async () => {
  const source = bytesByteSource(fixtureBytes(NAME));
  const stop = AbortSignal.abort(new Error('stop'));
  await expect(verifyPst(source, { grade: 'full', signal: stop })).rejects.toThrow('stop');
});
