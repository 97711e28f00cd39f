import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverAborted, sha256Hex } from '../core/index.ts';
import { RAW_SIZES } from './chunker.ts';
import { cutFile } from './cut-file.ts';
import { gearTable } from './derive.ts';
import { noise, scratch } from './testing/fixture.ts';

const gear = gearTable(Buffer.alloc(32, 1));

describe('cutting a file', () => {
  let folder: Awaited<ReturnType<typeof scratch>>;
  beforeAll(async () => {
    folder = await scratch();
  });
  afterAll(() => folder.remove());

  for (const bytes of [0, 1, RAW_SIZES.min, RAW_SIZES.max, RAW_SIZES.max + 1, 4 * 1024 * 1024, 14_000_000]) {
    it(`hands over all of ${bytes} bytes in order, out of one window of memory`, async () => {
      const content = noise(bytes, bytes);
      const path = join(folder.path, `${bytes}`);
      await writeFile(path, content);
      const parts: Buffer[] = [];
      const windows = new Set<ArrayBufferLike>();
      const onChunk = (chunk: Uint8Array): void => {
        expect(chunk.byteLength).toBeLessThanOrEqual(RAW_SIZES.max);
        windows.add(chunk.buffer);
        parts.push(Buffer.from(chunk));
      };
      const read = await cutFile(path, { gear, sizes: RAW_SIZES, signal: neverAborted, limit: bytes, onChunk });
      expect(read).toEqual({ bytes, sha256: sha256Hex(content) });
      expect(Buffer.compare(Buffer.concat(parts), content)).toBe(0);
      expect(windows.size).toBeLessThanOrEqual(1);
    });
  }

  it('stops as soon as the file is longer than it may be', async () => {
    const path = join(folder.path, 'long');
    await writeFile(path, noise(9_000_000, 1));
    let seen = 0;
    const onChunk = (chunk: Uint8Array): void => {
      seen += chunk.byteLength;
    };
    const request = { gear, sizes: RAW_SIZES, signal: neverAborted, limit: 2_000_000, onChunk };
    const read = await cutFile(path, request);
    expect(read.bytes).toBeGreaterThan(2_000_000);
    expect(seen).toBeLessThanOrEqual(2_000_000);
  });
});
