import type { JsonValue } from '../../core/index.ts';
import { type CodedError, hasCode, isRetryable, type Logger, retry } from '../../core/index.ts';
import type { Exported, ExportRequest, MailboxSource } from '../sources/index.ts';
import { captureConfiguration } from './configuration.ts';
import { exchangeError } from './errors.ts';
import { type AttemptContext, type AttemptResult, exportOnce } from './export-attempt.ts';
import { exportCleanUp } from './export-clean-up.ts';
import { cleanLeftovers } from './leftovers.ts';
import { exportName } from './names.ts';
import { defaultPolicy, type ExchangeSourceOptions, type ExportPolicy } from './options.ts';
import { type PartSelection, planParts } from './part-plan.ts';
import { probe } from './probe.ts';
import { type RemoteHost, remoteHost } from './remote-host.ts';
import { requests } from './requests.ts';
import { exceptionsOf, sourceFolders } from './source-folders.ts';
import { type StagingSpace, stagingSpace } from './staging-space.ts';
import { type TenantRegistry, tenantRegistry } from './tenant-registry.ts';

/**
 * A MailboxSource on an Exchange server. Nothing is contacted before the first call; `close` removes the work folder there.
 * Codes of `errors.ts`; those that say `retryable` may be tried again with the same arguments.
 */
export function createExchangeSource(options: ExchangeSourceOptions): MailboxSource {
  const host = remoteHost(options);
  const registry = tenantRegistry(host, options.tenants);
  const { clock, log, share } = options;
  const policy: ExportPolicy = { ...defaultPolicy, ...options.policy };
  const calls = requests(host, clock);
  const cleanUp = exportCleanUp({ host, requests: calls, share, clock, log });
  const context = { host, requests: calls, share, clock, log, cleanUp };
  const space = stagingSpace(host, share.sftp);
  const importShare = options.importShare ?? share;
  return {
    id: options.id,
    kind: 'exchange',
    concurrency: host.tuning.concurrency,
    discover: (tenants, signal) => registry.discover(tenants, signal),
    async export(request) {
      await cleanUp.catchUp(request.signal);
      return exportMailbox(request, { context, registry, space, policy, log });
    },
    captureConfiguration: (tenant, mailboxes, signal) =>
      captureConfiguration(host, registry, tenant, mailboxes, signal),
    cleanLeftovers: (isLive, signal) => cleanLeftovers({ host, clock, shares: [share, importShare], isLive }, signal),
    probe: (signal) => probe(host, { ...options, importShare }, registry, space, signal),
    close: () => host.close(),
  };
}

interface Parts {
  readonly context: Omit<AttemptContext, 'checkSigns'>;
  readonly registry: TenantRegistry;
  readonly space: StagingSpace;
  readonly policy: ExportPolicy;
  readonly log: Logger;
}

async function exportMailbox(request: ExportRequest, parts: Parts): Promise<Exported> {
  const { context, registry, space, policy } = parts;
  const { mailbox, kind, signal } = request;
  const archive = kind === 'archive';
  const record = await registry.mailbox(mailbox.id, signal);
  await registry.check(record, mailbox.tenant, signal);
  const bytes = archive ? record.archiveBytes : record.primaryBytes;
  const plan = await selections(context.host, mailbox.id, archive, bytes, policy.maxPartBytes, signal);
  const attempt: AttemptContext = { ...context, checkSigns: (now) => registry.checkNow(now, mailbox.tenant) };
  const results: AttemptResult[] = [];
  try {
    await space.withRoom(bytes, signal, async () => {
      for (const [at, selection] of plan.entries()) {
        results.push(await exportPart(request, selection, plan.length === 1 ? null : at + 1, attempt, parts));
      }
    });
  } catch (error) {
    for (const one of results) await context.cleanUp.afterFailure(one);
    throw error;
  }
  return exported(results, attempt);
}

