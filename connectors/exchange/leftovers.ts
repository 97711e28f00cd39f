import type { Clock } from '../../core/index.ts';
import type { RunId } from '../../domain/index.ts';
import { isImportName, nameOfFile, runOfExport } from './names.ts';
import type { ShareOptions } from './options.ts';
import { isWorkFolderName, type ResultOf } from './protocol.ts';
import type { RemoteHost } from './remote-host.ts';
import { listEntries, type RemoteEntry, sftpCall, unlinkIfThere } from './sftp-files.ts';
import { removeWorkFolder } from './work-folder.ts';

export interface LeftoverContext {
  readonly host: RemoteHost;
  readonly clock: Clock;
  readonly shares: readonly ShareOptions[];
  readonly isLive: (run: RunId) => boolean;
}

type Listed = ResultOf<'requests-list'>['requests'][number];

/**
 * Restores and work folders carry no run: they are judged by age, far above the longest restore and the longest quiet of a living connection,
 * so that another process's are never touched. Smaller would remove a slow restore; larger only leaves files longer.
 */
const OLD_MS = 3 * 86_400_000;

/** Largest share listing looked at. */
const MOST_FILES = 100_000;

/**
 * Removes what a dead daemon left: export requests and files of runs that are not live, restores' requests and files older than
 * three days, old work folders. Only names of our own patterns are touched. Answers what was removed, in words.
 */
export async function cleanLeftovers(context: LeftoverContext, signal: AbortSignal): Promise<readonly string[]> {
  const { host, clock } = context;
  const removed: string[] = [];
  const old = (at: number): boolean => clock.now() - at > OLD_MS;
  const { requests } = await host.call('requests-list', {}, signal);
  const kept = new Set(requests.map((one) => one.name));
  const dead = requests.filter((one) => isDead(one, context.isLive, old));
  for (let at = 0; at < dead.length; at += 100) {
    const batch = dead.slice(at, at + 100).map(({ kind, requestGuid, name }) => ({ kind, requestGuid, name }));
    const answer = await host.call('requests-remove', { requests: batch }, signal);
    batch.forEach(({ kind, name }, index) => {
      const outcome = answer.requests[index]?.outcome;
      if (outcome !== 'removed' && outcome !== 'absent') return;
      kept.delete(name);
      removed.push(`${kind} request ${name}`);
    });
  }
  for (const folder of new Set(context.shares.map((one) => one.sftp.replace(/\/+$/, '')))) {
    const entries = await host.files((sftp, until) => listEntries(sftp, folder, MOST_FILES, until), signal);
    for (const entry of entries) {
      if (!isDeadFile(entry, context.isLive, kept, old)) continue;
      await host.files((sftp, until) => unlinkIfThere(sftp, `${folder}/${entry.name}`, until), signal);
      removed.push(`file ${folder}/${entry.name}`);
    }
  }
  removed.push(...(await oldWorkFolders(host, old, signal)));
  return removed;
}

function isDead(request: Listed, isLive: (run: RunId) => boolean, old: (at: number) => boolean): boolean {
  if (request.kind === 'export') {
    const run = runOfExport(request.name);
    return run !== null && !isLive(run);
  }
  return isImportName(request.name) && request.created !== null && old(Date.parse(request.created));
}

function isDeadFile(
  entry: RemoteEntry,
  isLive: (run: RunId) => boolean,
  kept: ReadonlySet<string>,
  old: (at: number) => boolean,
): boolean {
  const name = nameOfFile(entry.name);
  if (name === null || kept.has(name)) return false;
  const run = runOfExport(name);
  return run === null ? old(entry.modifiedMs) : !isLive(run);
}

function oldWorkFolders(
  host: RemoteHost,
  old: (at: number) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  return host.files(async (sftp, until) => {
    const home = await sftpCall<string>(until, (done) => sftp.realpath('.', done));
    const removed: string[] = [];
    for (const entry of await listEntries(sftp, home, MOST_FILES, until)) {
      if (!isWorkFolderName(entry.name) || !old(entry.modifiedMs)) continue;
      const folder = `${home}/${entry.name}`;
      // Idle from one night to the next, the folder of a connection that lives looks as old as one of the dead.
      if (host.owns(folder)) continue;
      await removeWorkFolder(sftp, folder, until);
      removed.push(`work folder ${entry.name}`);
    }
    return removed;
  }, signal);
}
