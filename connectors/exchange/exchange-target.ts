import { raceAbort } from '../../core/index.ts';
import type { ImportRequest, ImportResult, MailboxTarget } from '../sources/index.ts';
import { exchangeError } from './errors.ts';
import { remotePath } from './export-clean-up.ts';
import { importName } from './names.ts';
import type { ExchangeSourceOptions, ShareOptions } from './options.ts';
import { type RemoteHost, remoteHost } from './remote-host.ts';
import { followRequest, isStalled } from './request-follow.ts';
import { type Requests, requests as requestsOf } from './requests.ts';
import { sftpCall, unlinkIfThere } from './sftp-files.ts';
import { upload } from './sftp-transfer.ts';
import { type TenantRegistry, tenantRegistry } from './tenant-registry.ts';

const CLEANUP_MS = 120_000;

/** A mailbox in use holds items its server may no longer accept; what was left out is counted in the result. */
const IMPORT_LIMIT = 10;

/** A MailboxTarget on an Exchange server. Each import has its own connection, closed with it. */
export function createExchangeTarget(options: ExchangeSourceOptions): MailboxTarget {
  return {
    async importPst(request) {
      const host = remoteHost(options);
      try {
        return await importPst(
          request,
          options,
          host,
          requestsOf(host, options.clock),
          tenantRegistry(host, options.tenants),
        );
      } finally {
        await host.close();
      }
    },
  };
}

async function importPst(
  request: ImportRequest,
  options: ExchangeSourceOptions,
  host: RemoteHost,
  requests: Requests,
  registry: TenantRegistry,
): Promise<ImportResult> {
  const { signal } = request;
  const { clock, log } = options;
  const share = options.importShare ?? options.share;
  const mailbox = await registry.mailbox(request.mailbox, signal);
  await registry.check(mailbox, request.tenant, signal);
  if (request.archive && mailbox.archiveGuid === null) {
    throw exchangeError('EXCHANGE_MAILBOX_UNKNOWN', `${mailbox.primarySmtpAddress} has no archive`);
  }
  if (request.targetFolder.replace(/[/\s]/g, '') === '') throw new RangeError('a restore needs a target folder');
  const name = importName(request.restoreId, host.random);
  let requestGuid: string | null = null;
  try {
    await uploadVerified(request, host, requests, options, share, name);
    const started = await requests.startImport(
      {
        mailbox: mailbox.exchangeGuid,
        archive: request.archive,
        name,
        filePath: `${share.unc.replace(/\\+$/, '')}\\${name}.pst`,
        targetRootFolder: request.targetFolder,
        excludeDumpster: true,
        badItemLimit: IMPORT_LIMIT,
        largeItemLimit: IMPORT_LIMIT,
        batchName: request.restoreId.slice(0, 200),
        expiryDays: 7,
      },
      signal,
    );
    requestGuid = started.requestGuid;
    if (started.error !== null || requestGuid === null || started.mailbox === null) {
      throw exchangeError(
        'EXCHANGE_IMPORT_FAILED',
        `${started.error?.type ?? 'no request'}: ${started.error?.message ?? ''}`,
      );
    }
    // The mailbox is looked up again by the script: had it moved to another tenant meanwhile, nothing must be read from the file.
    await registry.check(started.mailbox, request.tenant, signal);
    const key = { kind: 'import' as const, requestGuid, name };
    const state = await followRequest({
      poll: (until) => requests.poll(key, until),
      clock,
      log,
      noProgressMs: host.tuning.noProgressMs,
      onState: (now) =>
        request.onProgress({
          step: isStalled(now) ? 'stalled' : 'import',
          done: now.itemsTransferred,
          total: Math.max(now.estimatedItems, now.itemsTransferred),
          unit: 'items',
        }),
      signal,
    });
    const whole = state.status === 'Completed' && state.badItems + state.largeItems === 0;
    return {
      status: whole ? 'ok' : 'partial',
      items: state.itemsTransferred,
      badItems: state.badItems,
      largeItems: state.largeItems,
      details: `request ${name}, ${state.status}, ${state.overallSeconds} s, ${state.stalledSeconds} s of them stalled`,
    };
  } finally {
    const limit = clock.timeout(CLEANUP_MS);
    try {
      await raceAbort(removeImport(host, requests, share, name, requestGuid, limit.signal), limit.signal);
    } catch (problem) {
      log.warn({ err: problem, request: name }, 'a restore could not be cleaned up; a later start does it');
    } finally {
      limit.dispose();
    }
  }
}

/** To a temporary name, renamed once whole: Exchange never sees half a file. Then the server's own hash must be that of the file. */
async function uploadVerified(
  request: ImportRequest,
  host: RemoteHost,
  requests: Requests,
  options: ExchangeSourceOptions,
  share: ShareOptions,
  name: string,
): Promise<void> {
  const { signal, pst } = request;
  const final = remotePath(share, name);
  const part = `${final}.part`;
  const sent = await upload(pst, part, {
    connect: (until) => host.connect(until),
    clock: options.clock,
    window: host.tuning.transferWindow,
    reconnect: host.tuning.reconnect,
    onBytes: (done) => request.onProgress({ step: 'upload', done, total: pst.bytes, unit: 'bytes' }),
    signal,
  });
  if (sent.sha256 !== pst.sha256 || sent.bytes !== pst.bytes) {
    throw exchangeError('EXCHANGE_TRANSFER_CORRUPT', 'the file to restore is not the one that was announced');
  }
  await host.files(async (sftp, until) => {
    await sftpCall<void>(until, (done) => sftp.rename(part, final, (error) => done(error, undefined)));
  }, signal);
  const there = await requests.fileHash(final, signal);
  if (there !== null && there !== pst.sha256) {
    throw exchangeError('EXCHANGE_TRANSFER_CORRUPT', 'the server holds other bytes than were sent', {
      facts: { sent: pst.sha256, there },
    });
  }
}

async function removeImport(
  host: RemoteHost,
  requests: Requests,
  share: ShareOptions,
  name: string,
  requestGuid: string | null,
  signal: AbortSignal,
): Promise<void> {
  await requests.remove('import', name, requestGuid, signal);
  const final = remotePath(share, name);
  await host.files(async (sftp, until) => {
    await unlinkIfThere(sftp, final, until);
    await unlinkIfThere(sftp, `${final}.part`, until);
  }, signal);
}
