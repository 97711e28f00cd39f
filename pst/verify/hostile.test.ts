import { describe, expect, test } from 'vitest';
import { neverAborted } from '../../core/index.ts';
import { bytesByteSource } from '../byte-source.ts';
import { openPst } from '../messaging/open-pst.ts';
import { DatabaseBuilder } from '../testing/build-database.ts';
import { verifyPst } from './verify-pst.ts';

const signal = neverAborted;
const MESSAGE = 0x200024;
const ROOT = 0x122;

/** Every case must end: in well under the test's own time limit, with this code among the findings. */
async function codes(file: Buffer): Promise<Set<string>> {
  const result = await verifyPst(bytesByteSource(file), { grade: 'full', signal });
  return new Set(result.findings.filter((one) => one.severity === 'error').map((one) => one.code));
}

describe('a file built to trap its reader', () => {
  test('by subnodes that contain themselves gives a cycle', async () => {
    const builder = new DatabaseBuilder();
    const bid = builder.reserve('internal');
    builder.subnodes([{ nid: 0x8025, bidSub: bid }], bid);
    builder.node({ nid: MESSAGE, bidSub: bid, parent: ROOT });
    expect(await codes(builder.build())).toContain('PST_CYCLE');
  });

  test('by subnodes that unfold into two to the power of ninety is stopped', async () => {
    const builder = new DatabaseBuilder();
    let below = builder.subnodes([{ nid: 0x8025 }]);
    for (let level = 0; level < 90; level++) {
      below = builder.subnodes([
        { nid: 0x8025, bidSub: below },
        { nid: 0x8045, bidSub: below },
      ]);
    }
    builder.node({ nid: MESSAGE, bidSub: below, parent: ROOT });
    const file = builder.build();
    expect(await codes(file)).toContain('PST_LIMIT');
    const open = await openPst(bytesByteSource(file), { mode: 'salvage', signal });
    await expect(open.counts(signal)).rejects.toMatchObject({ code: 'PST_LIMIT' });
  });

  test('by subnodes nested too deep is cut off', async () => {
    const builder = new DatabaseBuilder();
    let below = builder.subnodes([{ nid: 0x8025 }]);
    for (let level = 0; level < 150; level++) below = builder.subnodes([{ nid: 0x8025, bidSub: below }]);
    builder.node({ nid: MESSAGE, bidSub: below, parent: ROOT });
    expect(await codes(builder.build())).toContain('PST_LIMIT');
  });

  test('by folders that are each other’s parent lists each of them once', async () => {
    const builder = new DatabaseBuilder();
    builder.node({ nid: ROOT, parent: ROOT });
    builder.node({ nid: 0x8022, parent: 0x8042 });
    builder.node({ nid: 0x8042, parent: 0x8022 });
    const open = await openPst(bytesByteSource(builder.build()), { mode: 'salvage', signal });
    const nids: number[] = [];
    for await (const folder of open.folders(signal)) nids.push(folder.nid);
    expect(new Set(nids)).toEqual(new Set([ROOT, 0x8022, 0x8042]));
    expect(nids).toHaveLength(3);
    expect(open.findings.map((one) => one.message)).toContain('a folder hangs on itself');
  });

  test('by items of a folder that does not exist lists them under a name of its own', async () => {
    const builder = new DatabaseBuilder();
    builder.node({ nid: ROOT, parent: ROOT });
    builder.node({ nid: MESSAGE, parent: 0x8062 });
    const open = await openPst(bytesByteSource(builder.build()), { mode: 'salvage', signal });
    const folders = [];
    for await (const folder of open.folders(signal)) folders.push([folder.nid, folder.items]);
    expect(folders).toEqual([
      [ROOT, 0],
      [0x8062, 1],
    ]);
    expect(open.findings.map((one) => one.code)).toContain('PST_FOLDER');
  });

  test('by a tree page that is its own child gives an error', async () => {
    const builder = new DatabaseBuilder();
    for (let index = 0; index < 40; index++) builder.node({ nid: 0x200024 + index * 32, parent: ROOT });
    const file = builder.build();
    // The root of the node tree: its second child becomes its first.
    const root = Number(file.readBigUInt64LE(224));
    file.copy(file, root + 24 + 8, root + 8, root + 24);
    expect(await codes(file)).toContain('PST_CYCLE');
  });

  test('by deep folders is listed without deep recursion', async () => {
    const builder = new DatabaseBuilder();
    builder.node({ nid: ROOT, parent: ROOT });
    for (let index = 1; index <= 3000; index++) {
      builder.node({ nid: 0x8002 + index * 32, parent: index === 1 ? ROOT : 0x8002 + (index - 1) * 32 });
    }
    const open = await openPst(bytesByteSource(builder.build()), { mode: 'salvage', signal });
    let deepest = 0;
    let count = 0;
    for await (const folder of open.folders(signal)) {
      deepest = Math.max(deepest, folder.path.length);
      count++;
    }
    expect([deepest, count]).toEqual([500, 3001]);
    expect(open.findings.map((one) => one.code)).toContain('PST_LIMIT');
  });
});
