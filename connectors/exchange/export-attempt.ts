import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from '../../core/index.ts';
import type { ExportedPart, ExportRequest } from '../sources/index.ts';
import { exchangeError } from './errors.ts';
import { type ExportCleanUp, remotePath } from './export-clean-up.ts';
import type { ExportPolicy, ShareOptions } from './options.ts';
import type { PartSelection } from './part-plan.ts';
import type { RemoteFolder, RemoteMailbox, RequestState } from './protocol.ts';
import type { RemoteHost } from './remote-host.ts';
import { awaitReleased, type Fetched, fetchVerified } from './remote-pst.ts';
import { followRequest, isStalled } from './request-follow.ts';
import type { Requests } from './requests.ts';

export interface AttemptContext {
  readonly host: RemoteHost;
  readonly requests: Requests;
  readonly share: ShareOptions;
  readonly clock: Clock;
  readonly log: Logger;
  /** Refuses the mailbox when its signs are no longer those of the tenant. */
  readonly checkSigns: (mailbox: RemoteMailbox) => void;
  readonly cleanUp: ExportCleanUp;
}

export interface AttemptInput {
  readonly request: ExportRequest;
  readonly name: string;
  /** Name of the file in the spool. */
  readonly fileName: string;
  readonly selection: PartSelection;
  readonly badItemLimit: ExportPolicy['badItemLimit'];
  readonly largeItemLimit: ExportPolicy['largeItemLimit'];
}

export interface AttemptResult {
  readonly part: ExportedPart;
  readonly name: string;
  readonly requestGuid: string;
  readonly state: RequestState;
  readonly folders: readonly RemoteFolder[] | null;
  readonly frozenAt: string;
  readonly doubt: string | null;
  readonly fetched: Fetched;
}

/**
 * One request of one mailbox, from its creation to the file in the spool. On an error nothing of it remains at the server, whatever
 * is known of the request: it is found again by its name.
 */
export async function exportOnce(input: AttemptInput, context: AttemptContext): Promise<AttemptResult> {
  const { request, name } = input;
  const { host, requests, share, clock, log } = context;
  const { signal } = request;
  let requestGuid: string | null = null;
  try {
    const started = await requests.startExport(
      {
        mailbox: request.mailbox.id,
        archive: request.kind === 'archive',
        name,
        filePath: `${share.unc.replace(/\\+$/, '')}\\${name}.pst`,
        includeFolders: [...input.selection.includeFolders],
        excludeFolders: [...input.selection.excludeFolders],
        excludeDumpster: input.selection.excludeDumpster,
        badItemLimit: input.badItemLimit,
        largeItemLimit: input.largeItemLimit,
        batchName: request.run,
        expiryDays: 7,
      },
      signal,
    );
    requestGuid = started.requestGuid;
    if (started.error !== null || requestGuid === null || started.mailbox === null || started.frozenAt === null) {
      const failure = started.error ?? { type: 'incomplete answer', message: '' };
      const code =
        failure.type === 'ManagementObjectNotFoundException' ? 'EXCHANGE_MAILBOX_UNKNOWN' : 'EXCHANGE_EXPORT_REFUSED';
      throw exchangeError(code, `${failure.type}: ${failure.message}`, {
        facts: { request: name, type: failure.type },
      });
    }
    context.checkSigns(started.mailbox);
    const key = { kind: 'export' as const, requestGuid, name };
    const state = await followRequest({
      poll: (until) => requests.poll(key, until),
      clock,
      log,
      noProgressMs: host.tuning.noProgressMs,
      onState: (now) =>
        request.onProgress({
          step: isStalled(now) ? 'stalled' : 'export',
          done: now.itemsTransferred,
          total: Math.max(now.estimatedItems, now.itemsTransferred),
          unit: 'items',
        }),
      signal,
    });
    const path = remotePath(share, name);
    const file = await awaitReleased(host, clock, path, signal);
    const local = join(request.spoolDir, input.fileName);
    const fetched = await fetchVerified(
      context,
      { path, bytes: file.bytes },
      local,
      (done) => request.onProgress({ step: 'fetch', done, total: file.bytes, unit: 'bytes' }),
      signal,
    );
    const part = { name: input.fileName, path: local, bytes: fetched.bytes, sha256: fetched.sha256 };
    return {
      part,
      name,
      requestGuid,
      state,
      folders: started.folders,
      frozenAt: started.frozenAt,
      doubt: file.doubt,
      fetched,
    };
  } catch (error) {
    await rm(join(request.spoolDir, input.fileName), { force: true });
    await context.cleanUp.afterFailure({ name, requestGuid });
    throw error;
  }
}
