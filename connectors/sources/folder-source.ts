import { lstat, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../../core/index.ts';
import { mailboxId, type SourceId, type TenantId } from '../../domain/index.ts';
import { sourceError } from './errors.ts';
import { type FolderRule, type FolderScan, scanFolder } from './folder-scan.ts';
import type {
  DiscoveredMailbox,
  Discovery,
  Exported,
  ExportRequest,
  MailboxSource,
  ProbeResult,
} from './mailbox-source.ts';
import { copyIfStable } from './stable-copy.ts';

export interface FolderSourceOptions {
  readonly id: SourceId;
  readonly path: string;
  /** The tenants of this source; without `rules` each has its files in `<path>/<tenant>/<mailbox>.pst`. */
  readonly tenants: readonly TenantId[];
  readonly rules?: readonly FolderRule[] | undefined;
  readonly concurrency: number;
  readonly clock: Clock;
  /** How long to wait between attempts on a file that is being written, and how often to try. */
  readonly retryMs?: number;
  readonly attempts?: number;
}

/** A directory with one PST a mailbox, rewritten by somebody else each night. See index.ts. */
export function createFolderSource(options: FolderSourceOptions): MailboxSource {
  const { id, path, clock, retryMs = 5_000, attempts = 4 } = options;
  const rules: readonly FolderRule[] =
    options.rules ?? options.tenants.map((tenant) => ({ file: `${tenant}/*.pst`, tenant, kind: 'primary' }));

  async function scan(tenants: readonly TenantId[], signal: AbortSignal): Promise<FolderScan> {
    const root = await realpath(path).catch((error: unknown) => {
      throw sourceError('SOURCE_NOT_FOUND', `the source folder ${JSON.stringify(path)} is not there`, { cause: error });
    });
    return scanFolder(root, rules, new Set(tenants), signal);
  }

  async function exportMailbox(request: ExportRequest): Promise<Exported> {
    const { mailbox, kind, signal, onProgress } = request;
    const { files } = await scan([mailbox.tenant], signal);
    const found = files.find((one) => one.kind === kind && one.mailbox === mailbox.id);
    if (found === undefined) {
      throw sourceError('SOURCE_MAILBOX_GONE', `the source has no ${kind} file for ${mailbox.name} any more`);
    }
    const name = `${kind}.pst`;
    const target = join(request.spoolDir, name);
    for (let attempt = 1; ; attempt++) {
      const frozenAt = new Date(clock.now()).toISOString();
      const onBytes = (done: number, total: number): void => onProgress({ step: 'export', done, total, unit: 'bytes' });
      const copied = await copyIfStable(found.path, target, onBytes, signal);
      if (copied !== null) {
        return {
          parts: [{ name, path: target, bytes: copied.bytes, sha256: copied.sha256 }],
          sourceFolders: null,
          exceptions: [],
          details: { file: basename(found.path), modifiedAt: copied.modifiedAt, attempts: attempt },
          frozenAt,
          release: () => Promise.resolve(),
        };
      }
      if (attempt >= attempts) {
        throw sourceError('SOURCE_MOVING', `the file of ${mailbox.name} changed during each of ${attempts} copies`);
      }
      await clock.sleep(retryMs, signal);
    }
  }

  return {
    id,
    kind: 'folder',
    concurrency: options.concurrency,
    discover: async (tenants, signal) => discoveryOf(await scan(tenants, signal)),
    export: exportMailbox,
    captureConfiguration: () => Promise.resolve(null),
    cleanLeftovers: () => Promise.resolve([]),
    probe: (signal) => probeFolder(path, signal),
    close: () => Promise.resolve(),
  };
}

function discoveryOf({ files, findings }: FolderScan): Discovery {
  const mailboxes = new Map<string, DiscoveredMailbox>();
  for (const { tenant, mailbox, kind, bytes } of files) {
    const key = `${tenant}\0${mailbox}`;
    const other = mailboxes.get(key);
    mailboxes.set(key, {
      tenant,
      id: mailboxId(mailbox),
      name: mailbox,
      type: 'user',
      kinds: [...(other?.kinds ?? []), kind],
      estimatedBytes: (other?.estimatedBytes ?? 0) + bytes,
    });
  }
  return { mailboxes: [...mailboxes.values()], findings };
}

async function probeFolder(path: string, signal: AbortSignal): Promise<readonly ProbeResult[]> {
  signal.throwIfAborted();
  const stat = await lstat(path).catch(() => null);
  if (stat?.isDirectory() === true) {
    return [{ name: 'source folder', outcome: 'pass', message: `${path} is there`, next: null }];
  }
  const next = 'Create the folder, mount the share, or correct sources[].path.';
  return [{ name: 'source folder', outcome: 'fail', message: `${path} is not a folder`, next }];
}
