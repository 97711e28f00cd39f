import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ifRangeHolds, judgeRange, tagListed } from './range.ts';

const part = (start: number, end: number) => ({ kind: 'part', start, end });
const whole = { kind: 'whole' };
const none = { kind: 'unsatisfiable' };

describe('one range', () => {
  test.each([
    ['bytes=0-0', part(0, 0)],
    ['bytes=0-499', part(0, 499)],
    ['bytes=500-', part(500, 999)],
    ['bytes=-1', part(999, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=999-', part(999, 999)],
    ['bytes=990-99999999999999999999999', part(990, 999)],
    ['bytes=000000000000000000000000000001-2', part(1, 2)],
    ['BYTES=1-2', part(1, 2)],
    ['bytes= ,\t1-2 ,', part(1, 2)],
  ])('%s is answered by the part', (header, answer) => expect(judgeRange(header, 1000)).toEqual(answer));

  test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=99999999999999999999-', 'bytes=-0'])(
    '%s lies behind the end',
    (header) => expect(judgeRange(header, 1000)).toEqual(none),
  );

  test('of nothing is unsatisfiable, and the suffix of nothing is the whole of it', () => {
    expect(judgeRange('bytes=0-', 0)).toEqual(none);
    expect(judgeRange('bytes=-3', 0)).toEqual(whole);
  });
});

describe('the whole is sent for', () => {
  test.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=,',
    'bytes=2-1',
    'bytes=99999999999999999999-9999999999999999999',
    'bytes=0-1,3-4',
    'bytes=0-0,0-0',
    'bytes=0x1-2',
    'bytes=1-2;',
    'bytes=1--2',
    'bytes=+1-2',
    'bytes=1.0-2',
    'bytes= 1 - 2',
    'bytes=１-２',
    'items=0-1',
    ' bytes=0-1',
    `bytes=0-${'9'.repeat(5000)}`,
  ])('%s', (header) => expect(judgeRange(header, 1000)).toEqual(whole));
});

test('whatever the header, the answer lies inside what there is', () => {
  const token = fc.constantFrom('bytes', '=', '-', ',', ' ', '\t', '0', '7', '99', '18446744073709551616', 'x', '*');
  const header = fc.oneof(
    fc.array(token, { maxLength: 12 }).map((tokens) => `bytes=${tokens.join('')}`),
    fc.string({ maxLength: 40 }),
    fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => `bytes=${from}-${to}`),
  );
  fc.assert(
    fc.property(header, fc.nat(5000), (text, length) => {
      const answer = judgeRange(text, length);
      if (answer.kind !== 'part') return;
      expect(answer.start).toBeGreaterThanOrEqual(0);
      expect(answer.start).toBeLessThanOrEqual(answer.end);
      expect(answer.end).toBeLessThan(length);
    }),
    { numRuns: 3000 },
  );
});

test('a well-formed range is judged as an independent reading of the grammar judges it', () => {
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(3000), fc.integer({ min: 1, max: 2000 }), (from, to, length) => {
      const bytes = Array.from({ length }, (_, index) => index);
      const wanted = bytes.filter((index) => index >= from && index <= to);
      const answer = judgeRange(`bytes=${from}-${to}`, length);
      const satisfied = from >= length ? none : part(wanted[0] ?? -1, wanted.at(-1) ?? -1);
      expect(answer).toEqual(to < from ? whole : satisfied);
    }),
    { numRuns: 500 },
  );
});

test('If-Range holds for the very strong tag alone', () => {
  expect(ifRangeHolds(undefined, '"a"')).toBe(true);
  expect(ifRangeHolds('"a"', '"a"')).toBe(true);
  for (const other of ['"b"', 'W/"a"', 'a', '', '*', 'Wed, 21 Oct 2026 07:28:00 GMT', '"a", "b"']) {
    expect(ifRangeHolds(other, '"a"')).toBe(false);
  }
});

test('lists of tags are compared strongly or weakly as the header asks', () => {
  expect(tagListed('"x", "a"', '"a"', false)).toBe(true);
  expect(tagListed('*', '"a"', false)).toBe(true);
  expect(tagListed('W/"a"', '"a"', false)).toBe(false);
  expect(tagListed('W/"a"', '"a"', true)).toBe(true);
});
