import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { base32 } from '../core/index.ts';
import { civilDate, PARIS, runId } from '../domain/index.ts';
import { packageMailbox } from '../handover/index.ts';
import type { CommittedManifest } from '../vault/index.ts';
import { completeNotes } from './adopt.ts';
import type { HandoverDeps } from './handover-ports.ts';
import { withLease } from './lease.ts';

/** A file of the spool that becomes a stream of a package's snapshot. */
export interface PackagePart {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A part being written: bytes are appended and hashed as they come. */
export interface PartFile extends AsyncDisposable {
  readonly bytes: number;
  append(content: AsyncIterable<Uint8Array>): Promise<void>;
  close(): Promise<PackagePart>;
}

export interface StoreRequest {
  readonly tenant: string;
  readonly packageId: string;
  /** Instant of the freeze, ISO 8601. */
  readonly frozenAt: string;
  readonly signal: AbortSignal;
}

/**
 * Writes a snapshot of kind `package` under the lease of its pseudo-mailbox. `work` makes the parts in a spool directory that
 * is removed whatever happens; null from it stores nothing. The notes that the manifest expects are there when it resolves.
 */
export async function storePackage(
  deps: HandoverDeps,
  request: StoreRequest,
  work: (dir: string, signal: AbortSignal) => Promise<readonly PackagePart[] | null>,
): Promise<void> {
  const { tenant, packageId, frozenAt } = request;
  const mailbox = { tenant, id: packageMailbox(packageId), name: `package ${packageId}` };
  const { leases } = deps.catalog;
  const options = { leases, clock: deps.clock, holder: deps.holder, heartbeatMs: deps.heartbeatMs };
  await withLease(`mailbox:${tenant}/${mailbox.id}`, options, request.signal, async (lease, signal) => {
    await settlePackage(deps, tenant, packageId, signal);
    const night = civilDate(Date.parse(frozenAt), PARIS);
    const run = runId(`run-${night}-${base32(deps.random(7)).slice(0, 10)}`);
    const dir = await deps.spool.jobDir(run, deps.random(10));
    try {
      const parts = await work(dir, signal);
      if (parts === null) return;
      const writer = await deps.vault.begin({
        mailbox,
        kind: 'package',
        run,
        night,
        fence: lease.fence,
        writer: deps.writer,
        spoolDir: dir,
        stillHolds: lease.stillHolds,
        onStep: deps.onStep,
        onProgress: deps.onProgress,
        signal,
      });
      try {
        for (const part of parts) await writer.addPart(part);
        await writer.commit({
          status: 'ok',
          exceptions: [],
          counts: {},
          source: { id: 'coffre', kind: 'package', frozenAt, details: { package: packageId } },
        });
      } finally {
        await writer.discard();
      }
    } finally {
      await deps.spool.removeRun(run);
    }
    await settlePackage(deps, tenant, packageId, signal);
  });
}

/** Writes the notes that a death left unwritten; the catalogue is not told: packages are none of its rows. */
async function settlePackage(
  deps: HandoverDeps,
  tenant: string,
  packageId: string,
  signal: AbortSignal,
): Promise<void> {
  const filter = { tenant, mailboxId: packageMailbox(packageId) };
  const committed: CommittedManifest[] = [];
  for await (const one of deps.vault.manifests(filter, signal)) if ('manifest' in one) committed.push(one);
  const notes = [];
  const unreadable = [];
  for await (const one of deps.vault.notes(filter, signal)) {
    if ('note' in one) notes.push(one);
    else unreadable.push(one);
  }
  for (const one of committed) await completeNotes(deps, one, [], notes, unreadable, signal);
}

/** Opens `<dir>/<name>` as a part, for `await using`; the file itself goes with its directory. */
export async function openPart(dir: string, name: string): Promise<PartFile> {
  const path = join(dir, `${name.replace(/[^\w.-]/g, '_')}.part`);
  const file: FileHandle = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  let closed = false;
  const shut = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  return {
    [Symbol.asyncDispose]: shut,
    get bytes() {
      return bytes;
    },
    append: async (content) => {
      for await (const piece of content) {
        hash.update(piece);
        for (let at = 0; at < piece.byteLength; ) at += (await file.write(piece, at)).bytesWritten;
        bytes += piece.byteLength;
      }
    },
    close: async () => {
      await file.sync();
      await shut();
      return { name, path, bytes, sha256: hash.digest('hex') };
    },
  };
}

/** One piece of text as a stream. */
export async function* textStream(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
