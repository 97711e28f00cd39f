import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { SFTPWrapper } from 'ssh2';
import { type Clock, CodedError, isRetryable, type RetryPolicy } from '../../core/index.ts';
import { sourceError } from '../sources/index.ts';
import { exchangeError } from './errors.ts';
import { BLOCK_BYTES, pipelinedRead } from './pipelined-read.ts';
import { SFTP_NO_SUCH_FILE, sftpCall, sftpStatus } from './sftp-files.ts';
import type { SshSession } from './ssh-session.ts';

export interface TransferContext {
  /** A new connection for this transfer. */
  connect(signal: AbortSignal): Promise<SshSession>;
  readonly clock: Clock;
  readonly window: number;
  readonly reconnect: RetryPolicy;
  readonly onBytes: (done: number) => void;
  readonly signal: AbortSignal;
}

export interface Transferred {
  readonly bytes: number;
  readonly sha256: string;
  /** How often the connection was cut and the transfer went on from where it was. */
  readonly resumed: number;
}

/** Blocks written together: 512 KiB a call keeps the disk busy without holding more than two such batches. */
const BATCH = 16;

/**
 * Copies a remote file of known size to a new local file (mode 0600), hashing while it goes, synced at the end.
 * A cut connection is made again and the copy goes on at the first byte not yet written; only `reconnect.attempts` cuts in a row without
 * a single new byte give up. Memory is bounded by window and batch. Errors: those of `connect`, EXCHANGE_FILE_UNAVAILABLE.
 */
export async function download(
  remote: { readonly path: string; readonly bytes: number },
  localPath: string,
  context: TransferContext,
): Promise<Transferred> {
  const file = await open(localPath, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const state = { done: 0 };
    const resumed = await surviveCuts(state, context, async (sftp, until) => {
      const handle = await openWhole(sftp, remote, until);
      const sink = batchedSink(file, hash, state, context.onBytes);
      const range = { from: state.done, to: remote.bytes, window: context.window, spare: 2 * BATCH };
      try {
        for await (const block of pipelinedRead(sftp, handle, range, until)) await sink.add(block);
      } finally {
        await sink.flush();
      }
      await sftpCall<void>(until, (done) => sftp.close(handle, (error) => done(error, undefined)));
    });
    await file.sync();
    return { bytes: state.done, sha256: hash.digest('hex'), resumed };
  } finally {
    await file.close();
  }
}

