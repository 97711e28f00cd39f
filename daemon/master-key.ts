import { open } from 'node:fs/promises';
import { readSecretFile } from '../config/index.ts';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { type Clock, hasCode, Secret } from '../core/index.ts';
import { openVault } from '../vault/index.ts';
import { daemonError } from './errors.ts';

const KEY_BYTES = 32;

/** The vault master key: a file of 64 hexadecimal digits and a line break, readable by its owner alone. */
export async function readMasterKey(path: string): Promise<Secret<Uint8Array>> {
  const text = Buffer.from((await readSecretFile(path)).reveal())
    .toString('latin1')
    .trim();
  if (!/^[0-9a-f]{64}$/i.test(text)) throw daemonError('MASTER_KEY_INVALID', `${path} holds no master key`);
  return new Secret<Uint8Array>(Buffer.from(text, 'hex'));
}

/** Writes a new key file, mode 0600, synced; INIT_EXISTS where the file is there. */
export async function writeMasterKey(path: string, random: (bytes: number) => Uint8Array): Promise<Secret<Uint8Array>> {
  const key = Buffer.from(random(KEY_BYTES));
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw daemonError('INIT_EXISTS', `${path} is there already`, { cause: error });
  });
  try {
    await file.writeFile(`${key.toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return new Secret<Uint8Array>(key);
}

/** Whether the configured vault opens with this key, whatever keys.masterFile holds; other damage of the vault is thrown. */
export async function opensVault(
  app: { readonly clock: Clock; store(): Promise<ObjectStore> },
  masterKey: Secret<Uint8Array>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await (await openVault({ store: await app.store(), masterKey, clock: app.clock, signal })).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'VAULT_KEY_WRONG')) return false;
    throw error;
  }
}
