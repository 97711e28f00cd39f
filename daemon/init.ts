import { randomBytes } from 'node:crypto';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  type Environment,
  type InitialChoices,
  initialConfig,
  type LoadedConfig,
  loadConfig,
} from '../config/index.ts';
import { type Clock, hasCode } from '../core/index.ts';
import { createVault, makeKit, openVault } from '../vault/index.ts';
import { daemonError } from './errors.ts';
import { readMasterKey, writeMasterKey } from './master-key.ts';
import { openConfiguredStore } from './open-store.ts';

export interface InitRequest {
  /** The configuration file; written from `choices` when it is not there. */
  readonly configPath: string;
  readonly choices: InitialChoices;
  /** Where the recovery kit goes; `coffre-kit.txt` beside the configuration by default. */
  readonly kitPath?: string | undefined;
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface InitReport {
  readonly config: string;
  readonly vaultId: string;
  readonly kit: string | null;
  /** What was made, in order; what was there already is not in it. */
  readonly made: readonly string[];
}

/**
 * Makes what is missing: configuration, state folder, folders of sources, master key, vault, recovery kit. Never overwrites;
 * run again after a failure, it goes on where it stopped. A vault that exists is opened with the key, so that a wrong key is
 * told now and not at the first restore.
 */
export async function initialise(request: InitRequest): Promise<InitReport> {
  const { env, cwd, clock, signal } = request;
  const made: string[] = [];
  const configPath = resolve(cwd, request.configPath);
  if (!(await exists(configPath))) {
    await mkdir(dirname(configPath), { recursive: true });
    await writeNew(configPath, initialConfig(request.choices), 0o640);
    made.push(configPath);
  }
  const loaded = await loadConfig({ path: configPath, env, cwd });
  await makeFolders(loaded, made);
  const { masterFile } = loaded.config.keys;
  const hadKey = await exists(masterFile);
  const store = await openConfiguredStore(loaded, { clock, signal, onCall: () => undefined });
  try {
    if (!hadKey && (await holdsVault(store, signal))) {
      throw daemonError('INIT_EXISTS', 'the store holds a vault already and its master key is not here', {
        hint: `Restore ${masterFile} from the recovery kit of that vault, or name another store.`,
      });
    }
    const masterKey = hadKey ? await readMasterKey(masterFile) : await writeMasterKey(masterFile, randomBytes);
    if (!hadKey) made.push(masterFile);
    let vaultId: string;
    if (await holdsVault(store, signal)) {
      const vault = await openVault({ store, masterKey, clock, signal });
      vaultId = vault.id;
      await vault.close();
    } else {
      const vault = await createVault({ store, masterKey, clock, signal });
      vaultId = vault.id;
      await vault.close();
      made.push(`vault ${vaultId}`);
    }
    const kitPath = resolve(cwd, request.kitPath ?? join(dirname(configPath), 'coffre-kit.txt'));
    if (await exists(kitPath)) return { config: configPath, vaultId, kit: null, made };
    await writeNew(kitPath, makeKit({ vaultId, masterKey, store: describeStore(loaded) }), 0o600);
    made.push(kitPath);
    return { config: configPath, vaultId, kit: kitPath, made };
  } finally {
    await store.close();
  }
}

async function makeFolders(loaded: LoadedConfig, made: string[]): Promise<void> {
  const { stateDir, store, sources, tenants } = loaded.config;
  const folders = [stateDir, ...(store.kind === 'filesystem' ? [store.path] : [])];
  for (const source of sources) {
    if (source.kind !== 'folder') continue;
    folders.push(source.path);
    if (source.mapping === undefined) {
      for (const tenant of tenants) if (tenant.source === source.id) folders.push(join(source.path, tenant.id));
    }
  }
  for (const folder of folders) {
    if (await exists(folder)) continue;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    made.push(folder);
  }
}

async function holdsVault(
  store: Awaited<ReturnType<typeof openConfiguredStore>>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await store.head('vault.json', { signal });
    return true;
  } catch (error) {
    if (hasCode(error, 'OBJECTS_NOT_FOUND')) return false;
    throw error;
  }
}

/** Where the vault lies, for the kit: no secret in it. */
export function describeStore(loaded: LoadedConfig): string {
  const { store } = loaded.config;
  if (store.kind === 'filesystem') return `filesystem ${store.path} (site ${store.site}, ${store.country})`;
  return `S3 ${store.endpoint} region ${store.region} bucket ${store.bucket} prefix "${store.prefix}" (site ${store.site}, ${store.country})`;
}

async function writeNew(path: string, content: string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
