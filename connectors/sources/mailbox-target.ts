import type { OnProgress } from '../../core/index.ts';
import type { TenantId } from '../../domain/index.ts';

export interface ImportRequest {
  readonly tenant: TenantId;
  /** Address or Guid of the mailbox to fill; it must belong to `tenant` by all its signs. */
  readonly mailbox: string;
  readonly archive: boolean;
  readonly pst: { readonly path: string; readonly bytes: number; readonly sha256: string };
  /** Folder at the top of the target that receives everything; dated, so that nothing existing is touched. */
  readonly targetFolder: string;
  /** Unique name of this restore; requests and files at the target carry it. */
  readonly restoreId: string;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

export interface ImportResult {
  readonly status: 'ok' | 'partial';
  readonly items: number;
  readonly badItems: number;
  readonly largeItems: number;
  readonly details: string;
}

/** Where restores go. Leaves nothing behind but the mail: request and uploaded file are removed whatever happens. */
export interface MailboxTarget {
  importPst(request: ImportRequest): Promise<ImportResult>;
}
