import { copyFile, open, stat, truncate, writeFile } from 'node:fs/promises';
import type { RequestKind, RequestOf } from '../../connectors/exchange/index.ts';
import type { Clock } from '../../core/index.ts';
import { guidOf } from './directory-names.ts';
import type { CountMailbox } from './folder-counts.ts';
import { hashFile } from './hash-file.ts';
import type { Found, Organisation, PlayedMailbox } from './organisation.ts';
import { isOver, type PlayedRequest } from './request.ts';
import { sharedFile, shares } from './shares.ts';
import { makeUnique } from './unique-export.ts';
import type { WindowsFiles } from './windows-files.ts';
import type { PlayedPace } from './world.ts';

/** What one import brought in. */
export interface PlayedImport {
  readonly sha256: string;
  readonly address: string;
  readonly archive: boolean;
  readonly targetRootFolder: string;
  /** Visible items of the file. */
  readonly items: number;
}

export type ExportOrder = RequestOf<'export-start'>['exports'][number];
export type ImportOrder = RequestOf<'import-start'>['imports'][number];

interface ReplicationParts {
  readonly organisation: Organisation;
  readonly files: WindowsFiles;
  readonly count: CountMailbox;
  readonly clock: Clock;
  readonly pace: PlayedPace;
  readonly uniqueExports: boolean;
}

/**
 * The Mailbox Replication service: requests, their states, and the files they write and read.
 *
 *   Queued -> InProgress (the file is there, half of it, closed to others) -> Completed | CompletedWithWarning | Failed
 *
 * Nothing moves by itself: a request goes one step each time its state is asked for, and not at all while its mailbox is stalled.
 */
export class Replication {
  readonly #parts: ReplicationParts;
  #requests: PlayedRequest[] = [];
  #imports: PlayedImport[] = [];
  #made = 0;
  #exports = 0;

  constructor(parts: ReplicationParts) {
    this.#parts = parts;
  }

  get requests(): readonly PlayedRequest[] {
    return this.#requests;
  }

  get imports(): readonly PlayedImport[] {
    return this.#imports;
  }

  reset(): void {
    for (const one of this.#requests) this.#release(one);
    this.#requests = [];
    this.#imports = [];
  }

  get(kind: RequestKind, guid: string): PlayedRequest | null {
    return this.#requests.find((one) => one.kind === kind && one.guid === guid) ?? null;
  }

  /** New-MailboxExportRequest: refused for a file that is on no share, a name in use, and an archive that is not there. */
  orderExport(mailbox: PlayedMailbox, order: ExportOrder): Found<PlayedRequest> {
    const pst = order.archive ? mailbox.archivePst : mailbox.primaryPst;
    if (pst === null) return refused('RecipientTaskException', `${mailbox.alias} doesn't have an archive mailbox.`);
    return this.#order('export', mailbox, order, { pst, targetRootFolder: '' });
  }

  /** New-MailboxImportRequest: as above, and the file must be there. */
  orderImport(mailbox: PlayedMailbox, order: ImportOrder): Found<PlayedRequest> {
    if (order.archive && mailbox.archivePst === null) {
      return refused('RecipientTaskException', `${mailbox.alias} doesn't have an archive mailbox.`);
    }
    const path = sharedFile(order.filePath);
    if (path !== null && this.#parts.files.file(path) === null) {
      return refused('RemotePermanentException', `Unable to open PST file '${order.filePath}'.`);
    }
    return this.#order('import', mailbox, order, { pst: null, targetRootFolder: order.targetRootFolder });
  }

  /** A request and its file as a daemon that died would have left them. */
  async leave(mailbox: PlayedMailbox, name: string): Promise<void> {
    const filePath = `${shares.export.unc}\\${name}.pst`;
    const made = this.#order(
      'export',
      mailbox,
      { name, filePath, archive: false, badItemLimit: 0 },
      { pst: mailbox.primaryPst, targetRootFolder: '' },
    );
    if (!made.ok) throw new RangeError(made.failure.message);
    made.value.status = 'Suspended';
    made.value.statusDetail = 'Suspended';
    const file = await this.#parts.files.create(made.value.sftpPath);
    if (file === null) throw new RangeError(`${made.value.sftpPath} cannot be written`);
    const text = 'left by a dead daemon';
    await writeFile(file.blob, text);
    this.#parts.files.written(file, text.length);
  }

  /** Removes a request; what it wrote stays. */
  remove(request: PlayedRequest): void {
    this.#release(request);
    this.#requests = this.#requests.filter((one) => one !== request);
  }

  fail(request: PlayedRequest, type: string, message: string, side = 'Source'): void {
    if (isOver(request)) return;
    const now = this.#parts.clock.now();
    Object.assign(request, {
      status: 'Failed',
      statusDetail: 'FailedOther',
      failure: { type, side, message },
      endedMs: now,
      lastUpdateMs: now,
    });
    this.#release(request);
  }

