import type { Catalog, Run, RunOutcome } from '../catalog/index.ts';
import { toCodedError } from '../core/index.ts';
import { mailboxId, type TenantId } from '../domain/index.ts';
import type { DiscoveredSource, NightFilter } from '../pipelines/index.ts';
import type { App } from './app.ts';
import { endedTenants } from './contracts/ended-tenants.ts';
import type { ConfiguredSource } from './open-sources.ts';

export interface DiscoveredNight {
  readonly discovered: readonly DiscoveredSource[];
  /** Of what cannot be saved because its source did not answer. */
  readonly failures: readonly RunOutcome[];
}

/** Asks every source for its mailboxes and remembers them. A source that does not answer costs its own mailboxes only. */
export async function discoverNight(
  app: App,
  catalog: Catalog,
  run: Run,
  filter: NightFilter,
  signal: AbortSignal,
): Promise<DiscoveredNight> {
  const discovered: DiscoveredSource[] = [];
  const failures: RunOutcome[] = [];
  const ended = await endedTenants(
    app,
    app.config.tenants.map((one) => one.id as TenantId),
  );
  for (const configured of await app.sources()) {
    const tenants = activeTenants(app, configured, filter).filter((one) => !ended.has(one));
    if (tenants.length === 0) continue;
    try {
      const discovery = await configured.source.discover(tenants, signal);
      const at = new Date(app.clock.now()).toISOString();
      for (const { tenant, id, name, type, kinds } of discovery.mailboxes) {
        await catalog.mailboxes.see({ tenant, id, name, type, kinds, source: configured.source.id }, at);
      }
      discovered.push({ source: configured.source, tenants, discovery });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      app.log.error({ err: error, source: configured.source.id }, 'a source could not be asked for its mailboxes');
      failures.push(...(await unreachable(app, catalog, run, tenants, error)));
    }
  }
  return { discovered, failures };
}

function activeTenants(app: App, configured: ConfiguredSource, filter: NightFilter): TenantId[] {
  const retired = new Set(app.config.tenants.filter((one) => one.retired).map((one) => one.id));
  const known = configured.tenants.filter((one) => !retired.has(one));
  return filter.tenant === undefined ? known : known.filter((one) => one === filter.tenant);
}

/** A source that does not answer fails every mailbox known of it, and each tenant of which none is known yet. */
async function unreachable(
  app: App,
  catalog: Catalog,
  run: Run,
  tenants: readonly TenantId[],
  thrown: unknown,
): Promise<RunOutcome[]> {
  const { code, message } = toCodedError(thrown);
  const at = new Date(app.clock.now()).toISOString();
  const failed = (tenant: TenantId, id: string, name: string, kind: RunOutcome['kind']): RunOutcome => ({
    run: run.id,
    tenant,
    mailboxId: mailboxId(id),
    mailbox: name,
    kind,
    snapshot: null,
    status: 'failed',
    sourceBytes: 0,
    storedBytes: 0,
    items: 0,
    exceptions: [],
    error: { code, message },
    startedAt: at,
    endedAt: at,
  });
  const outcomes: RunOutcome[] = [];
  for (const tenant of tenants) {
    const known = (await catalog.mailboxes.list(tenant)).filter((one) => !one.retired);
    if (known.length === 0) outcomes.push(failed(tenant, '_all', 'every mailbox', 'primary'));
    for (const one of known) outcomes.push(...one.kinds.map((kind) => failed(tenant, one.id, one.name, kind)));
  }
  return outcomes;
}
