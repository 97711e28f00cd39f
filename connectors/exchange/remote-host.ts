import { randomBytes } from 'node:crypto';
import type { SFTPWrapper } from 'ssh2';
import { type Clock, isRetryable, type Logger, neverAborted, raceAbort, retry } from '../../core/index.ts';
import { exchangeError } from './errors.ts';
import {
  type ConnectOptions,
  defaultTuning,
  type ExchangeTuning,
  type KnownHostKey,
  type SshOptions,
} from './options.ts';
import { type Scripts, uploadScripts } from './powershell.ts';
import type { Operation, RequestOf, ResultOf } from './protocol.ts';
import { slots } from './slots.ts';
import { connectSsh, type SshContext, type SshSession } from './ssh-session.ts';
import { removeWorkFolder } from './work-folder.ts';

export interface HostOptions {
  readonly ssh: SshOptions;
  readonly exchange: ConnectOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly knownHostKey?: KnownHostKey;
  readonly random?: (bytes: number) => Uint8Array;
  readonly tuning?: Partial<ExchangeTuning>;
}

/** Creating a request twice is harmful; everything else may simply be asked again. */
const NOT_REPEATABLE: ReadonlySet<Operation> = new Set<Operation>(['export-start', 'import-start']);

/** The server: one connection for scripts and small files, made when first needed and again when lost; more for bulk. */
export interface RemoteHost {
  readonly tuning: ExchangeTuning;
  readonly random: (bytes: number) => Uint8Array;
  /** Ends when the host is closed. */
  readonly lifetime: AbortSignal;
  /** Runs an operation, again after a lost connection unless it creates something. Errors as `Scripts.call` and `connectSsh`. */
  call<O extends Operation>(operation: O, request: RequestOf<O>, signal: AbortSignal): Promise<ResultOf<O>>;
  /** Small SFTP work on the shared channel, again after a lost connection: `work` must bear being repeated. */
  files<T>(work: (sftp: SFTPWrapper, signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** True for a work folder made here that may still be in use, however old it looks. */
  owns(folder: string): boolean;
  /** A connection of its own for one transfer; the caller closes it. */
  connect(signal: AbortSignal): Promise<SshSession>;
  /** Removes the work folder and ends everything. */
  close(): Promise<void>;
}

export function remoteHost(options: HostOptions): RemoteHost {
  const tuning: ExchangeTuning = { ...defaultTuning, ...options.tuning };
  const random = options.random ?? randomBytes;
  const { clock, log } = options;
  const ssh: SshContext = { ssh: options.ssh, clock, tuning, knownHostKey: options.knownHostKey };
  const closing = new AbortController();
  const closed = new DOMException('the Exchange connector is closed', 'AbortError');
  /** From the first moment of `close`: a connection opened after it would leave its work folder behind. */
  let sealed = false;
  const slot = slots(tuning.scripts);
  let current: Promise<Scripts> | null = null;
  /** Work folders made here that were not yet seen to be gone: those of lost connections, and the current one. */
  const folders = new Set<string>();

  const open = async (): Promise<Scripts> => {
    const session = await connectSsh(ssh, closing.signal);
    const limit = clock.timeout(tuning.callTimeoutMs);
    try {
      const context = {
        exchange: options.exchange,
        clock,
        log,
        random,
        callTimeoutMs: tuning.callTimeoutMs,
        onFolder: (folder: string) => void folders.add(folder),
      };
      const scripts = await uploadScripts(session, context, AbortSignal.any([closing.signal, limit.signal]));
      for (const folder of [...folders].filter((one) => one !== scripts.folder)) {
        // Forgotten after one try: what stays is removed by a later start.
        folders.delete(folder);
        await removeWorkFolder(scripts.sftp, folder, session.lost).catch((error: unknown) =>
          log.debug({ err: error }, 'a work folder stays'),
        );
      }
      return scripts;
    } catch (error) {
      session.close();
      throw limit.signal.aborted ? silent(error) : error;
    } finally {
      limit.dispose();
    }
  };

  /** One opening for all who wait; a lost connection is forgotten and opened anew. */
  const scripts = async (signal: AbortSignal): Promise<Scripts> => {
    closing.signal.throwIfAborted();
    if (sealed) throw closed;
    current ??= open();
    const opening = current;
    try {
      const opened = await raceAbort(opening, signal);
      if (!opened.session.lost.aborted) return opened;
    } catch (error) {
      if (current === opening && !signal.aborted) current = null;
      throw error;
    }
    if (current === opening) current = null;
    return scripts(signal);
  };

  const again = <T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> =>
    retry(work, {
      policy: tuning.reconnect,
      clock,
      signal,
      onRetry: (error, attempt, delayMs) => log.debug({ err: error, attempt, delayMs }, 'the server is tried again'),
    });

  return {
    tuning,
    random,
    lifetime: closing.signal,
    async call(operation, request, signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      if (NOT_REPEATABLE.has(operation)) {
        return slot(async () => (await again(() => scripts(until), until)).call(operation, request, until), until);
      }
      return slot(() => again(async () => (await scripts(until)).call(operation, request, until), until), until);
    },
    files(work, signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      return retry(
        async () => {
          const one = await scripts(until);
          const limit = clock.timeout(tuning.callTimeoutMs);
          try {
            return await work(one.sftp, AbortSignal.any([until, one.session.lost, limit.signal]));
          } catch (error) {
            if (!limit.signal.aborted) throw error;
            // A channel that does not answer is not asked again.
            one.session.close();
            throw silent(error);
          } finally {
            limit.dispose();
          }
        },
        { policy: tuning.reconnect, clock, signal: until, retryable: isRetryable },
      );
    },
    owns: (folder) => folders.has(folder),
    connect: (signal) => connectSsh(ssh, AbortSignal.any([signal, closing.signal])),
    async close() {
      sealed = true;
      const opened = current;
      current = null;
      if (opened !== null) {
        const limit = clock.timeout(tuning.connectTimeoutMs);
        try {
          const one = await raceAbort(opened, limit.signal);
          await one.close(AbortSignal.any([limit.signal, neverAborted]));
        } catch (error) {
          log.debug({ err: error }, 'the connection was already gone');
        } finally {
          limit.dispose();
        }
      }
      closing.abort(closed);
    },
  };
}

/** The server holds the connection but does not answer; another one may fare better. */
function silent(cause: unknown): Error {
  return exchangeError('EXCHANGE_CONNECTION_LOST', 'the server gave no answer over SFTP in time', { cause });
}
