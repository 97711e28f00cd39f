import type { RequestKind, RequestState } from '../../connectors/exchange/index.ts';
import type { PlayedMailbox } from './organisation.ts';
import type { FileEntry } from './windows-files.ts';

/** A MailboxExportRequest or MailboxImportRequest as the server keeps it. */
export interface PlayedRequest {
  readonly kind: RequestKind;
  readonly guid: string;
  readonly name: string;
  readonly mailbox: PlayedMailbox;
  readonly archive: boolean;
  /** UNC path, as it was given. */
  readonly filePath: string;
  /** The same file as SFTP shows it. */
  readonly sftpPath: string;
  readonly targetRootFolder: string;
  readonly badItemLimit: number;
  readonly createdMs: number;
  /** The mailbox's content when the export was asked for; null for an import. */
  readonly pst: string | null;
  status: 'Queued' | 'InProgress' | 'Suspended' | 'Completed' | 'CompletedWithWarning' | 'Failed' | (string & {});
  statusDetail: string;
  percent: number;
  looks: number;
  estimatedItems: number;
  itemsTransferred: number;
  bytesTransferred: number;
  badItems: number;
  failure: { readonly type: string; readonly side: string; readonly message: string } | null;
  lastUpdateMs: number;
  endedMs: number | null;
  lastLookMs: number;
  stalledMs: number;
  /** Until it ends, and a little longer, nobody else opens it. */
  file: FileEntry | null;
}

export function isOver(request: PlayedRequest): boolean {
  return request.endedMs !== null;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** As Get-Mailbox…RequestStatistics would show it; null for a request that is not there. */
export function stateOf(
  key: { readonly kind: RequestKind; readonly requestGuid: string; readonly name: string },
  request: PlayedRequest | null,
  nowMs: number,
): RequestState {
  const ended = request?.endedMs ?? null;
  const seconds = (ms: number): number => Math.max(0, Math.floor(ms / 1000));
  return {
    kind: key.kind,
    requestGuid: key.requestGuid,
    name: key.name,
    found: request !== null,
    status: request?.status ?? '',
    statusDetail: request?.statusDetail ?? '',
    percent: request?.percent ?? 0,
    bytesTransferred: request?.bytesTransferred ?? 0,
    itemsTransferred: request?.itemsTransferred ?? 0,
    estimatedItems: request?.estimatedItems ?? 0,
    badItems: request?.badItems ?? 0,
    largeItems: 0,
    lastUpdate: request === null ? null : iso(request.lastUpdateMs),
    completed: ended === null || request?.status === 'Failed' ? null : iso(ended),
    failureType: request?.failure?.type ?? '',
    failureSide: request?.failure?.side ?? '',
    message: request?.failure?.message ?? '',
    overallSeconds: request === null ? 0 : seconds((ended ?? nowMs) - request.createdMs),
    stalledSeconds: seconds(request?.stalledMs ?? 0),
    error: null,
  };
}
