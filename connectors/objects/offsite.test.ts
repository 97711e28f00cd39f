import { describe, expect, test } from 'vitest';
import { offsiteProblem } from './offsite.ts';

const fine = { storeSite: 'lyon', storeCountry: 'FR', sourceSites: ['rennes', 'nantes'], allowedCountries: ['FR'] };

describe('the off-site rule', () => {
  test.each([
    ['another site in an allowed country is fine', {}, null],
    ['the site of one of the sources is refused', { storeSite: 'nantes' }, 'OBJECTS_NOT_OFFSITE'],
    ['spelling does not make another site of it', { storeSite: ' Nantes ' }, 'OBJECTS_NOT_OFFSITE'],
    [
      'nor does the encoding of an accent',
      { storeSite: 'Orle\u0301ans', sourceSites: ['orléans'] },
      'OBJECTS_NOT_OFFSITE',
    ],
    ['a store that names no site is refused', { storeSite: ' ' }, 'OBJECTS_NOT_OFFSITE'],
    ['a country that is not allowed is refused', { storeCountry: 'US' }, 'OBJECTS_COUNTRY'],
    ['a country in small letters is the same country', { storeCountry: 'fr' }, null],
    ['no allowed country allows none', { allowedCountries: [] }, 'OBJECTS_COUNTRY'],
  ] as const)('%s', (_, change, expected) => {
    expect(offsiteProblem({ ...fine, ...change })?.code ?? null).toBe(expected);
  });
});
