import { type Clock, hasCode } from '../../core/index.ts';
import { batcher } from './batcher.ts';
import { exchangeError } from './errors.ts';
import {
  type RequestKey,
  type RequestKind,
  type RequestOf,
  type RequestState,
  type ResultOf,
  windowsPath,
} from './protocol.ts';
import type { RemoteHost } from './remote-host.ts';

export type ExportItem = RequestOf<'export-start'>['exports'][number];
export type ImportItem = RequestOf<'import-start'>['imports'][number];
export type ExportStarted = ResultOf<'export-start'>['exports'][number];
export type ImportStarted = ResultOf<'import-start'>['imports'][number];

/** The requests of one server; calls of several exports share scripts. */
export interface Requests {
  startExport(item: ExportItem, signal: AbortSignal): Promise<ExportStarted>;
  startImport(item: ImportItem, signal: AbortSignal): Promise<ImportStarted>;
  /** The state at the next common look, at most `pollMs` away. */
  poll(key: RequestKey, signal: AbortSignal): Promise<RequestState>;
  /** SHA-256 of a file of ours as the server computes it, or null where it cannot (no drive letter in the SFTP path, file busy). */
  fileHash(sftpPath: string, signal: AbortSignal): Promise<string | null>;
  /** Removes a request of ours by Guid, or by name where the Guid never came back; one that is gone is as good as removed. */
  remove(kind: RequestKind, name: string, requestGuid: string | null, signal: AbortSignal): Promise<void>;
}

/** Folder statistics precede each start: more than a few in one script would delay all of them. */
const STARTS_AT_ONCE = 8;

export function requests(host: RemoteHost, clock: Clock): Requests {
  const common = { clock, lifetime: host.lifetime };
  const startExport = batcher<ExportItem, ExportStarted>(
    async (exports, signal) => (await host.call('export-start', { exports: [...exports] }, signal)).exports,
    { ...common, everyMs: 0, max: STARTS_AT_ONCE },
  );
  const startImport = batcher<ImportItem, ImportStarted>(
    async (imports, signal) => (await host.call('import-start', { imports: [...imports] }, signal)).imports,
    { ...common, everyMs: 0, max: STARTS_AT_ONCE },
  );
  const poll = batcher<RequestKey, RequestState>(
    async (items, signal) => (await host.call('requests-poll', { requests: [...items] }, signal)).states,
    { ...common, everyMs: host.tuning.pollMs, max: 200 },
  );
  const removeKey = batcher<RequestKey, ResultOf<'requests-remove'>['requests'][number]>(
    async (items, signal) => (await host.call('requests-remove', { requests: [...items] }, signal)).requests,
    { ...common, everyMs: 0, max: 200 },
  );
  const hash = batcher<string, ResultOf<'file-hash'>['files'][number]>(
    async (files, signal) => (await host.call('file-hash', { files: [...files] }, signal)).files,
    // The script hashes one file after the other: a few large ones are as much as its time limit bears.
    { ...common, everyMs: 0, max: 4 },
  );
  return {
    startExport,
    startImport,
    poll,
    async fileHash(sftpPath, signal) {
      const path = windowsPath(sftpPath);
      if (path === null) return null;
      try {
        return (await hash(path, signal)).sha256;
      } catch (error) {
        if (hasCode(error, 'EXCHANGE_CALL_FAILED')) return null;
        throw error;
      }
    },
    async remove(kind, name, requestGuid, signal) {
      let guid = requestGuid;
      if (guid === null) {
        const { requests: all } = await host.call('requests-list', {}, signal);
        guid = all.find((one) => one.kind === kind && one.name === name)?.requestGuid ?? null;
      }
      if (guid === null) return;
      const answer = await removeKey({ kind, name, requestGuid: guid }, signal);
      if (answer.outcome === 'removed' || answer.outcome === 'absent') return;
      throw exchangeError(
        'EXCHANGE_CALL_FAILED',
        `the request ${name} was not removed: ${answer.error?.message ?? answer.outcome}`,
        {
          facts: { request: name, outcome: answer.outcome },
        },
      );
    },
  };
}
