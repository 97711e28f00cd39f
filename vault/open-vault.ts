import { randomBytes } from 'node:crypto';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { type Clock, CodedError, type Secret } from '../core/index.ts';
import { isoNow, type VaultContext } from './context.ts';
import { KEY_BYTES } from './derive.ts';
import { vaultError } from './errors.ts';
import { Keyring } from './keyring.ts';
import { newObjectId, VAULT_FILE } from './names.ts';
import { selfTest } from './self-test.ts';
import { findKey, listKeys, putProven, readFirst } from './store-io.ts';
import { StoreVault } from './store-vault.ts';
import type { RandomSource, Vault } from './vault.ts';
import { encodeVaultFile, openVaultFile, VAULT_FILE_LIMIT } from './vault-file.ts';

export interface VaultOptions {
  readonly store: ObjectStore;
  /** Thirty-two bytes. */
  readonly masterKey: Secret<Uint8Array>;
  readonly clock: Clock;
  /** Crypto-strong by default; tests that want the same bytes again give a seeded one. */
  readonly random?: RandomSource;
  /** Size at which a pack is closed; 32 MiB by default. Smaller means more requests, larger more memory and more to send again. */
  readonly packBytes?: number;
  readonly signal: AbortSignal;
}

const PACK_BYTES = 32 * 1024 * 1024;

function prepare(options: VaultOptions, vaultId: string | null): VaultContext {
  const { store, clock, random = randomBytes, packBytes = PACK_BYTES } = options;
  const master = Uint8Array.from(options.masterKey.reveal());
  return { store, clock, random, vaultId, master, packBytes, keyring: new Keyring(store, master, random) };
}

function checkMaster({ masterKey }: VaultOptions): void {
  if (masterKey.reveal().byteLength !== KEY_BYTES) {
    throw vaultError('VAULT_KEY_WRONG', `a master key has ${KEY_BYTES} bytes`);
  }
}

/** Creates an empty vault. VAULT_EXISTS where the store holds one already, or what is left of one. */
export async function createVault(options: VaultOptions): Promise<Vault> {
  selfTest();
  checkMaster(options);
  const { store, clock, signal } = options;
  for (const prefix of [VAULT_FILE, 'keys/', 'snapshots/']) {
    for await (const { key } of listKeys(store, prefix, signal)) {
      throw vaultError('VAULT_EXISTS', `the store already holds ${key}`);
    }
  }
  const vaultId = newObjectId(options.random ?? randomBytes);
  const context = prepare(options, vaultId);
  await putProven(store, VAULT_FILE, encodeVaultFile(context.master, vaultId, isoNow(clock)), signal);
  return new StoreVault(context);
}

async function readVaultId(options: VaultOptions): Promise<string> {
  const { store, masterKey, signal } = options;
  const stored = await findKey(store, VAULT_FILE, signal);
  if (stored === null) throw vaultError('VAULT_NOT_FOUND', `the store holds no ${VAULT_FILE}`);
  const limits = { limit: VAULT_FILE_LIMIT, signal };
  return readFirst(store, stored, limits, (bytes) => openVaultFile(masterKey.reveal(), bytes));
}

/**
 * Opens a vault. VAULT_SELF_TEST where this machine computes wrongly, VAULT_NOT_FOUND, VAULT_KEY_WRONG, VAULT_FORMAT, or
 * VAULT_OBJECT_CORRUPT where `vault.json` is damaged.
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  selfTest();
  checkMaster(options);
  return new StoreVault(prepare(options, await readVaultId(options)));
}

/**
 * As `openVault`, for `check` and for reading after damage: a `vault.json` that is gone, damaged or of another key does not
 * keep it from opening; `check` tells it and names the snapshots it hits. `begin` is refused then.
 */
export async function openVaultForCheck(options: VaultOptions): Promise<Vault> {
  selfTest();
  checkMaster(options);
  try {
    return new StoreVault(prepare(options, await readVaultId(options)));
  } catch (error) {
    if (error instanceof CodedError && error.code.startsWith('VAULT_')) return new StoreVault(prepare(options, null));
    throw error;
  }
}
