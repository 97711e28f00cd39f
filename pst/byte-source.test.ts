import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { neverAborted } from '../core/index.ts';
import { type ByteSource, bytesByteSource, fileByteSource } from './byte-source.ts';
import { WindowSource } from './ndb/window-source.ts';

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pst-source-'));
  path = join(folder, 'bytes');
  await writeFile(path, bytes);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Every source answers alike. */
describe.each([
  ['memory', async (): Promise<ByteSource> => bytesByteSource(bytes)],
  ['a file', async (): Promise<ByteSource> => fileByteSource(path)],
  ['windows', async (): Promise<ByteSource> => new WindowSource(bytesByteSource(bytes))],
])('a source over %s', (_name, open) => {
  test('knows its size and answers the bytes asked for', async () => {
    const source = await open();
    expect(source.size).toBe(1000);
    expect(Buffer.from(await source.read(10, 20, neverAborted))).toEqual(bytes.subarray(10, 30));
  });

  test('answers less only at its end', async () => {
    const source = await open();
    expect((await source.read(990, 100, neverAborted)).byteLength).toBe(10);
    expect((await source.read(5000, 100, neverAborted)).byteLength).toBe(0);
  });

  test('does not read once its signal has aborted', async () => {
    const source = await open();
    await expect(source.read(0, 10, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });
});

test('a folder is no source', async () => {
  await expect(fileByteSource(folder)).rejects.toMatchObject({ code: 'PST_READ' });
});

test('a file may be closed twice, and cannot be read after that', async () => {
  const source = await fileByteSource(path);
  await source.close();
  await source.close();
  await expect(source.read(0, 10, neverAborted)).rejects.toMatchObject({ code: 'PST_READ' });
});

test('windows read ahead only where reading goes on in order', async () => {
  const large = Buffer.alloc(4 * 2 ** 20);
  const lengths: number[] = [];
  const counted = {
    size: large.length,
    read: (offset: number, length: number, signal: AbortSignal) => {
      lengths.push(length);
      return bytesByteSource(large).read(offset, length, signal);
    },
  };
  const source = new WindowSource(counted);
  for (let at = 0; at < 2 ** 20; at += 8192) await source.read(at, 8192, neverAborted);
  expect(Math.max(...lengths)).toBe(131_072);
  expect(lengths.length).toBeLessThan(15);
  lengths.length = 0;
  for (const at of [3_000_000, 2_000_000, 3_500_000]) await source.read(at, 100, neverAborted);
  expect(lengths).toEqual([16_384, 16_384, 16_384]);
});

test('windows put a read together that crosses them, and read nothing twice', async () => {
  const large = Buffer.alloc(400_000, 'abcdefg');
  let reads = 0;
  const counted = {
    size: large.length,
    read: (...args: Parameters<ByteSource['read']>) => {
      reads++;
      return bytesByteSource(large).read(...args);
    },
  };
  const source = new WindowSource(counted);
  const across = await source.read(131_000, 140_000, neverAborted);
  expect(across.equals(large.subarray(131_000, 271_000))).toBe(true);
  const once = reads;
  await source.read(200_000, 1000, neverAborted);
  expect(reads).toBe(once);
  expect(once).toBeLessThan(6);
});
