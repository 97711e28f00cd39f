import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorTable } from '../../core/index.ts';
import type { ActStore } from '../../ledger/index.ts';

const objectError = errorTable({ OBJECTS_EXISTS: { kind: 'failed', hint: 'Another object holds this name.' } });

/** Acts as files `000000000001`, written under another name, flushed and renamed; several processes may use the folder. */
export function directoryActStore(root: string): ActStore {
  const path = (seq: number): string => join(root, String(seq).padStart(12, '0'));
  return {
    async putAct(seq, body, signal) {
      signal.throwIfAborted();
      await mkdir(root, { recursive: true });
      const there = await readFile(path(seq)).catch(() => null);
      if (there !== null) {
        if (there.equals(body)) return;
        throw objectError('OBJECTS_EXISTS', `act ${seq} is there already`);
      }
      const partial = join(root, `.${seq}-${process.pid}`);
      const file = await open(partial, 'w');
      await file.writeFile(body);
      await file.sync();
      await file.close();
      await rename(partial, path(seq));
    },
    async *acts(signal, from = 1) {
      const names = await readdir(root).catch(() => []);
      for (const name of names.filter((one) => /^\d{12}$/.test(one)).sort()) {
        signal.throwIfAborted();
        if (Number(name) < from) continue;
        const [seq, body] = [Number(name), await readFile(join(root, name))];
        if (body.length > 0) yield { seq, key: name, body };
        else yield { seq, key: name, code: 'VAULT_OBJECT_CORRUPT', message: 'the object does not open' };
      }
    },
  };
}

/** What a hostile or failing store does to one act: other bytes, none (it does not open), or gone (null). */
export async function damageAct(root: string, seq: number, body: Uint8Array | null): Promise<void> {
  const path = join(root, String(seq).padStart(12, '0'));
  if (body === null) {
    await rm(path);
    return;
  }
  const file = await open(path, 'w');
  await file.writeFile(body);
  await file.close();
}
