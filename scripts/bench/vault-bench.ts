import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openFilesystemStore } from '../../connectors/objects/index.ts';
import { neverAborted, noProgress, noSteps, Secret, systemClock } from '../../core/index.ts';
import { createVault } from '../../vault/index.ts';
import { type Comparison, measure } from './measure.ts';

/** The promise of a snapshot includes reading everything back and decoding it: about three passes over the bytes. */
const STORE_FLOOR = 0.05;
const RESTORE_FLOOR = 0.1;

/** Stores and restores one file of `bytes` random bytes, beside copying and hashing the same file. */
export async function benchVault(folder: string, bytes: number): Promise<readonly Comparison[]> {
  const source = join(folder, 'source.bin');
  const spoolDir = join(folder, 'spool');
  await mkdir(spoolDir);
  const sha256 = await writeRandom(source, bytes);
  const plain = await measure('copy and SHA-256', () => copyAndHash(source, join(folder, 'copy.bin'), sha256));

  const store = await openFilesystemStore({ path: join(folder, 'vault'), clock: systemClock });
  const vault = await createVault({
    store,
    masterKey: new Secret<Uint8Array>(randomBytes(32)),
    clock: systemClock,
    signal: neverAborted,
  });
  const mailbox = { tenant: 'bench', id: 'one', name: 'One' };
  const work = await measure('vault store', async () => {
    const writer = await vault.begin({
      mailbox,
      kind: 'primary',
      run: 'bench',
      night: '2026-11-23',
      fence: 1,
      writer: 'bench',
      spoolDir,
      stillHolds: () => true,
      onStep: noSteps,
      onProgress: noProgress,
      signal: neverAborted,
    });
    await writer.addPart({ name: 'one.pst', path: source, bytes, sha256 });
    const frozenAt = new Date().toISOString();
    const from = { id: 'bench', kind: 'folder', frozenAt, details: null };
    await writer.commit({ status: 'ok', exceptions: [], counts: { 'one.pst': null }, source: from });
    return bytes;
  });
  const [snapshot = ''] = await ids(vault.manifests({}, neverAborted));
  const back = await measure('vault restore', async () => {
    const reader = await vault.open({ tenant: mailbox.tenant, mailboxId: mailbox.id }, snapshot, neverAborted);
    return hashInto(reader.part('one.pst', neverAborted), join(folder, 'restored.bin'), sha256);
  });
  await vault.close();
  return [
    { work, plain, floor: STORE_FLOOR },
    { work: back, plain, floor: RESTORE_FLOOR },
  ];
}

async function ids(manifests: AsyncIterable<object>): Promise<string[]> {
  const found: string[] = [];
  for await (const one of manifests) {
    if (!('manifest' in one)) throw new Error('a manifest does not open');
    found.push((one.manifest as { id: string }).id);
  }
  return found;
}

async function writeRandom(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  for (let left = bytes; left > 0; ) {
    const block = randomBytes(Math.min(left, 1 << 20));
    hash.update(block);
    await file.write(block);
    left -= block.byteLength;
  }
  await file.sync();
  await file.close();
  return hash.digest('hex');
}

function copyAndHash(from: string, to: string, sha256: string): Promise<number> {
  return hashInto(createReadStream(from, { highWaterMark: 1 << 20 }), to, sha256);
}

/** Writes and syncs what comes and compares its hash: what a restore does at the least. */
async function hashInto(content: AsyncIterable<Uint8Array>, to: string, sha256: string): Promise<number> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      yield chunk;
    }
  }
  await pipeline(hashed, createWriteStream(to, { flush: true }));
  if (hash.digest('hex') !== sha256) throw new Error(`${to} is not what was stored`);
  return bytes;
}
