import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShareOptions } from '../../connectors/exchange/index.ts';
import { type Clock, neverAborted, Secret } from '../../core/index.ts';
import type { Exchange } from './answers.ts';
import {
  type Faults,
  filesOnShares,
  noFaults,
  type PlayedControl,
  playedControl,
  type RequestView,
  requestViews,
} from './control.ts';
import { folderCounter, type MailboxCounts } from './folder-counts.ts';
import { Organisation } from './organisation.ts';
import { type PlayedImport, Replication } from './replication.ts';
import { runCommand } from './script-host.ts';
import { shares } from './shares.ts';
import { SshFront } from './ssh-front.ts';
import { WindowsFiles } from './windows-files.ts';
import { defaultPace, type PlayedPace, type PlayedWorld } from './world.ts';

export interface PlayedExchangeOptions {
  readonly clock: Clock;
  readonly world: PlayedWorld;
  /** Each export differs from its PST in the header's `dwUnique` and checksums, as those of a real server do. */
  readonly uniqueExports?: boolean;
  readonly pace?: Partial<PlayedPace>;
  /** Ends the server as `close` does. */
  readonly signal?: AbortSignal;
}

export interface PlayedExchange {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Of the connections to come: `control.rotateHostKey` changes it. */
  readonly hostKeySha256: string;
  /** The account for SSH, with its password or with its key in OpenSSH form. */
  readonly user: string;
  readonly password: Secret;
  readonly privateKey: Secret;
  /** The same account as New-PSSession wants it (`by: 'credential'`), with the same password. */
  readonly exchangeUser: string;
  readonly exchangeUri: string;
  readonly share: ShareOptions;
  readonly importShare: ShareOptions;
  readonly control: PlayedControl;
  /** From now on the mailbox, or its archive, holds the content of this file; requests already made keep the old one. */
  setContent(address: string, pst: string, part?: 'primary' | 'archive'): void;
  /** What the server's folder statistics add up to. */
  counts(address: string, part?: 'primary' | 'archive'): Promise<MailboxCounts>;
  requests(): readonly RequestView[];
  /** What imports brought in, in their order. */
  imports(): readonly PlayedImport[];
  /** Names of the files on both shares. */
  files(): readonly string[];
  /** Ends every connection, frees the port, removes all files. May be called twice. */
  close(): Promise<void>;
}

const USER = 'svc-coffre';
const HOME = `/C:/Users/${USER}`;

/** Starts a played Exchange server on a free port of 127.0.0.1. */
export async function startPlayedExchange(options: PlayedExchangeOptions): Promise<PlayedExchange> {
  const { clock, world, uniqueExports = false, signal = neverAborted } = options;
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'coffre-played-exchange-'));
  const ended = new AbortController();
  const files = new WindowsFiles(folder, HOME, clock);
  for (const path of [HOME, shares.export.sftp, shares.import.sftp]) files.makeFolders(path);
  const count = folderCounter();
  const organisation = new Organisation(world, count);
  const pace = { ...defaultPace, ...options.pace };
  const replication = new Replication({ organisation, files, count, clock, pace, uniqueExports });
  const faults: Faults = { ...noFaults };
  const exchange: Exchange = { organisation, replication, files, clock, role: () => faults.role };
  const password = randomBytes(15).toString('base64url');
  const account = { user: `HOSTING\\${USER}`, password };
  let turn: Promise<unknown> = Promise.resolve();
  const front = new SshFront({
    user: USER,
    password,
    run: (line, stdin, logon) => {
      // One script after the other: the state is one, and each takes a few milliseconds.
      const ran = turn.then(() => runCommand(line, stdin, { exchange, account, logon, signal: ended.signal }));
      turn = ran.catch(() => undefined);
      return ran;
    },
    sftp: {
      files,
      free: () => Math.max(0, faults.freeBytes - files.used('D:')),
      corruptAfter: () => faults.corruptAfter,
    },
    dropAfter: () => faults.dropAfter,
  });
  const port = await front.listen();
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', onAbort);
    ended.abort(new DOMException('the played server is closed', 'AbortError'));
    await front.close();
    await turn;
    await rm(folder, { recursive: true, force: true });
  };
  let closing: Promise<void> | null = null;
  const closeOnce = (): Promise<void> => {
    closing ??= close();
    return closing;
  };
  const onAbort = (): void => void closeOnce().catch(() => undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  const rotateHostKey = (): string => front.rotateHostKey();
  const control = playedControl({ organisation, replication, files, faults, rotateHostKey });
  return {
    host: '127.0.0.1',
    port,
    get hostKeySha256() {
      return front.hostKeySha256;
    },
    user: USER,
    password: new Secret(password),
    privateKey: new Secret(front.privateKey),
    exchangeUser: account.user,
    exchangeUri: 'http://exch01.hosting.test/PowerShell/',
    share: shares.export,
    importShare: shares.import,
    control,
    requests: () => requestViews(replication),
    imports: () => [...replication.imports],
    files: () => filesOnShares(files),
    setContent(address, pst, part = 'primary') {
      const mailbox = organisation.at(address);
      if (part === 'primary') mailbox.primaryPst = pst;
      else if (mailbox.archiveGuid === null) throw new RangeError(`${address} has no archive`);
      else mailbox.archivePst = pst;
    },
    counts: (address, part = 'primary') =>
      organisation.counts(organisation.at(address), part === 'archive', ended.signal),
    close: closeOnce,
  };
}
