/** A filesystem store on a disk that is really full: a small memory file system, mounted for the test. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted, systemClock } from '../../core/index.ts';

const run = promisify(execFile);
const signal = neverAborted;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

if (!canMount && process.env['CI'] !== 'true') {
  test.skip('objects-full-disk needs root on Linux to mount a small file system', () => undefined);
} else {
  describe('a filesystem store on a full disk', () => {
    let mount = '';
    beforeAll(async () => {
      mount = await mkdtemp(join(tmpdir(), 'coffre-full-disk-'));
      await run('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0700', 'tmpfs', mount]);
    });
    afterAll(async () => {
      await run('umount', [mount]);
      await rm(mount, { recursive: true });
    });

    test('says so, keeps no part of the object, and goes on when there is room', async () => {
      const store = await openFilesystemStore({ path: join(mount, 'vault'), clock: systemClock });
      await store.put('packs/first', Buffer.alloc(1_500_000, 1), { signal });
      const second = store.put('packs/second', Buffer.alloc(1_500_000, 2), { signal });
      await expect(second).rejects.toMatchObject({ code: 'OBJECTS_FULL', kind: 'temporary' });
      expect(await readdir(join(mount, 'vault', 'packs'))).toEqual(['first']);
      await expect(store.head('packs/second', { signal })).rejects.toMatchObject({ code: 'OBJECTS_NOT_FOUND' });
      await store.remove('packs/first', null, { signal });
      expect(await store.put('packs/second', Buffer.alloc(1_500_000, 2), { signal })).toMatchObject({
        size: 1_500_000,
      });
      await store.close();
    });
  });
}
