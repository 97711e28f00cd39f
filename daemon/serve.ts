import { CodedError, toCodedError } from '../core/index.ts';
import { portalRoutes } from '../portal/index.ts';
import type { App } from './app.ts';
import { watchContracts } from './contracts/watch-contracts.ts';
import { createHttpServer, type HealthView } from './http/index.ts';
import { nightNow } from './nights.ts';
import { portalOptions } from './portal-options.ts';
import { runScheduler } from './scheduler.ts';
import { runWatchdog } from './watchdog.ts';

/**
 * The daemon: finishes what a death cut off, then runs nights and looks after contracts until the signal aborts; health,
 * metrics and the portal meanwhile.
 * Stages of the end: no new night; running work is aborted and cleans up after itself; HTTP closes; `app.close` is the
 * caller's. Resolves when stopped by the signal, rejects when the daemon cannot go on.
 */
export async function serve(app: App, signal: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const http = createHttpServer({
    status: () => readHealth(app),
    metrics: () => app.metrics.text(),
    log: app.log,
    host: app.config.http.host,
    port: app.config.http.port,
    clock: app.clock,
    routes: [portalRoutes(portalOptions(app))],
  });
  // Before anybody is answered: what cannot open its vault ends here.
  const vault = await app.vault();
  const { url } = await http.start();
  try {
    app.log.info({ url, vault: vault.id }, 'serving');
    const parts = [nights(app, stop), runWatchdog(app, stop), watchContracts(app, stop)].map((part) =>
      part.catch((error: unknown) => {
        if (!stop.aborted) failed.abort(error);
      }),
    );
    await Promise.all(parts);
  } finally {
    // Left open it would keep a process alive that does nothing.
    await http.close();
  }
  if (failed.signal.aborted) throw toCodedError(failed.signal.reason);
  app.log.info('stopped');
}

async function nights(app: App, signal: AbortSignal): Promise<void> {
  // The rule of the offsite copy and the key of the vault are asked before the first night, not in the middle of it.
  await app.backupDeps();
  await runScheduler(app, signal);
}

async function readHealth(app: App): Promise<HealthView> {
  const catalog = await app.catalog();
  const [last] = await catalog.runs.list(1);
  const storeReachable = await reachable(app);
  const lastRun =
    last === undefined ? null : { id: last.id, night: last.night, status: last.status, endedAt: last.endedAt };
  return { ok: storeReachable, night: nightNow(app), lastRun, storeReachable, queue: app.queue.size() };
}

/** Asked of the store itself, within five seconds: longer and the one who asks has given up. */
async function reachable(app: App): Promise<boolean> {
  const limit = app.clock.timeout(5_000);
  try {
    await (await app.store()).head('vault.json', { signal: limit.signal });
    return true;
  } catch (error) {
    if (!(error instanceof CodedError)) app.log.debug({ err: error }, 'the store was not reached');
    return false;
  } finally {
    limit.dispose();
  }
}
