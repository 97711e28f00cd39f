import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  it.each([
    ['statedir', 'stateDir'],
    ['retenton', 'retention'],
    ['soruces', 'sources'],
    ['htpt', 'http'],
    ['colour', null],
    ['', null],
  ])('suggests for %s: %s', (word, meant) => {
    expect(nearest(word, ['stateDir', 'retention', 'sources', 'http', 'log'])).toBe(meant);
  });

  it('is quick on hostile words', () => {
    expect(nearest('a'.repeat(1_000_000), ['b'.repeat(1_000_000)])).toBeNull();
  });
});
