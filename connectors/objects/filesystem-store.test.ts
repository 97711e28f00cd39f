import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, systemClock } from '../../core/index.ts';
import { objectStoreConformance } from './conformance.ts';
import { openFilesystemStore } from './filesystem-store.ts';
import type { ObjectStore } from './object-store.ts';

const signal = neverAborted;
const made: string[] = [];

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'coffre-objects-'));
  made.push(path);
  return path;
}

afterAll(async () => {
  for (const path of made) await rm(path, { recursive: true, force: true });
});

objectStoreConformance(
  'the filesystem store',
  async () => {
    const path = join(await directory(), 'made', 'by-the-store');
    const store = await openFilesystemStore({ path, clock: systemClock });
    return {
      store,
      reopen: () => openFilesystemStore({ path, clock: systemClock }),
      dispose: () => store.close(),
    };
  },
  {
    expected: { versioning: false, lock: 'none', conditionalPut: 'yes', deleteByVersion: false },
    // There are no pages here, and each object costs three syncs.
    listed: 300,
    skip: {
      'lets a key be the beginning of another, as a directory would be':
        'a name is a file or a directory; the vault has no such keys',
    },
  },
);

describe('the filesystem store', () => {
  let root: string;
  let store: ObjectStore;

  beforeEach(async () => {
    root = await directory();
    store = await openFilesystemStore({ path: root, clock: systemClock });
  });

  const listed = async (prefix = ''): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix, { signal })) keys.push(key);
    return keys;
  };

  test('keeps an object in a file of its own name, readable by its owner alone, and leaves nothing else', async () => {
    await store.put('packs/ab/abc', Buffer.from('bytes'), { signal });
    expect(await readFile(join(root, 'packs/ab/abc'), 'utf8')).toBe('bytes');
    expect((await stat(join(root, 'packs/ab/abc'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'packs/ab'))).mode & 0o777).toBe(0o700);
    expect(await readdir(root, { recursive: true })).toEqual(['packs', 'packs/ab', 'packs/ab/abc']);
  });

  test('refuses a key whose part is an object already, either way round, and keeps what was there', async () => {
    await store.put('a', Buffer.from('file'), { signal });
    await expect(store.put('a/b', Buffer.from('x'), { signal })).rejects.toMatchObject({ code: 'OBJECTS_INVALID' });
    await store.put('d/e', Buffer.from('file'), { signal });
    await expect(store.put('d', Buffer.from('x'), { signal })).rejects.toMatchObject({ code: 'OBJECTS_INVALID' });
    await expect(store.head('d', { signal })).rejects.toMatchObject({ code: 'OBJECTS_NOT_FOUND' });
    await expect(store.head('a/b', { signal })).rejects.toMatchObject({ code: 'OBJECTS_NOT_FOUND' });
    await store.remove('d', null, { signal });
    expect(await listed()).toEqual(['a', 'd/e']);
  });

  test('does not follow symbolic links, to a file or through a directory', async () => {
    const outside = await directory();
    await writeFile(join(outside, 'secret'), 'secret');
    await symlink(join(outside, 'secret'), join(root, 'file'));
    await symlink(outside, join(root, 'dir'));
    const denied = { code: 'OBJECTS_DENIED' };
    await expect(store.get('file', { signal })[Symbol.asyncIterator]().next()).rejects.toMatchObject(denied);
    await expect(store.get('dir/secret', { signal })[Symbol.asyncIterator]().next()).rejects.toMatchObject(denied);
    await expect(store.head('dir/secret', { signal })).rejects.toMatchObject(denied);
    await expect(store.put('dir/new', Buffer.from('x'), { signal })).rejects.toMatchObject(denied);
    await expect(store.put('dir/deep/new', Buffer.from('x'), { signal })).rejects.toMatchObject(denied);
    await expect(store.remove('dir/secret', null, { signal })).rejects.toMatchObject(denied);
    await expect(listed()).rejects.toMatchObject(denied);
    expect(await readdir(outside)).toEqual(['secret']);
  });

  test('shows no file that is being written, and removes those of a process that died long ago', async () => {
    await mkdir(join(root, 'packs'));
    const young = join(root, 'packs', '~put-0123');
    const old = join(root, 'packs', '~put-4567');
    await writeFile(young, 'half');
    await writeFile(old, 'half');
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(old, twoDaysAgo, twoDaysAgo);
    await store.put('packs/whole', Buffer.from('x'), { signal });
    expect(await listed()).toEqual(['packs/whole']);
    expect((await readdir(join(root, 'packs'))).sort()).toEqual(['whole', '~put-0123']);
  });

  test('an aborted put leaves neither an object nor a leftover', async () => {
    const controller = new AbortController();
    const put = store.put('big/one', Buffer.alloc(48 * 1024 * 1024, 1), { signal: controller.signal });
    const dir = join(root, 'big');
    while ((await readdir(dir).catch(() => [])).length === 0) await new Promise(setImmediate);
    controller.abort(new Error('enough'));
    await expect(put).rejects.toThrow('enough');
    expect(await readdir(dir)).toEqual([]);
  });

  test('a name that no key can have is left out of lists and reported', async () => {
    const foreign: string[] = [];
    store = await openFilesystemStore({ path: root, clock: systemClock, onForeign: (path) => foreign.push(path) });
    await store.put('a', Buffer.from('x'), { signal });
    await mkdir(join(root, 'lost+found'));
    await writeFile(join(root, 'Readme.txt'), 'x');
    expect(await listed()).toEqual(['a']);
    expect(foreign.sort()).toEqual([join(root, 'Readme.txt'), join(root, 'lost+found')]);
  });

  test('a root that vanished or was replaced is unavailable, never empty', async () => {
    await store.put('a', Buffer.from('x'), { signal });
    const away = `${root}-away`;
    made.push(away);
    await rename(root, away);
    await mkdir(root);
    const unavailable = { code: 'OBJECTS_UNAVAILABLE', retryable: true };
    await expect(listed()).rejects.toMatchObject(unavailable);
    await expect(store.head('a', { signal })).rejects.toMatchObject(unavailable);
    await expect(store.put('b', Buffer.from('x'), { signal })).rejects.toMatchObject(unavailable);
    await expect(store.remove('a', null, { signal })).rejects.toMatchObject(unavailable);
    expect(await readdir(root)).toEqual([]);
    await rm(root, { recursive: true });
    await rename(away, root);
    expect(await listed()).toEqual(['a']);
  });
});
