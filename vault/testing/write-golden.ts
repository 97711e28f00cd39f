import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GOLDEN, makeGolden } from './golden.ts';

/** Stores the golden vault anew. Only while its format is unreleased: a released one is never written again. */
const { facts, objects } = await makeGolden();
await rm(GOLDEN, { recursive: true, force: true });
for (const [key, bytes] of objects) {
  const path = join(GOLDEN, 'objects', key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}
await writeFile(join(GOLDEN, 'golden.json'), `${JSON.stringify(facts, null, 1)}\n`);
