import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../core/index.ts';
import { decodeFacts, encodeFacts, type ItemFact, MAX_ITEMS, RECORD_BYTES } from './facts-codec.ts';

const fact = (identity: string, content: string | null, more: Partial<ItemFact> = {}): ItemFact => ({
  identity,
  contentHash: content,
  messageClass: 'IPM.Note',
  draft: false,
  attachments: [],
  ...more,
});

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

async function bytesOf(facts: readonly ItemFact[]): Promise<Buffer> {
  return Buffer.concat(await collect(encodeFacts(facts)));
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decoded(bytes: Uint8Array, size = bytes.length || 1): Promise<Buffer> {
  return Buffer.concat(await collect(decodeFacts(pieces(bytes, size))));
}

const anyFact: fc.Arbitrary<ItemFact> = fc.record({
  identity: fc.oneof(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 })),
  contentHash: fc.option(fc.oneof(fc.string(), fc.uint8Array({ minLength: 32, maxLength: 32 }))),
  messageClass: fc.constantFrom('IPM.Note', 'IPM.Appointment', 'IPM.Contact', ''),
  draft: fc.boolean(),
  attachments: fc.array(fc.record({ name: fc.string(), bytes: fc.nat(), magicOk: fc.option(fc.boolean()) }), {
    maxLength: 5,
  }),
});

describe('facts of items', () => {
  it('give the same bytes in whatever order the items come, sorted, 40 bytes each', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFact, { maxLength: 60 }), async (facts) => {
        const bytes = await bytesOf(facts);
        expect(bytes.length).toBe(16 + facts.length * RECORD_BYTES);
        expect((await bytesOf(facts.toReversed())).equals(bytes)).toBe(true);
        const keys = Array.from({ length: facts.length }, (_, i) => bytes.subarray(16 + i * 40, 48 + i * 40));
        expect(keys.every((key, i) => i === 0 || Buffer.compare(keys[i - 1] ?? key, key) <= 0)).toBe(true);
      }),
    );
  });

  it('come back in whole records from pieces of any size', async () => {
    const facts = Array.from({ length: 500 }, (_, index) => fact(`i${index}`, `c${index % 7}`));
    const bytes = await bytesOf(facts);
    for (const size of [1, 7, 16, 40, 41, 4096, bytes.length]) {
      expect((await decoded(bytes, size)).equals(bytes.subarray(16))).toBe(true);
    }
  });

  it('hold nothing of an empty mailbox but the header', async () => {
    const bytes = await bytesOf([]);
    expect(bytes.toString('latin1', 0, 8)).toBe('COFFACT1');
    expect(await decoded(bytes)).toHaveLength(0);
  });

  it('are refused when anything of them is cut, added, reordered or altered in structure', async () => {
    const bytes = await bytesOf([fact('a', 'x'), fact('b', null), fact('c', 'y', { draft: true })]);
    const changed = (at: number, value: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = value;
      return copy;
    };
    const swapped = Buffer.concat([
      bytes.subarray(0, 16),
      bytes.subarray(56, 96),
      bytes.subarray(16, 56),
      bytes.subarray(96),
    ]);
    const damaged: readonly (readonly [string, Buffer])[] = [
      ['empty', Buffer.alloc(0)],
      ['half a header', bytes.subarray(0, 9)],
      ['a record less', bytes.subarray(0, -40)],
      ['a byte less', bytes.subarray(0, -1)],
      ['a byte more', Buffer.concat([bytes, Buffer.alloc(1)])],
      ['a record more', Buffer.concat([bytes, bytes.subarray(-40)])],
      ['another version', changed(7, 0x32)],
      ['reserved bytes', changed(12, 1)],
      ['another count', changed(8, 2)],
      ['a huge count', changed(11, 0xff)],
      ['an unknown kind', changed(16 + 38, 3)],
      ['a reserved byte of a record', changed(16 + 39, 1)],
      ['more wrong than checked', changed(16 + 34, 1)],
      ['records out of order', swapped],
    ];
    for (const [what, hostile] of damaged) {
      const error: unknown = await decoded(hostile).then(
        () => 'taken',
        (thrown: unknown) => thrown,
      );
      expect([what, hasCode(error, 'FACTS_DAMAGED')]).toEqual([what, true]);
    }
  });

  it('never crash the reader, whatever bytes come, and are refused or whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 50 }), async (tail, size) => {
        const bytes = Buffer.concat([Buffer.from('COFFACT1'), tail]);
        const result = await decoded(bytes, size).then(
          (records) => records.length % RECORD_BYTES === 0,
          (error: unknown) => hasCode(error, 'FACTS_DAMAGED'),
        );
        expect(result).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('stop counting attachments at 65,535 and never wrap around', async () => {
    const attachments = Array.from({ length: 70_000 }, () => ({ name: 'a.pdf', bytes: 1, magicOk: false }));
    const bytes = await bytesOf([fact('a', 'x', { attachments })]);
    expect([bytes.readUInt16LE(16 + 32), bytes.readUInt16LE(16 + 34), bytes.readUInt16LE(16 + 36)]).toEqual([
      65_535, 65_535, 0,
    ]);
    await decoded(bytes);
  });

  it('refuse more items than are sorted in memory, as soon as the first beyond comes', async () => {
    let read = 0;
    function* endless(): Generator<ItemFact> {
      for (;;) yield fact(`i${read++}`, null);
    }
    await expect(collect(encodeFacts(endless(), 1000))).rejects.toMatchObject({ code: 'FACTS_TOO_MANY' });
    expect(read).toBe(1001);
    expect(MAX_ITEMS * 2 ** 32).toBe(2 ** 53);
  });
});
