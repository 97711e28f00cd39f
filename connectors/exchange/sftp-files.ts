import type { SFTPWrapper } from 'ssh2';
import { raceAbort } from '../../core/index.ts';

/** Status codes of the SFTP protocol (draft-ietf-secsh-filexfer-02 § 7) that mean something here. */
export const SFTP_NO_SUCH_FILE = 2;

/** The status code of an SFTP error, or null for another kind of error. */
export function sftpStatus(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : null;
}

/** One SFTP call as a promise that also ends when the signal or the connection does. */
export function sftpCall<T>(
  signal: AbortSignal,
  start: (done: (error: Error | null | undefined, value: T) => void) => unknown,
): Promise<T> {
  return raceAbort(
    new Promise<T>((resolve, reject) => {
      start((error, value) => (error === null || error === undefined ? resolve(value) : reject(error)));
    }),
    signal,
  );
}

/** Removes a file; one that is not there is as good as removed. True when it was there. */
export async function unlinkIfThere(sftp: SFTPWrapper, path: string, signal: AbortSignal): Promise<boolean> {
  try {
    await sftpCall<void>(signal, (done) => sftp.unlink(path, (error) => done(error, undefined)));
    return true;
  } catch (error) {
    if (sftpStatus(error) === SFTP_NO_SUCH_FILE) return false;
    throw error;
  }
}

/** Writes a small file in one go, readable by the account alone where the server knows modes. */
export async function writeSmallFile(
  sftp: SFTPWrapper,
  path: string,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(text, 'utf8');
  const handle = await sftpCall<Buffer>(signal, (done) => sftp.open(path, 'w', { mode: 0o600 }, done));
  try {
    // Writes above 102,400 bytes fail on the in-box sshd of Server 2019 (exchange server notes on OpenSSH 7.7): 32 KiB stays clear.
    for (let at = 0; at < bytes.length; at += 32_768) {
      const length = Math.min(32_768, bytes.length - at);
      await sftpCall<void>(signal, (done) =>
        sftp.write(handle, bytes, at, length, at, (error) => done(error, undefined)),
      );
    }
  } finally {
    await sftpCall<void>(signal, (done) => sftp.close(handle, (error) => done(error, undefined)));
  }
}

/** One entry of a folder; `modifiedMs` is the server's clock. */
export interface RemoteEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What a folder holds; at most `limit` entries, since a hostile server could go on for ever. */
export async function listEntries(
  sftp: SFTPWrapper,
  path: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly RemoteEntry[]> {
  const entries = await sftpCall<readonly { filename: string; attrs: { size: number; mtime: number } }[]>(
    signal,
    (done) => sftp.readdir(path, done),
  );
  return entries
    .slice(0, limit)
    .map((one) => ({ name: one.filename, bytes: one.attrs.size, modifiedMs: one.attrs.mtime * 1000 }))
    .filter((one) => one.name !== '.' && one.name !== '..');
}

/** Free and total bytes of the volume under a path, or null where the server cannot say (`statvfs@openssh.com`). */
export async function freeSpace(sftp: SFTPWrapper, path: string, signal: AbortSignal): Promise<number | null> {
  try {
    const stat = await sftpCall<{ f_frsize: number; f_bavail: number }>(signal, (done) =>
      sftp.ext_openssh_statvfs(path, done as never),
    );
    const free = Number(stat.f_bavail) * Number(stat.f_frsize);
    return Number.isFinite(free) && free >= 0 ? free : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