/** The requests that together take the whole mailbox; more than one only where it is too large for one PST. */
async function selections(
  host: RemoteHost,
  mailbox: string,
  archive: boolean,
  bytes: number | null,
  limit: number,
  signal: AbortSignal,
): Promise<readonly PartSelection[]> {
  if (bytes === null || bytes <= limit) return planParts([], bytes, limit) ?? [];
  const { mailboxes } = await host.call('folder-statistics', { mailboxes: [{ mailbox, archive }] }, signal);
  const plan = planParts(mailboxes[0]?.folders ?? [], bytes, limit);
  if (plan !== null) return plan;
  throw exchangeError(
    'EXCHANGE_MAILBOX_TOO_LARGE',
    `the mailbox has ${bytes} bytes and cannot be cut by its top folders into parts of ${limit}`,
    {
      facts: { bytes, limit },
    },
  );
}

/** One part, again with a fresh request and a fresh file while the failure is of the passing kind; once more for unreadable items where the policy says so. */
async function exportPart(
  request: ExportRequest,
  selection: PartSelection,
  part: number | null,
  attempt: AttemptContext,
  { policy, log }: Parts,
): Promise<AttemptResult> {
  const archive = request.kind === 'archive';
  const fileName = `${archive ? 'archive' : 'mail'}${part === null ? '' : `-${part}`}.pst`;
  const { random, tuning } = attempt.host;
  let badItemLimit = policy.badItemLimit;
  const raised = (error: unknown): boolean => {
    if (
      !hasCode(error, 'EXCHANGE_TOO_MANY_BAD_ITEMS') ||
      policy.badItemRetryLimit === null ||
      badItemLimit >= policy.badItemRetryLimit
    )
      return false;
    badItemLimit = policy.badItemRetryLimit;
    return true;
  };
  return retry(
    () =>
      exportOnce(
        {
          request,
          name: exportName(request.run, archive, part, random),
          fileName,
          selection,
          badItemLimit,
          largeItemLimit: policy.largeItemLimit,
        },
        attempt,
      ),
    {
      policy: tuning.retry,
      clock: attempt.clock,
      signal: request.signal,
      // After hours without progress another request would wait as long: whoever asked decides.
      retryable: (error) => (isRetryable(error) && !hasCode(error, 'EXCHANGE_STALLED')) || raised(error),
      onRetry: (error, number, delayMs) =>
        log.info(
          { err: error as CodedError, attempt: number, delayMs },
          'the export is tried again with a new request',
        ),
    },
  );
}

function exported(results: readonly AttemptResult[], attempt: AttemptContext): Exported {
  const first = results[0];
  if (first === undefined) throw new RangeError('an export without parts');
  const exceptions = exceptionsOf(
    results.map((one) => one.state),
    first.folders,
  );
  for (const { doubt, part } of results) {
    if (doubt !== null)
      exceptions.push({ class: 'damaged', folder: null, count: 1, message: `${part.name}: ${doubt}` });
  }
  return {
    parts: results.map((one) => one.part),
    sourceFolders: first.folders === null ? null : sourceFolders(first.folders),
    exceptions,
    details: { requests: results.map(detailsOf) },
    frozenAt: first.frozenAt,
    release: async (signal) => {
      for (const one of results) await attempt.cleanUp.remove(one, signal);
    },
  };
}

function detailsOf(result: AttemptResult): JsonValue {
  const { state, fetched } = result;
  return {
    name: result.name,
    requestGuid: result.requestGuid,
    status: state.status,
    items: state.itemsTransferred,
    estimatedItems: state.estimatedItems,
    bytesTransferred: state.bytesTransferred,
    overallSeconds: state.overallSeconds,
    stalledSeconds: state.stalledSeconds,
    completedAt: state.completed,
    frozenAt: result.frozenAt,
    transferResumed: fetched.resumed,
    serverHash: fetched.serverHash,
  };
}
