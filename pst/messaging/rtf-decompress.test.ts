import { describe, expect, test } from 'vitest';
import { collectBytes } from '../../core/index.ts';
import { FindingSink } from '../finding-sink.ts';
import { decompressRtf } from './rtf-decompress.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decompress(bytes: Buffer, size: number, strict = true): Promise<string> {
  const out = decompressRtf(pieces(bytes, size), new FindingSink({ strict }));
  return (await collectBytes(out, 2 ** 20)).toString('latin1');
}

/** Literals only: control bytes of 0, as an encoder without a dictionary writes them. */
function literal(text: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += 8)
    parts.push(Buffer.from([0]), Buffer.from(text.slice(at, at + 8), 'latin1'));
  return Buffer.concat([header(text.length, 0x75465a4c), ...parts]);
}

function header(size: number, kind: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE((size + 12) % 2 ** 32, 0);
  bytes.writeUInt32LE(size, 4);
  bytes.writeUInt32LE(kind, 8);
  return bytes;
}

describe('compressed RTF', () => {
  test('of the published example decompresses, whatever pieces it comes in', async () => {
    const bytes = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      'hex',
    );
    for (const size of [1, 7, 100]) {
      expect(await decompress(bytes, size)).toBe('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n');
    }
  });

  test('that refers into what it is writing repeats it', async () => {
    const bytes = Buffer.from('1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0', 'hex');
    expect(await decompress(bytes, 5)).toBe('{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}');
  });

  test('longer than a piece of output comes whole', async () => {
    const text = `{\\rtf1 ${'abcdefgh'.repeat(10_000)}}`;
    expect(await decompress(literal(text), 4096)).toBe(text);
  });

  test('that is stored uncompressed is copied up to its length', async () => {
    const text = '{\\rtf1 plain}';
    const bytes = Buffer.concat([header(text.length, 0x414c454d), Buffer.from(`${text}rest`)]);
    expect(await decompress(bytes, 3)).toBe(text);
  });

  test('of neither kind is an error', async () => {
    const bytes = Buffer.concat([header(5, 0x12345678), Buffer.from('hello')]);
    await expect(decompress(bytes, 9)).rejects.toMatchObject({ code: 'PST_PROPERTY' });
    expect(await decompress(bytes, 9, false)).toBe('');
  });

  test('that claims four gigabytes gives what its input holds', async () => {
    const bytes = Buffer.concat([header(0xffff_ffff, 0x75465a4c), Buffer.from([0]), Buffer.from('{\\rtf1}')]);
    expect(await decompress(bytes, 9, false)).toBe('{\\rtf1}');
  });
});
