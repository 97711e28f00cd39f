import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LinkClaims,
  linkKeyId,
  linkKeys,
  linkTimeHolds,
  linkTokenHash,
  makeLinkToken,
  readLinkToken,
  sameHash,
} from './index.ts';

const keys = linkKeys(Buffer.alloc(32, 3));
const others = linkKeys(Buffer.alloc(32, 4));
const DAY = 86_400;
const claims: Omit<LinkClaims, 'kid'> = {
  lid: 'a'.repeat(26),
  ten: 'acme',
  sub: 'Élodie Martin',
  scp: ['view', 'download'],
  pkg: 'pkg-1',
  iat: 1_815_000_000,
  exp: 1_815_000_000 + 7 * DAY,
};

/** A token over any claims, signed as ours are: what only the key's holder could make. */
function signed(value: object, by = keys): string {
  const kid = 'kid' in value ? String(value.kid) : '';
  const text = `c1.${Buffer.from(JSON.stringify(value)).toString('base64url')}`;
  return `${text}.${createHmac('sha256', by(kid)).update(text).digest('base64url')}`;
}

describe('a token', () => {
  test('says again what it was made of, under the key of its month', () => {
    const token = makeLinkToken(claims, keys);
    expect(token).toMatch(/^c1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
    expect(readLinkToken(token, keys)).toEqual({ ...claims, kid: '2027-07' });
    expect(linkKeyId(claims.iat)).toBe('2027-07');
  });

  test('is the same on every machine: a known answer', () => {
    expect(linkTokenHash(makeLinkToken(claims, keys))).toBe(
      'b024bb2508526f0143b6f6c974d56af7c0ec818dc88abc91379ed53f33c511f1',
    );
  });

  test('of another key, another month’s key, or nobody’s is none', () => {
    expect(readLinkToken(makeLinkToken(claims, others), keys)).toBeNull();
    const kid = linkKeyId(claims.iat);
    expect(readLinkToken(signed({ ...claims, kid }), keys)).not.toBeNull();
    expect(readLinkToken(signed({ ...claims, kid: '2027-08' }), keys)).toBeNull();
    for (const text of ['', 'c1', 'c1..', 'c1.a.b', '-', 'c2.e30.AAAA', `c1.e30.${'A'.repeat(43)}`, 'x'.repeat(9999)]) {
      expect(readLinkToken(text, keys)).toBeNull();
    }
  });

  test('with any character changed, added or taken away is none', () => {
    const token = makeLinkToken(claims, keys);
    const change = fc.tuple(
      fc.nat(token.length - 1),
      fc.constantFrom('edit', 'drop', 'add'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(change, ([at, how, by]) => {
        const head = token.slice(0, at);
        const edited =
          how === 'drop' ? head + token.slice(at + 1) : head + by + token.slice(how === 'edit' ? at + 1 : at);
        fc.pre(edited !== token);
        expect(readLinkToken(edited, keys)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  test('cannot be spelled in a second way', () => {
    const token = makeLinkToken(claims, keys);
    // the last character of 43 holds four bits of the MAC: two more spell the same bytes
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twins = alphabet
      .split('')
      .map((one) => token.slice(0, -1) + one)
      .filter((one) => one !== token);
    expect(twins.filter((one) => readLinkToken(one, keys) !== null)).toEqual([]);
  });

  test.each([
    ['no scope', { scp: [] }],
    ['an unknown scope', { scp: ['view', 'erase'] }],
    ['a scope twice', { scp: ['view', 'view'] }],
    ['a tenant that is a path', { ten: '../acme' }],
    ['a package that is a path', { pkg: '../x' }],
    ['an end before its beginning', { exp: claims.iat }],
    ['a fraction of a second', { iat: claims.iat + 0.5 }],
    ['a link id of another form', { lid: 'A'.repeat(26) }],
    ['nobody', { sub: '' }],
    ['a name of a kilobyte', { sub: 'x'.repeat(1000) }],
  ])('with %s is none, even under our own MAC', (_what, change) => {
    const value = { ...claims, ...change };
    expect(readLinkToken(signed({ ...value, kid: linkKeyId(claims.iat) }), keys)).toBeNull();
  });

  test('holds the start of a long name, no character cut in two', () => {
    const read = readLinkToken(makeLinkToken({ ...claims, sub: 'é'.repeat(100) }, keys), keys);
    expect(read?.sub).toBe('é'.repeat(32));
  });
});

test('time: seven days, right to within two days of a clock that went back, and no more', () => {
  const at = (days: number): boolean => linkTimeHolds(claims, (claims.iat + days * DAY) * 1000);
  expect([-2.01, -2, 0, 2, 6.99, 7, 7.01, 400].map(at)).toEqual([false, true, true, true, true, false, false, false]);
});

test('hashes are the same or not, whatever their length', () => {
  expect(sameHash('ab', 'ab')).toBe(true);
  expect(sameHash('ab', 'ac')).toBe(false);
  expect(sameHash('ab', '')).toBe(false);
});
