import type { ExchangeSourceConfig, LoadedConfig, SourceConfig } from '../config/index.ts';
import {
  createExchangeSource,
  createExchangeTarget,
  type ExchangeSourceOptions,
  type KnownHostKey,
} from '../connectors/exchange/index.ts';
import { createFolderSource, type MailboxSource, type MailboxTarget } from '../connectors/sources/index.ts';
import { type Clock, type Logger, Secret } from '../core/index.ts';
import { sourceId, type TenantId, tenantId } from '../domain/index.ts';

/** A source with the tenants that are exported from it. */
export interface ConfiguredSource {
  readonly source: MailboxSource;
  readonly tenants: readonly TenantId[];
  /** Where restores of these tenants can be imported; null where the source takes nothing back. */
  readonly target: MailboxTarget | null;
}

export interface OpenSourcesOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the host key of the last successful contact is remembered, per source. */
  readonly knownHostKey: (source: string) => KnownHostKey;
}

/** Every configured source; nothing is contacted yet. */
export async function openConfiguredSources(
  loaded: LoadedConfig,
  options: OpenSourcesOptions,
): Promise<readonly ConfiguredSource[]> {
  const opened: ConfiguredSource[] = [];
  for (const source of loaded.config.sources) opened.push(await openSource(loaded, source, options));
  return opened;
}

async function openSource(
  loaded: LoadedConfig,
  source: SourceConfig,
  options: OpenSourcesOptions,
): Promise<ConfiguredSource> {
  const tenants = loaded.config.tenants.filter((one) => one.source === source.id).map((one) => tenantId(one.id));
  if (source.kind === 'exchange') {
    const exchange = await exchangeOptions(loaded, source, options);
    return { source: createExchangeSource(exchange), tenants, target: createExchangeTarget(exchange) };
  }
  const { path, concurrency } = source;
  const rules = source.mapping?.map((one) => ({ ...one, tenant: tenantId(one.tenant) }));
  const id = sourceId(source.id);
  return {
    source: createFolderSource({ id, path, tenants, rules, concurrency, clock: options.clock }),
    tenants,
    target: null,
  };
}

async function exchangeOptions(
  loaded: LoadedConfig,
  source: ExchangeSourceConfig,
  { clock, log, knownHostKey }: OpenSourcesOptions,
): Promise<ExchangeSourceOptions> {
  const { ssh, exchange, share, limits } = source;
  const secret = async (ref: Parameters<LoadedConfig['secret']>[0] | null) =>
    ref === null ? new Secret('') : loaded.secret(ref);
  const hours = 3_600_000;
  return {
    id: sourceId(source.id),
    ssh: {
      host: ssh.host,
      port: ssh.port,
      user: ssh.user,
      hostKeySha256: ssh.hostKeySha256.map((one) => `SHA256:${one}`),
      auth:
        ssh.privateKey === null
          ? { kind: 'password', password: await secret(ssh.password) }
          : {
              kind: 'key',
              privateKey: await secret(ssh.privateKey),
              ...(ssh.passphrase === null ? {} : { passphrase: await secret(ssh.passphrase) }),
            },
    },
    exchange:
      exchange.connect === 'snapin'
        ? { by: 'snapin' }
        : {
            by: 'credential',
            uri: exchange.uri ?? '',
            user: exchange.user ?? '',
            password: await secret(exchange.password),
          },
    share,
    tenants: loaded.config.tenants.flatMap((one) =>
      one.source === source.id && one.match !== undefined ? [{ id: tenantId(one.id), ...one.match }] : [],
    ),
    knownHostKey: knownHostKey(source.id),
    clock,
    log,
    tuning: {
      pollMs: limits.pollSeconds * 1_000,
      concurrency: limits.concurrency,
      noProgressMs: limits.exportTimeoutHours * hours,
    },
    policy: { badItemLimit: limits.badItemLimit, largeItemLimit: limits.largeItemLimit },
  };
}
