import { expect, test } from 'vitest';
import { personKey } from './person-key.ts';

test('a name keeps its key in every spelling that looks the same', () => {
  for (const name of [
    'C. Morel',
    ' c. morel',
    'C.  MOREL',
    'c.\u00a0morel',
    'c.\u200b morel',
    'ｃ. morel',
    'c. mo\u00adrel',
  ]) {
    expect(personKey(name)).toBe('c. morel');
  }
  expect(personKey('JE\u0301RO\u0302ME')).toBe(personKey('jérôme'));
});

test('other names have other keys', () => {
  expect(new Set(['c.morel', 'c.moret', 'jerome', 'jérôme'].map(personKey)).size).toBe(4);
});
