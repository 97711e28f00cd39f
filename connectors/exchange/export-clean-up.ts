import { type Clock, type Logger, raceAbort } from '../../core/index.ts';
import type { ShareOptions } from './options.ts';
import type { RemoteHost } from './remote-host.ts';
import type { Requests } from './requests.ts';
import { unlinkIfThere } from './sftp-files.ts';

/** What one export has at the server. The Guid is null where the answer never came back: the name finds it. */
export interface RemoteExport {
  readonly name: string;
  readonly requestGuid: string | null;
}

/** Removes requests and files of exports; what cannot be removed now is remembered and tried again. */
export interface ExportCleanUp {
  /** Removes request, then file (the request holds it open); what is already gone counts as removed. Rejects when the server is away. */
  remove(one: RemoteExport, signal: AbortSignal): Promise<void>;
  /** The same after a failure or an abort, within a time limit of its own. Never rejects. */
  afterFailure(one: RemoteExport): Promise<void>;
  /** Tries again what `afterFailure` could not do; gives up at the first that fails again. Never rejects. */
  catchUp(signal: AbortSignal): Promise<void>;
}

export interface CleanUpContext {
  readonly host: RemoteHost;
  readonly requests: Requests;
  readonly share: ShareOptions;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Longest clean-up; beyond it the work is left for later, and at the latest to the next start. */
const CLEANUP_MS = 120_000;

export function exportCleanUp(context: CleanUpContext): ExportCleanUp {
  const { host, requests, share, clock, log } = context;
  const later: RemoteExport[] = [];

  const remove = async (one: RemoteExport, signal: AbortSignal): Promise<void> => {
    await requests.remove('export', one.name, one.requestGuid, signal);
    await host.files((sftp, until) => unlinkIfThere(sftp, remotePath(share, one.name), until), signal);
  };
  const attempt = async (one: RemoteExport, signal: AbortSignal | null): Promise<boolean> => {
    const limit = clock.timeout(CLEANUP_MS);
    const until = signal === null ? limit.signal : AbortSignal.any([limit.signal, signal]);
    try {
      await raceAbort(remove(one, until), until);
      return true;
    } catch (error) {
      log.warn({ err: error, request: one.name }, 'an export is not cleaned up yet');
      later.push(one);
      return false;
    } finally {
      limit.dispose();
    }
  };

  return {
    remove,
    async afterFailure(one) {
      await attempt(one, null);
    },
    async catchUp(signal) {
      for (let one = later.shift(); one !== undefined; one = later.shift()) {
        if (!(await attempt(one, signal))) return;
      }
    },
  };
}

/** The file of a request as SFTP shows it. */
export function remotePath(share: ShareOptions, name: string): string {
  return `${share.sftp.replace(/\/+$/, '')}/${name}.pst`;
}
