import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hasCode, neverAborted as signal } from '../../core/index.ts';
import { fileByteSink, memoryByteSink } from './byte-sink.ts';
import { SpillFile } from './spill-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffre-sink-'));
afterAll(async () => rm(folder, { recursive: true }));

describe('a file sink', () => {
  test('gives the file its name only when it is whole', async () => {
    const path = join(folder, 'a.pst');
    writeFileSync(path, 'old');
    await using sink = await fileByteSink(path);
    await sink.write(4, Buffer.from('5678'), signal);
    await sink.write(0, Buffer.from('1234'), signal);
    expect(readFileSync(path, 'utf8')).toBe('old');
    await sink.commit();
    expect(readFileSync(path, 'utf8')).toBe('12345678');
    await sink.discard();
    expect(existsSync(path)).toBe(true);
  });

  test('leaves nothing when it is discarded or disposed of', async () => {
    const path = join(folder, 'b.pst');
    {
      await using sink = await fileByteSink(path);
      await sink.write(0, Buffer.from('1234'), signal);
    }
    expect(readdirSync(folder)).not.toContain('b.pst.partial');
    expect(existsSync(path)).toBe(false);
  });

  test('says with its code that a folder is missing', async () => {
    const opening = fileByteSink(join(folder, 'no', 'c.pst'));
    await expect(opening).rejects.toSatisfy((error) => hasCode(error, 'PSTWRITER_SINK'));
  });

  test('passes an abort on as what it is', async () => {
    await using sink = await fileByteSink(join(folder, 'd.pst'));
    const reason = new Error('enough');
    await expect(sink.write(0, Buffer.from('1'), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

test('a memory sink holds what was written, wherever', async () => {
  const sink = memoryByteSink();
  await sink.write(2 ** 20, Buffer.from('end'), signal);
  await sink.write(0, Buffer.from('start'), signal);
  expect(sink.bytes.length).toBe(2 ** 20 + 3);
  expect(sink.bytes.toString('utf8', 0, 5)).toBe('start');
});

test('a spill file that cannot be made says so with the code of the writer', async () => {
  await using spill = new SpillFile(join(folder, 'missing'));
  await expect(spill.append(Buffer.from('x'))).rejects.toSatisfy((error) => hasCode(error, 'PSTWRITER_SINK'));
});
