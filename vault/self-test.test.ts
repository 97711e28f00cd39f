import { expect, it } from 'vitest';
import { selfTest } from './self-test.ts';

it('finds this machine computing as every other one does', () => {
  expect(() => selfTest()).not.toThrow();
});
