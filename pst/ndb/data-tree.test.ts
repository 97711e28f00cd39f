import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { neverAborted, sha256Hex } from '../../core/index.ts';
import { bytesByteSource } from '../byte-source.ts';
import { FindingSink } from '../finding-sink.ts';
import { DatabaseBuilder } from '../testing/build-database.ts';
import { verifyPst } from '../verify/verify-pst.ts';
import { DataTree } from './data-tree.ts';
import { NodeDatabase } from './node-database.ts';

/** Above 1021 full blocks (8,347,696 bytes) a data tree needs an XXBLOCK; no real sample is that large. */
const BYTES = 1021 * 8176 + 3 * 8176 + 77;

async function open(file: Buffer, strict = true): Promise<NodeDatabase> {
  return NodeDatabase.open(bytesByteSource(file), new FindingSink({ strict }), neverAborted);
}

describe('a data tree of two levels', () => {
  const content = Buffer.alloc(BYTES);
  let file: Buffer;
  let bid = 0;

  beforeAll(() => {
    for (let at = 0; at + 4 <= BYTES; at += 4) content.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
    const builder = new DatabaseBuilder();
    bid = builder.data(content);
    builder.node({ nid: 0x200024, bidData: bid });
    file = builder.build();
  });

  test('streams every byte in order', async () => {
    const tree = await DataTree.open(await open(file), bid, neverAborted);
    expect([tree.bytes, tree.blockCount]).toEqual([BYTES, 1025]);
    const hash = createHash('sha256');
    for await (const part of tree.stream(neverAborted)) hash.update(part);
    expect(hash.digest('hex')).toBe(sha256Hex(content));
  });

  test('is found sound by the verification of structure', async () => {
    const { findings } = await verifyPst(bytesByteSource(file), { grade: 'structure', signal: neverAborted });
    // The file holds nothing but this node, so the messaging layer has its complaints.
    expect(findings.filter((one) => one.layer !== 'messaging')).toEqual([]);
  });

  test('is refused as one value above the limit', async () => {
    const tree = await DataTree.open(await open(file), bid, neverAborted);
    await expect(tree.readAll(1000, neverAborted)).rejects.toMatchObject({ code: 'PST_LIMIT' });
  });
});

describe('a data tree that lies', () => {
  test('about its total is an error', async () => {
    const builder = new DatabaseBuilder();
    const leaf = builder.block('data', Buffer.alloc(10));
    const bid = builder.references(1, 11, [leaf]);
    const tree = await DataTree.open(await open(builder.build()), bid, neverAborted);
    await expect(tree.readAll(1000, neverAborted)).rejects.toMatchObject({ code: 'PST_BLOCK' });
  });

  test('about its levels is refused', async () => {
    const builder = new DatabaseBuilder();
    const inner = builder.references(2, 10, [builder.block('data', Buffer.alloc(10))]);
    const bid = builder.references(2, 10, [inner]);
    const db = await open(builder.build());
    await expect(DataTree.open(db, bid, neverAborted)).rejects.toMatchObject({ code: 'PST_REFERENCE' });
  });

  test('by listing itself is refused', async () => {
    const builder = new DatabaseBuilder();
    const bid = builder.reserve('internal');
    builder.references(2, 10, [bid, bid], bid);
    const db = await open(builder.build());
    await expect(DataTree.open(db, bid, neverAborted)).rejects.toMatchObject({ code: 'PST_REFERENCE' });
  });

  test('by listing one block a million times is refused before memory is taken for it', async () => {
    const builder = new DatabaseBuilder();
    const leaf = builder.block('data', Buffer.alloc(8176));
    const part = builder.references(1, 1021 * 8176, Array<number>(1021).fill(leaf));
    const bid = builder.references(2, 1021 * 1021 * 8176 - 2 ** 32, Array<number>(1021).fill(part));
    const db = await open(builder.build());
    await expect(DataTree.open(db, bid, neverAborted)).rejects.toMatchObject({ code: 'PST_LIMIT' });
  });

  test('by naming a block that does not exist is refused', async () => {
    const builder = new DatabaseBuilder();
    const bid = builder.references(1, 10, [0x4000]);
    const tree = await DataTree.open(await open(builder.build()), bid, neverAborted);
    await expect(tree.readAll(1000, neverAborted)).rejects.toMatchObject({ code: 'PST_REFERENCE' });
  });
});
