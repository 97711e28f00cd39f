import { beforeAll, describe, expect, test } from 'vitest';
import { neverAborted, sha256Hex } from '../../core/index.ts';
import { type ByteSource, bytesByteSource } from '../byte-source.ts';
import { openPst } from '../messaging/open-pst.ts';
import { DatabaseBuilder } from '../testing/build-database.ts';
import { buildProperties, utf16 } from '../testing/build-properties.ts';
import { itemFacts } from './item-facts.ts';

const signal = neverAborted;
/** Two levels of reference blocks. */
const BYTES = 12 * 2 ** 20 + 5;

function store(content: Buffer): Buffer {
  const builder = new DatabaseBuilder();
  const attachment = buildProperties([
    [0x3705_0003, 1],
    [0x3707_001f, utf16('large.bin')],
    [0x3701_0102, 0x801f],
  ]);
  const message = buildProperties([
    [0x001a_001f, utf16('IPM.Note')],
    [0x0037_001f, utf16('\u0001\u0001large')],
    [0x0e07_0003, 0x18],
    [0x300b_0102, Buffer.alloc(16, 7)],
  ]);
  const values = builder.subnodes([{ nid: 0x801f, bidData: builder.data(content) }]);
  const subnodes = builder.subnodes([{ nid: 0x8025, bidData: builder.block('data', attachment), bidSub: values }]);
  builder.node({ nid: 0x200024, bidData: builder.block('data', message), bidSub: subnodes, parent: 0x122 });
  builder.node({
    nid: 0x122,
    bidData: builder.block('data', buildProperties([[0x3001_001f, utf16('')]])),
    parent: 0x122,
  });
  builder.node({ nid: 0x21, bidData: builder.block('data', buildProperties([[0x3001_001f, utf16('store')]])) });
  return builder.build();
}

describe('an attachment larger than any buffer', () => {
  const content = Buffer.alloc(BYTES);
  let file: Buffer;

  beforeAll(() => {
    for (let at = 0; at + 4 <= BYTES; at += 4) content.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
    file = store(content);
  });

  test('is hashed from pieces, none of them longer than a block', async () => {
    const open = await openPst(bytesByteSource(file), { mode: 'strict', signal });
    const [facts] = await all(itemFacts(open, { signal }));
    expect(facts).toMatchObject({ unsent: true, messageClass: 'IPM.Note', folder: [] });
    expect(facts?.attachments).toMatchObject([{ name: 'large.bin', bytes: BYTES, sha256: sha256Hex(content) }]);
    let longest = 0;
    for await (const folder of open.folders(signal)) {
      for await (const item of open.items(folder, signal)) {
        for await (const attachment of item.attachments(signal)) {
          for await (const part of attachment.content(signal)) longest = Math.max(longest, part.byteLength);
        }
      }
    }
    expect(longest).toBe(8176);
  });

  test('is read only as far as somebody asks for it', async () => {
    let read = 0;
    const whole = bytesByteSource(file);
    const counting: ByteSource = {
      size: whole.size,
      read: (offset, length, stop) => {
        read += length;
        return whole.read(offset, length, stop);
      },
    };
    const open = await openPst(counting, { mode: 'strict', signal });
    for await (const folder of open.folders(signal)) {
      for await (const item of open.items(folder, signal)) {
        for await (const attachment of item.attachments(signal)) {
          for await (const part of attachment.content(signal)) {
            expect(part.byteLength).toBe(8176);
            break;
          }
        }
      }
    }
    expect(read).toBeLessThan(2 ** 20);
  });

  test('stops in the middle when its signal aborts', async () => {
    const open = await openPst(bytesByteSource(file), { mode: 'strict', signal });
    const stop = new AbortController();
    let parts = 0;
    const readAll = async (): Promise<void> => {
      for await (const folder of open.folders(signal)) {
        for await (const item of open.items(folder, signal)) {
          for await (const attachment of item.attachments(signal)) {
            for await (const _ of attachment.content(stop.signal)) if (++parts === 100) stop.abort(new Error('enough'));
          }
        }
      }
    };
    await expect(readAll()).rejects.toThrow('enough');
    expect(parts).toBeLessThan(200);
  });
});

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of source) list.push(one);
  return list;
}
