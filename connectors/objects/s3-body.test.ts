import { describe, expect, test } from 'vitest';
import { collectBytes, neverAborted } from '../../core/index.ts';
import { readS3Body } from './s3-body.ts';

const signal = neverAborted;

/** An answer that says these things about itself and has a body of `size` bytes. */
function read(size: number, said: { ContentLength?: number; ContentRange?: string }, range?: [number, number]) {
  async function* body() {
    if (size > 1) yield Buffer.alloc(1);
    yield Buffer.alloc(size > 1 ? size - 1 : size);
  }
  const options = range === undefined ? { signal } : { signal, range: { offset: range[0], length: range[1] } };
  const answer = { Body: body(), $metadata: {}, ...said } as unknown as Parameters<typeof readS3Body>[1];
  return collectBytes(readS3Body('a', answer, options), 1_000);
}

describe('the body of an answer', () => {
  test('is read where it is what it says', async () => {
    expect(await read(10, { ContentLength: 10 })).toHaveLength(10);
    expect(await read(0, { ContentLength: 0 })).toHaveLength(0);
    expect(await read(4, { ContentLength: 4, ContentRange: 'bytes 2-5/10' }, [2, 4])).toHaveLength(4);
  });

  test.each([
    ['is shorter than it says', 9, { ContentLength: 10 }, undefined, 'OBJECTS_TRUNCATED'],
    ['is longer than it says', 11, { ContentLength: 10 }, undefined, 'OBJECTS_TRUNCATED'],
    ['does not say how long it is', 10, {}, undefined, 'OBJECTS_UNAVAILABLE'],
    ['is the whole object in place of a range', 10, { ContentLength: 10 }, [2, 4], 'OBJECTS_UNSUPPORTED'],
    ['is another range', 4, { ContentLength: 4, ContentRange: 'bytes 3-6/10' }, [2, 4], 'OBJECTS_UNSUPPORTED'],
    ['is a shorter range', 3, { ContentLength: 3, ContentRange: 'bytes 2-4/10' }, [2, 4], 'OBJECTS_TRUNCATED'],
    ['ends where the object ends', 2, { ContentLength: 2, ContentRange: 'bytes 8-9/10' }, [8, 4], 'OBJECTS_INVALID'],
  ] as const)('that %s is an error', async (_, size, said, range, code) => {
    await expect(read(size, said, range as [number, number] | undefined)).rejects.toMatchObject({ code });
  });
});
