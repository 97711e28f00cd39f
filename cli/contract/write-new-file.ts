import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cliError } from '../errors.ts';

/** Writes a file that is not there yet, readable by its owner alone; FILE_UNUSABLE otherwise. Gives its path. */
export async function writeNewFile(cwd: string, path: string, content: string | Uint8Array): Promise<string> {
  const file = resolve(cwd, path);
  await writeFile(file, content, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    throw cliError('FILE_UNUSABLE', `${JSON.stringify(file)} cannot be written`, { cause: error });
  });
  return file;
}
