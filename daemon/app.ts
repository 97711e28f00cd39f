import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Catalog, needsRebuild, openCatalog } from '../catalog/index.ts';
import { type Config, type LoadedConfig, requireOffsite } from '../config/index.ts';
import type { Mailer } from '../connectors/mail/index.ts';
import type { ObjectStore } from '../connectors/objects/index.ts';
import { base32, type Clock, type Logger, noProgress, noSteps, type OnProgress, type OnStep } from '../core/index.ts';
import type { TenantId } from '../domain/index.ts';
import { type Ledger, openLedger } from '../ledger/index.ts';
import { type BackupDeps, createSpool, rebuildFromVault, type Spool } from '../pipelines/index.ts';
import { openVault, openVaultForCheck, type Vault } from '../vault/index.ts';
import { daemonError } from './errors.ts';
import { createMetrics, type Metrics } from './http/index.ts';
import { readMasterKey } from './master-key.ts';
import { openConfiguredMailer } from './open-mailer.ts';
import { type ConfiguredSource, openConfiguredSources } from './open-sources.ts';
import { openConfiguredStore } from './open-store.ts';
import { createLocalQueue, type JobQueue } from './queue/index.ts';

export interface AppOptions {
  readonly loaded: LoadedConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** Who acts: `--as`, else the account of the process. */
  readonly actor: string;
  readonly onProgress?: OnProgress;
  readonly onStep?: OnStep;
  /** Faults between the store and its wrappers, in tests. */
  readonly wrapStore?: (store: ObjectStore) => ObjectStore;
  readonly random?: (bytes: number) => Uint8Array;
  /** Instead of the configured mail server: the demo keeps what would be sent. */
  readonly mailer?: Mailer;
  /** Figures of this process among the metrics: for the one process that is asked for them, the daemon. */
  readonly processMetrics?: boolean;
}

/**
 * The composition root: every part of Coffre, opened when it is first asked for and closed together. `serve`, each
 * command and the demo stand on one of these; none of them constructs a part by itself.
 */
export interface App {
  readonly loaded: LoadedConfig;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly actor: string;
  readonly metrics: Metrics;
  readonly queue: JobQueue;
  readonly spool: Spool;
  readonly random: (bytes: number) => Uint8Array;
  readonly onProgress: OnProgress;
  readonly onStep: OnStep;
  /** This process, as leases name it. */
  readonly holder: string;
  /** This installation, as manifests and notes name it. */
  readonly writer: string;
  store(): Promise<ObjectStore>;
  vault(): Promise<Vault>;
  /** As `vault`, where damage of `vault.json` or another key is no obstacle: to tell what is hit. */
  vaultForCheck(): Promise<Vault>;
  /** Rebuilt from the vault first where its file was not there. */
  catalog(): Promise<Catalog>;
  ledger(): Promise<Ledger>;
  /** Null where no mail is configured. */
  mailer(): Promise<Mailer | null>;
  sources(): Promise<readonly ConfiguredSource[]>;
  /** The source of this tenant; TENANT_UNKNOWN. */
  sourceOf(tenant: TenantId): Promise<ConfiguredSource>;
  backupDeps(): Promise<BackupDeps>;
  close(): Promise<void>;
}

