import { cp, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../config/index.ts';
import { silentLogger } from '../core/index.ts';
import { type App, createApp } from '../daemon/index.ts';
import type { Stage } from './stage.ts';

export interface DamagedCopy {
  readonly app: App;
  /** The object that was damaged, as the store names it. */
  readonly object: string;
  close(): Promise<void>;
}

/** A copy of the story's vault in which one byte of one pack is another, opened with the same key and an empty state folder. */
export async function openDamagedCopy(stage: Stage, signal: AbortSignal): Promise<DamagedCopy> {
  const folder = join(stage.folder, 'damaged-copy');
  await mkdir(folder, { recursive: true });
  await cp(join(stage.folder, 'vault'), join(folder, 'vault'), { recursive: true });
  for (const name of ['coffre.yaml', 'master.key', 'exchange.key', 'exchange.password']) {
    await cp(join(stage.folder, name), join(folder, name));
  }
  const object = await damageLargest(join(folder, 'vault'));
  const loaded = await loadConfig({ path: join(folder, 'coffre.yaml'), env: {}, cwd: folder });
  const app = await createApp({ loaded, clock: stage.clock, log: silentLogger, actor: 'demo' }, signal);
  return { app, object, close: () => app.close() };
}

/** Flips one bit in the middle of the largest pack. */
async function damageLargest(vault: string): Promise<string> {
  const packs = join(vault, 'packs');
  let largest = { name: '', size: 0 };
  for (const name of await readdir(packs, { recursive: true })) {
    const one = await stat(join(packs, name));
    if (one.isFile() && one.size > largest.size) largest = { name, size: one.size };
  }
  const file = await open(join(packs, largest.name), 'r+');
  try {
    const at = Math.floor(largest.size / 2);
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    await file.write(byte, 0, 1, at);
    await file.sync();
  } finally {
    await file.close();
  }
  return `packs/${largest.name}`;
}
