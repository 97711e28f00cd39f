import { unlink } from 'node:fs/promises';
import type { Clock } from '../../core/index.ts';
import { exchangeError } from './errors.ts';
import { PST_HEADER_BYTES, readPstHeader } from './pst-header.ts';
import type { RemoteHost } from './remote-host.ts';
import type { Requests } from './requests.ts';
import { sftpCall, sftpStatus } from './sftp-files.ts';
import { download, type Transferred } from './sftp-transfer.ts';

/** MRS keeps the file open a little after it says Completed. Shorter: exports of a slow server are called damaged; longer: only patience. */
const RELEASE_MS = 60_000;
const LOOK_MS = 500;

export interface FinishedFile {
  readonly bytes: number;
  /** What its own header says is missing or odd, for people; null for a PST as long as its header says. */
  readonly doubt: string | null;
}

/**
 * Waits until a finished export can be opened, keeps its size between two looks, and is as long as its header says; a file that never
 * becomes so is described in `doubt` and fetched all the same: a damaged copy is worth more than none.
 * EXCHANGE_FILE_UNAVAILABLE when it cannot be opened or stays empty.
 */
export async function awaitReleased(
  host: RemoteHost,
  clock: Clock,
  path: string,
  signal: AbortSignal,
): Promise<FinishedFile> {
  const deadline = clock.monotonic() + RELEASE_MS;
  let seen: { bytes: number; header: ReturnType<typeof readPstHeader> } | null = null;
  let problem: unknown = null;
  for (;;) {
    try {
      const now = await look(host, path, signal);
      if (now.bytes > 0 && now.bytes === seen?.bytes && now.header.pst && now.header.expectedBytes === now.bytes) {
        return { bytes: now.bytes, doubt: null };
      }
      seen = now;
      problem = null;
    } catch (error) {
      if (signal.aborted || sftpStatus(error) === null) throw error;
      problem = error;
    }
    if (clock.monotonic() >= deadline) break;
    await clock.sleep(LOOK_MS, signal);
  }
  if (seen === null || seen.bytes === 0 || problem !== null) {
    throw exchangeError('EXCHANGE_FILE_UNAVAILABLE', 'the exported file cannot be opened or is empty', {
      cause: problem,
    });
  }
  const doubt = !seen.header.pst
    ? 'the file does not begin as a PST does'
    : `the header tells of ${seen.header.expectedBytes ?? 'an unknown number of'} bytes, the file has ${seen.bytes}`;
  return { bytes: seen.bytes, doubt };
}

function look(
  host: RemoteHost,
  path: string,
  signal: AbortSignal,
): Promise<{ bytes: number; header: ReturnType<typeof readPstHeader> }> {
  return host.files(async (sftp, until) => {
    const handle = await sftpCall<Buffer>(until, (done) => sftp.open(path, 'r', done));
    try {
      const { size } = await sftpCall<{ size: number }>(until, (done) => sftp.fstat(handle, done));
      const head = Buffer.alloc(PST_HEADER_BYTES);
      if (size >= head.length) {
        await sftpCall<number>(until, (done) =>
          sftp.read(handle, head, 0, head.length, 0, (error, bytes) => done(error, bytes ?? 0)),
        );
      }
      return { bytes: size, header: size >= head.length ? readPstHeader(head) : { pst: false, expectedBytes: null } };
    } finally {
      await sftpCall<void>(until, (done) => sftp.close(handle, (error) => done(error, undefined)));
    }
  }, signal);
}

export interface Fetched extends Transferred {
  /** `equal`: the server's own hash of the file is the same; `unavailable`: it could not be computed there. */
  readonly serverHash: 'equal' | 'unavailable';
}

/**
 * Fetches a whole file and compares its hash with the one computed on the server. A difference is fetched again once, one read at a time,
 * which rules out every ordering fault; then EXCHANGE_TRANSFER_CORRUPT.
 */
export async function fetchVerified(
  context: { readonly host: RemoteHost; readonly requests: Pick<Requests, 'fileHash'>; readonly clock: Clock },
  remote: { readonly path: string; readonly bytes: number },
  localPath: string,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<Fetched> {
  const { host, requests, clock } = context;
  for (let attempt = 1; ; attempt++) {
    const got = await download(remote, localPath, {
      connect: (until) => host.connect(until),
      clock,
      window: attempt === 1 ? host.tuning.transferWindow : 1,
      reconnect: host.tuning.reconnect,
      onBytes,
      signal,
    }).catch(async (error: unknown) => {
      await unlink(localPath).catch(() => undefined);
      throw error;
    });
    const expected = await requests.fileHash(remote.path, signal);
    if (expected === null) return { ...got, serverHash: 'unavailable' };
    if (expected === got.sha256) return { ...got, serverHash: 'equal' };
    await unlink(localPath);
    if (attempt === 2) {
      throw exchangeError('EXCHANGE_TRANSFER_CORRUPT', 'the received bytes are not those on the server', {
        facts: { received: got.sha256, server: expected, bytes: got.bytes },
      });
    }
  }
}
