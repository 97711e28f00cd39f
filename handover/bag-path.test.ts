import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collisionKey, decodePath, encodePath, forbiddenPath, foreignName, PATH_LIMIT } from './bag-path.ts';
import { formatManifest, parseManifest } from './manifest-lines.ts';

const seed = Date.now() % 2 ** 31;
const runs = { seed, numRuns: 2_000 };
/** Text that is rich in what has a meaning in paths and manifests. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '%',
        '\r',
        '\n',
        '/',
        '..',
        '.',
        '~',
        '0A',
        '0d',
        '25',
        ' ',
        '  ',
        '\\',
        'C:',
        'é',
        'é',
        '\u{1F4E7}',
        '\0',
      ),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe(`paths (seed ${seed})`, () => {
  it('come back from a manifest as they went in, whatever they hold', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        const encoded = encodePath(path);
        expect(encoded).not.toMatch(/[\r\n]/);
        expect(decodePath(encoded)).toBe(path);
      }),
      runs,
    );
  });

  it('have one spelling only: what is decoded gives the same when it is encoded again', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const path = decodePath(text);
        if (path !== null) expect(encodePath(path)).toBe(text);
      }),
      runs,
    );
  });

  it('that are allowed stay inside the bag', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        if (forbiddenPath(path) !== null) return;
        const url = new URL(`file:///bag/${path.split('/').map(encodeURIComponent).join('/')}`);
        expect(url.pathname.startsWith('/bag/')).toBe(true);
        expect(url.pathname.split('/')).toHaveLength(path.split('/').length + 2);
      }),
      runs,
    );
  });

  it('of ours are short plain names that every system takes', () => {
    fc.assert(
      fc.property(hostile, (path) => {
        if (foreignName('bag', path) !== null) return;
        expect(path).toMatch(/^[\w.-]+(\/[\w.-]+)*$/);
        expect(`bag/${path}`.length).toBeLessThanOrEqual(PATH_LIMIT);
      }),
      runs,
    );
  });

  it.each([
    '',
    '/etc/passwd',
    '~/x',
    '~root',
    'a/../b',
    '..',
    '.',
    'a/./b',
    'a//b',
    'a/',
    'C:/x',
    'c:x',
    'a\\b',
    'a\0b',
    'a\ud800b',
  ])('like %j are refused', (path) => expect(forbiddenPath(path)).not.toBeNull());

  it.each([
    'data/con',
    'data/NUL.txt',
    'data/lpt1.json',
    'data/a.',
    'data/é',
    'data/a b',
    'data/-rf',
    `data/${'x'.repeat(101)}`,
    `data/${'x/'.repeat(99)}y`,
  ])('like %j are none of ours', (path) => expect(foreignName('bag', path)).not.toBeNull());

  it('collide where a system takes them for one', () => {
    expect(collisionKey('Data/É')).toBe(collisionKey('data/é'));
    expect(collisionKey('data/a')).not.toBe(collisionKey('data/b'));
  });
});

describe('a manifest', () => {
  const digest = 'a'.repeat(64);

  it('reads back as it was written, for any set of allowed paths', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostile, { maxLength: 8 }), (paths) => {
        const lines = paths.filter((one) => forbiddenPath(one) === null).map((path) => ({ path, digest }));
        const { lines: read, problem } = parseManifest('sha256', formatManifest(lines));
        expect(problem).toBeNull();
        expect(new Set(read.map((one) => one.path))).toEqual(new Set(lines.map((one) => one.path)));
      }),
      runs,
    );
  });

  it.each([
    ['a path twice', `${digest}  data/a\n${digest}  data/a\n`],
    ['a path out of the bag', `${digest}  ../a\n`],
    ['an absolute path', `${digest}  /a\n`],
    ['one space', `${digest} data/a\n`],
    ['a star', `${digest} *data/a\n`],
    ['capitals in the hash', `${'A'.repeat(64)}  data/a\n`],
    ['a short hash', `${'a'.repeat(63)}  data/a\n`],
    ['a stray %', `${digest}  data/%41\n`],
    ['a carriage return', `${digest}  data/a\r\n${digest}  data/\r\n`],
    ['no line feed at its end', `${digest}  data/a`],
    ['a byte that is no UTF-8', Buffer.concat([Buffer.from(`${digest}  data/`), Buffer.from([0xff, 0x0a])])],
  ])('with %s is refused', (_, text) => {
    expect(parseManifest('sha256', Buffer.from(text)).problem).not.toBeNull();
  });
});
