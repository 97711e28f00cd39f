import type { SFTPWrapper } from 'ssh2';
import { isWorkFolderName } from './protocol.ts';
import { listEntries, sftpCall, unlinkIfThere } from './sftp-files.ts';

/** A work folder holds a dozen scripts and a few requests; more is not ours to walk through. */
const MOST_FILES = 1000;

/** Empties and removes a folder that `uploadScripts` made; anything but our own files makes rmdir fail and the folder stay. */
export async function removeWorkFolder(sftp: SFTPWrapper, folder: string, signal: AbortSignal): Promise<void> {
  if (!isWorkFolderName(folder.slice(folder.lastIndexOf('/') + 1))) throw new RangeError('not a work folder');
  for (const { name } of await listEntries(sftp, folder, MOST_FILES, signal)) {
    if (/^[a-z-]+\.ps1$|^request-\d+\.json$/.test(name)) await unlinkIfThere(sftp, `${folder}/${name}`, signal);
  }
  await sftpCall<void>(signal, (done) => sftp.rmdir(folder, (error) => done(error, undefined)));
}
