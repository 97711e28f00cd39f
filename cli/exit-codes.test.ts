import { expect, test } from 'vitest';
import { coreError } from '../core/index.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

test('the numbers are those that scripts rely on', () => {
  expect(exitCodes).toEqual({
    done: 0,
    failed: 1,
    usage: 2,
    partial: 3,
    refused: 4,
    'not-found': 5,
    integrity: 6,
    temporary: 75,
    interrupted: 130,
  });
});

test.each([
  [coreError('TIMEOUT', 'late'), 75],
  [new DOMException('stop', 'AbortError'), 130],
  [new Error('defect'), 1],
  ['no error at all', 1],
])('%s ends with its code', (thrown, code) => {
  expect(exitCodeOf(thrown)).toBe(code);
});