/** Calls `work` on fresh connections until it ends well; `state.done` growing between two cuts counts as progress. */
export async function surviveCuts(
  state: { readonly done: number },
  context: Pick<TransferContext, 'connect' | 'clock' | 'reconnect' | 'signal'>,
  work: (sftp: SFTPWrapper, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const { signal, clock, reconnect } = context;
  let resumed = 0;
  for (let failures = 0; ; ) {
    const before = state.done;
    let session: SshSession | null = null;
    const watching = new AbortController();
    try {
      session = await context.connect(signal);
      void endWhenIdle(session, state, clock, watching.signal);
      const until = AbortSignal.any([signal, session.lost]);
      const sftp = await session.sftp(until);
      sftp.on('error', () => undefined);
      await work(sftp, until);
      return resumed;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const cut = session?.lost.aborted === true;
      const problem = cut ? session?.lost.reason : error;
      failures = state.done > before ? 1 : failures + 1;
      const worth = cut || isRetryable(problem);
      if (!worth || failures >= reconnect.attempts) {
        throw problem instanceof CodedError
          ? problem
          : exchangeError('EXCHANGE_FILE_UNAVAILABLE', 'the transfer was refused', { cause: problem });
      }
      if (state.done > before) resumed++;
      await clock.sleep(Math.min(reconnect.maxMs, reconnect.baseMs * 2 ** (failures - 1)), signal);
    } finally {
      watching.abort();
      session?.close();
    }
  }
}

/** A transfer that moves nothing for that long is cut, to go on over another connection; a disk may take seconds, not minutes. */
const IDLE_MS = 120_000;

async function endWhenIdle(
  session: SshSession,
  state: { readonly done: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let seen = state.done; ; seen = state.done) {
      await clock.sleep(IDLE_MS, signal);
      if (state.done === seen) return session.close();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function openWhole(
  sftp: SFTPWrapper,
  remote: { path: string; bytes: number },
  signal: AbortSignal,
): Promise<Buffer> {
  let handle: Buffer;
  try {
    handle = await sftpCall<Buffer>(signal, (done) => sftp.open(remote.path, 'r', done));
  } catch (cause) {
    const gone = sftpStatus(cause) === SFTP_NO_SUCH_FILE;
    if (sftpStatus(cause) === null) throw cause;
    throw exchangeError(
      'EXCHANGE_FILE_UNAVAILABLE',
      gone ? 'the file is no longer on the share' : 'the file cannot be opened',
      { cause },
    );
  }
  const { size } = await sftpCall<{ size: number }>(signal, (done) => sftp.fstat(handle, done));
  if (size !== remote.bytes) {
    throw exchangeError('EXCHANGE_FILE_UNAVAILABLE', `the file had ${remote.bytes} bytes and has ${size} now`);
  }
  return handle;
}

/** Collects blocks, then hashes and writes them while the next ones are collected: at most two batches are held. */
function batchedSink(file: FileHandle, hash: Hash, state: { done: number }, onBytes: (done: number) => void) {
  let batch: Buffer[] = [];
  let writing: Promise<void> = Promise.resolve();
  const write = async (blocks: readonly Buffer[]): Promise<void> => {
    let at = state.done;
    let pending = [...blocks];
    while (pending.length > 0) {
      const { bytesWritten } = await file.writev(pending, at).catch(spoolError);
      at += bytesWritten;
      pending = rest(pending, bytesWritten);
    }
    // Hash and position move together, after the bytes are written: a cut in between resumes at the right byte.
    for (const block of blocks) hash.update(block);
    state.done = at;
    onBytes(at);
  };
  const flush = async (): Promise<void> => {
    await writing;
    const blocks = batch;
    batch = [];
    writing = blocks.length === 0 ? Promise.resolve() : write(blocks);
    writing.catch(() => undefined);
  };
  return {
    async add(block: Buffer): Promise<void> {
      batch.push(block);
      if (batch.length >= BATCH) await flush();
    },
    async flush(): Promise<void> {
      await flush();
      await writing;
    },
  };
}

function spoolError(cause: unknown): never {
  const full = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOSPC';
  if (full) throw sourceError('SPOOL_FULL', 'the spool has no room for the export', { cause });
  throw cause;
}

function rest(blocks: readonly Buffer[], written: number): Buffer[] {
  const left: Buffer[] = [];
  let skip = written;
  for (const block of blocks) {
    if (skip >= block.length) skip -= block.length;
    else {
      left.push(skip === 0 ? block : block.subarray(skip));
      skip = 0;
    }
  }
  return left;
}

/**
 * Copies a local file to a remote one that is written from its first byte, in blocks of 32 KiB with `window` outstanding (writes above
 * 102,400 bytes fail on in-box sshd). A cut resumes at the first byte not acknowledged. The remote file is closed when this returns.
 */
export async function upload(
  local: { readonly path: string; readonly bytes: number },
  remotePath: string,
  context: TransferContext,
): Promise<Transferred> {
  const file = await open(local.path, 'r');
  try {
    const state = { done: 0 };
    const resumed = await surviveCuts(state, context, async (sftp, until) => {
      const flags = state.done === 0 ? 'w' : 'r+';
      const handle = await sftpCall<Buffer>(until, (done) => sftp.open(remotePath, flags, { mode: 0o600 }, done));
      const outstanding: { readonly end: number; readonly written: Promise<void> }[] = [];
      let next = state.done;
      while (next < local.bytes || outstanding.length > 0) {
        while (next < local.bytes && outstanding.length < context.window) {
          const buffer = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, local.bytes - next));
          const { bytesRead } = await file.read(buffer, 0, buffer.length, next);
          if (bytesRead !== buffer.length)
            throw exchangeError('EXCHANGE_FILE_UNAVAILABLE', 'the file to upload became shorter');
          const at = next;
          const written = sftpCall<void>(until, (done) =>
            sftp.write(handle, buffer, 0, buffer.length, at, (error) => done(error, undefined)),
          );
          written.catch(() => undefined);
          outstanding.push({ end: at + buffer.length, written });
          next = at + buffer.length;
        }
        const first = outstanding.shift();
        if (first === undefined) break;
        await first.written;
        state.done = first.end;
        context.onBytes(first.end);
      }
      await sftpCall<void>(until, (done) => sftp.close(handle, (error) => done(error, undefined)));
    });
    return { bytes: state.done, sha256: await hashOf(file, local.bytes), resumed };
  } finally {
    await file.close();
  }
}

async function hashOf(file: FileHandle, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, bytes - at), at);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}
