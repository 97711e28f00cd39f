import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageView } from '../../pipelines/index.ts';
import { filesBelow } from './bags-by-hand.ts';

/** The bags in a folder, as the check of a package reads them. */
export function folderView(folder: string): PackageView {
  return {
    files: async function* (bag) {
      const root = join(folder, bag);
      for (const path of await filesBelow(root)) yield { path, bytes: (await stat(join(root, path))).size };
    },
    open: (bag, path) => createReadStream(join(folder, bag, path)),
    read: async (bag, path, offset, length) => {
      const file = await open(join(folder, bag, path));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}
