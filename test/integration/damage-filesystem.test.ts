/** Every kind of stored object damaged in every way, on the filesystem store; COFFRE_DAMAGE=full takes every object. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { systemClock } from '../../core/index.ts';
import { cliPlatform } from '../harness/cli-platform.ts';
import type { RawStore } from '../harness/damage.ts';
import { damageAmount, damageSuite } from '../harness/damage-suite.ts';

function files(folder: string): RawStore {
  return {
    keys: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const found = entries
        .filter((one) => one.isFile())
        .map((one) => relative(folder, join(one.parentPath, one.name)));
      return found.filter((key) => !key.includes('~')).sort();
    },
    read: (key) => readFile(join(folder, key)),
    write: async (key, bytes) => {
      await rm(join(folder, key), { force: true });
      if (bytes === null) return;
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    },
  };
}

damageSuite(
  'a folder',
  async () => {
    const platform = await cliPlatform();
    const store = await openFilesystemStore({ path: platform.vaultDir, clock: systemClock });
    const dispose = async (): Promise<void> => {
      await store.close();
      await platform.close();
    };
    return { platform, raw: files(platform.vaultDir), store, dispose };
  },
  damageAmount(2),
);