/** Prepares the parts; nothing is opened or contacted before it is asked for. `signal` ends waits of opening. */
export async function createApp(options: AppOptions, signal: AbortSignal): Promise<App> {
  const { loaded, clock, log, actor } = options;
  const { config } = loaded;
  const random = options.random ?? randomBytes;
  const metrics = createMetrics({ processMetrics: options.processMetrics === true });
  const spool = createSpool(join(config.stateDir, 'spool'));
  const holder = `${hostname()}/${process.pid}/${base32(random(5))}`;
  const closers: (() => Promise<void>)[] = [];

  const once = <T>(open: () => Promise<T>): (() => Promise<T>) => {
    let opened: Promise<T> | undefined;
    return () => {
      // What could not be opened is tried again when it is next asked for: the daemon outlives a store that was away.
      opened ??= open().catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    };
  };

  const store = once(async () => {
    const opened = await openConfiguredStore(loaded, {
      clock,
      signal,
      onCall: (call) => metrics.storeCall(call),
      ...(options.wrapStore === undefined ? {} : { wrap: options.wrapStore }),
    });
    closers.push(() => opened.close());
    return opened;
  });

  const vaultBy = (open: typeof openVault) =>
    once(async () => {
      const masterKey = await readMasterKey(config.keys.masterFile);
      const opened = await open({ store: await store(), masterKey, clock, random, signal });
      closers.push(() => opened.close());
      return opened;
    });
  const vault = vaultBy(openVault);
  const vaultForCheck = vaultBy(openVaultForCheck);

  const catalog = once(async () => {
    await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
    const opened = await openCatalog({ path: join(config.stateDir, 'catalog.sqlite'), clock });
    closers.push(() => opened.close());
    if (await needsRebuild(opened)) {
      const { snapshots, problemCount, problems } = await rebuildFromVault(await vault(), opened, { signal });
      if (snapshots > 0) log.info({ snapshots }, 'catalogue made again from the vault');
      const { key, message } = problems[0] ?? {};
      if (problemCount > 0) log.error({ problems: problemCount, key, message }, 'parts of the vault cannot be read');
    }
    return opened;
  });

  const ledger = once(async () => {
    await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
    const opened = await openLedger({
      path: join(config.stateDir, 'ledger.sqlite'),
      store: await vault(),
      clock,
      signal,
    });
    closers.push(() => opened.close());
    return opened;
  });

  const mailer = once(async () => {
    // One that was handed in is the caller's to close.
    if (options.mailer !== undefined) return options.mailer;
    const opened = await openConfiguredMailer(loaded, clock);
    if (opened !== null) closers.push(() => opened.close());
    return opened;
  });

  const sources = once(async () => {
    const facts = await catalog();
    const opened = await openConfiguredSources(loaded, {
      clock,
      log,
      knownHostKey: (source) => ({
        get: () => facts.meta.get(`host-key/${source}`),
        set: (fingerprint) => facts.meta.set(`host-key/${source}`, fingerprint),
      }),
    });
    for (const one of opened) closers.push(() => one.source.close());
    return opened;
  });

  const lanes: Record<string, number> = {};
  for (const source of config.sources) {
    lanes[source.id] = source.kind === 'exchange' ? source.limits.concurrency : source.concurrency;
  }
  const queue = createLocalQueue({ total: config.limits.mailboxesAtOnce, lanes });

  return {
    loaded,
    config,
    clock,
    log,
    actor,
    metrics,
    queue,
    spool,
    random,
    holder,
    writer: hostname(),
    onProgress: options.onProgress ?? noProgress,
    onStep: options.onStep ?? noSteps,
    store,
    vault,
    vaultForCheck,
    catalog,
    ledger,
    mailer,
    sources,
    sourceOf: async (tenant) => {
      const found = (await sources()).find((one) => one.tenants.includes(tenant));
      if (found === undefined) throw daemonError('TENANT_UNKNOWN', `no tenant ${tenant} is configured`);
      return found;
    },
    backupDeps: async () => {
      requireOffsite(loaded);
      return {
        vault: await vault(),
        catalog: await catalog(),
        clock,
        log,
        spool,
        writer: hostname(),
        holder,
        heartbeatMs: config.lease.heartbeatSeconds * 1_000,
        random,
        onStep: options.onStep ?? noSteps,
        onProgress: options.onProgress ?? noProgress,
      };
    },
    close: async () => {
      for (const closer of closers.reverse().splice(0))
        await closer().catch((error: unknown) => log.warn({ err: error }, 'closing failed'));
    },
  };
}