  /** One step of a request whose state is asked for. */
  async look(request: PlayedRequest, signal: AbortSignal): Promise<void> {
    const { clock, pace } = this.#parts;
    if (isOver(request) || request.status === 'Suspended') return;
    const now = clock.now();
    const since = now - request.lastLookMs;
    request.lastLookMs = now;
    if (request.status === 'Queued') await this.#begin(request, signal);
    if (isOver(request)) return;
    if (request.mailbox.stalled) {
      request.statusDetail = 'RelinquishedWlmStall';
      request.stalledMs += since;
      return;
    }
    request.looks++;
    request.lastUpdateMs = now;
    if (request.kind === 'export' && request.mailbox.badItems > request.badItemLimit) {
      request.badItems = request.badItemLimit + 1;
      this.fail(
        request,
        'TooManyMissingItemsPermanentException',
        'This mailbox exceeded the maximum number of corrupted items.',
      );
    } else if (request.looks >= pace.looks && now - request.createdMs >= pace.durationMs) {
      await this.#finish(request, signal);
    } else {
      request.statusDetail = request.looks === 1 ? 'CreatingFolderHierarchy' : 'CopyingMessages';
      request.percent = Math.min(95, Math.floor((100 * request.looks) / pace.looks));
    }
  }

  #order(
    kind: RequestKind,
    mailbox: PlayedMailbox,
    order: Pick<ExportOrder, 'name' | 'filePath' | 'archive' | 'badItemLimit'>,
    more: Pick<PlayedRequest, 'pst' | 'targetRootFolder'>,
  ): Found<PlayedRequest> {
    const { clock } = this.#parts;
    const sftpPath = sharedFile(order.filePath);
    if (sftpPath === null) {
      return refused(
        'RemotePermanentException',
        `Unable to open PST file '${order.filePath}': the network name cannot be found.`,
      );
    }
    const { name } = order;
    const twin = (one: PlayedRequest): boolean =>
      one.kind === kind && one.mailbox === mailbox && one.name.toLowerCase() === name.toLowerCase();
    if (this.#requests.some(twin)) {
      return refused(
        'RecipientTaskException',
        `The name must be unique per mailbox: ${mailbox.alias} has a request ${name}.`,
      );
    }
    const now = clock.now();
    const request: PlayedRequest = {
      kind,
      guid: guidOf('request', name, mailbox.spec.address, String(++this.#made)),
      name,
      mailbox,
      archive: order.archive,
      filePath: order.filePath,
      sftpPath,
      badItemLimit: order.badItemLimit,
      ...more,
      createdMs: now,
      status: 'Queued',
      statusDetail: 'Queued',
      percent: 0,
      looks: 0,
      estimatedItems: 0,
      itemsTransferred: 0,
      bytesTransferred: 0,
      badItems: 0,
      failure: null,
      lastUpdateMs: now,
      endedMs: null,
      lastLookMs: now,
      stalledMs: 0,
      file: null,
    };
    this.#requests.push(request);
    return { ok: true, value: request };
  }

  async #begin(request: PlayedRequest, signal: AbortSignal): Promise<void> {
    const { files, count } = this.#parts;
    request.status = 'InProgress';
    request.statusDetail = 'Initializing';
    const file = request.pst === null ? files.file(request.sftpPath) : await files.create(request.sftpPath);
    if (file === null || file.locked() || (request.pst !== null && file.handles > 0)) {
      return this.fail(
        request,
        'UnableToOpenPSTPermanentException',
        `Unable to open PST file '${request.filePath}'.`,
        'Target',
      );
    }
    request.file = file;
    file.locked = () => request.file === file;
    try {
      const { items, hidden } = await count(request.pst ?? file.blob, signal);
      request.estimatedItems = request.pst === null ? items : items + hidden;
      if (request.pst === null) return;
      await copyFile(request.pst, file.blob);
      const half = Math.floor((await stat(file.blob)).size / 1024) * 512;
      await truncate(file.blob, half);
      files.written(file, half);
    } catch (error) {
      if (signal.aborted) throw error;
      this.fail(request, 'UnableToOpenPSTPermanentException', `'${request.filePath}' isn't a valid PST file.`);
    }
  }

  async #finish(request: PlayedRequest, signal: AbortSignal): Promise<void> {
    const { files, clock, uniqueExports } = this.#parts;
    const { file, mailbox } = request;
    if (file === null) return;
    if (request.pst === null) {
      this.#imports.push({
        sha256: await hashFile(file.blob, signal),
        address: mailbox.spec.address,
        archive: request.archive,
        targetRootFolder: request.targetRootFolder,
        items: request.estimatedItems,
      });
    } else {
      await copyFile(request.pst, file.blob);
      const bytes = await open(file.blob, 'r+');
      try {
        if (uniqueExports) await makeUnique(bytes, ++this.#exports);
        files.written(file, (await bytes.stat()).size);
      } finally {
        await bytes.close();
      }
      request.badItems = mailbox.badItems;
    }
    const now = clock.now();
    Object.assign(request, {
      status: mailbox.outcome ?? 'Completed',
      statusDetail: mailbox.outcome ?? 'Completed',
      percent: 100,
      itemsTransferred: Math.max(0, request.estimatedItems - request.badItems),
      bytesTransferred: file.size,
      endedMs: now,
      lastUpdateMs: now,
    });
    this.#release(request);
  }

  /** The file is open to others at once after a failure or a removal, and `releaseMs` after a good end. */
  #release(request: PlayedRequest): void {
    const { file } = request;
    if (file === null) return;
    const { clock, pace } = this.#parts;
    const until = request.endedMs === null || request.status === 'Failed' ? 0 : request.endedMs + pace.releaseMs;
    request.file = null;
    file.locked = () => this.#requests.includes(request) && clock.now() < until;
  }
}

function refused(type: string, message: string): Found<never> {
  return { ok: false, failure: { type, message } };
}
