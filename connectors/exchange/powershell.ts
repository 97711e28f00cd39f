import { readdir, readFile } from 'node:fs/promises';
import type { SFTPWrapper } from 'ssh2';
import { base32, type Clock, type Logger } from '../../core/index.ts';
import { readableStderr } from './clixml.ts';
import { exchangeError } from './errors.ts';
import type { ConnectOptions } from './options.ts';
import {
  asciiJson,
  commandLine,
  type Envelope,
  envelopeSchema,
  type Operation,
  operations,
  PROTOCOL_VERSION,
  type RequestFile,
  type RequestOf,
  type ResultOf,
  unframe,
  windowsPath,
} from './protocol.ts';
import { sftpCall, unlinkIfThere, writeSmallFile } from './sftp-files.ts';
import type { SshSession } from './ssh-session.ts';

/** 64 MiB of JSON hold about 100,000 mailboxes or 300,000 folders; more is cut and the answer refused. */
const STDOUT_BYTES = 64 * 1024 * 1024;
const STDERR_BYTES = 256 * 1024;

export interface ScriptContext {
  readonly exchange: ConnectOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: (bytes: number) => Uint8Array;
  readonly callTimeoutMs: number;
  /** Told of the work folder before anything is in it: an upload that is cut leaves it behind. */
  readonly onFolder?: (folder: string) => void;
}

/** Our scripts in a work folder of one connection. */
export interface Scripts {
  readonly session: SshSession;
  /** SFTP path of the work folder. */
  readonly folder: string;
  /** The connection's SFTP channel for small things: listing, removing, free space. */
  readonly sftp: SFTPWrapper;
  /**
   * Runs one operation and answers its checked result. Errors: EXCHANGE_OUTCOME_UNKNOWN when nothing tells what was done (it may have been),
   * EXCHANGE_CONNECT_FAILED, EXCHANGE_ROLE_MISSING, EXCHANGE_CALL_FAILED as the script itself says, EXCHANGE_ANSWER_INVALID.
   */
  call<O extends Operation>(operation: O, request: RequestOf<O>, signal: AbortSignal): Promise<ResultOf<O>>;
  /** Removes the work folder, then ends the connection. Never rejects. */
  close(signal: AbortSignal): Promise<void>;
}

/** Puts the scripts into a new folder of the account's home. */
export async function uploadScripts(
  session: SshSession,
  context: ScriptContext,
  signal: AbortSignal,
): Promise<Scripts> {
  const sftp = await session.sftp(signal);
  sftp.on('error', () => undefined);
  const guard = AbortSignal.any([signal, session.lost]);
  const home = await sftpCall<string>(guard, (done) => sftp.realpath('.', done));
  const folder = `${home.replace(/\/$/, '')}/coffre-${base32(context.random(10))}`;
  const local = windowsPath(folder);
  if (local === null || /["%$`]/.test(local)) {
    throw exchangeError('EXCHANGE_CALL_FAILED', 'the home folder of the account is no plain Windows path');
  }
  context.onFolder?.(folder);
  const scripts = new URL('./scripts/', import.meta.url);
  const names = (await readdir(scripts)).filter((name) => name.endsWith('.ps1'));
  await sftpCall<void>(guard, (done) => sftp.mkdir(folder, { mode: 0o700 }, (error) => done(error, undefined)));
  for (const name of names) {
    await writeSmallFile(sftp, `${folder}/${name}`, await readFile(new URL(name, scripts), 'utf8'), guard);
  }
  const requests = new Set<string>();
  let counter = 0;

  const call = async <O extends Operation>(
    operation: O,
    request: RequestOf<O>,
    caller: AbortSignal,
  ): Promise<ResultOf<O>> => {
    const nonce = base32(context.random(15));
    const name = `request-${++counter}.json`;
    const file: RequestFile = {
      protocol: PROTOCOL_VERSION,
      operation,
      nonce,
      connect:
        context.exchange.by === 'credential' ? { by: 'credential', uri: context.exchange.uri } : { by: 'snapin' },
      request: operations[operation].request.parse(request),
    };
    // A hash reads tens of gigabytes from a disk that has other things to do.
    const limit = context.clock.timeout(operation === 'file-hash' ? 6 * context.callTimeoutMs : context.callTimeoutMs);
    const until = AbortSignal.any([caller, session.lost, limit.signal]);
    requests.add(name);
    try {
      await writeSmallFile(sftp, `${folder}/${name}`, asciiJson(file), until);
      const ran = await session.exec(
        commandLine(local, operation, name),
        `${asciiJson(secretsOf(context.exchange))}\n`,
        { stdoutBytes: STDOUT_BYTES, stderrBytes: STDERR_BYTES },
        AbortSignal.any([caller, limit.signal]),
      );
      const stderr = ran.stderr.length === 0 ? '' : readableStderr(ran.stderr.toString('utf8'));
      if (stderr !== '') context.log.debug({ operation, stderr }, 'standard error of a script');
      const unknown = (why: string): Error =>
        exchangeError('EXCHANGE_OUTCOME_UNKNOWN', `the script ${operation} ${why}`, {
          facts: { operation, exitCode: ran.code, stderr: stderr.slice(0, 500) },
        });
      if (ran.overflow) throw unknown('wrote more than can be held');
      if (ran.code === null) throw unknown('was cut off');
      const text = unframe(nonce, ran.stdout.toString('latin1'));
      if (ran.code !== 0) throw unknown(`ended with exit code ${ran.code}`);
      if (text === null) throw unknown('gave no answer');
      return checkedResult(operation, text);
    } catch (error) {
      if (caller.aborted) throw caller.reason;
      if (limit.signal.aborted) {
        throw exchangeError('EXCHANGE_OUTCOME_UNKNOWN', `the script ${operation} gave no answer in time`, {
          cause: error,
        });
      }
      throw error;
    } finally {
      limit.dispose();
      if (!session.lost.aborted) {
        await unlinkIfThere(sftp, `${folder}/${name}`, session.lost).then(
          () => requests.delete(name),
          () => false,
        );
      }
    }
  };

  const close = async (until: AbortSignal): Promise<void> => {
    const bound = AbortSignal.any([until, session.lost]);
    try {
      for (const name of [...names, ...requests]) await unlinkIfThere(sftp, `${folder}/${name}`, bound);
      await sftpCall<void>(bound, (done) => sftp.rmdir(folder, (error) => done(error, undefined)));
    } catch (error) {
      // The next start finds the folder by its name and removes it.
      context.log.debug({ err: error, folder }, 'the work folder stays behind');
    }
    session.close();
  };
  return { session, folder, sftp, call, close };
}

function secretsOf(exchange: ConnectOptions): { user: string; password: string } {
  return exchange.by === 'credential'
    ? { user: exchange.user, password: exchange.password.reveal() }
    : { user: '', password: '' };
}

const STAGES = {
  input: 'EXCHANGE_ANSWER_INVALID',
  connect: 'EXCHANGE_CONNECT_FAILED',
  role: 'EXCHANGE_ROLE_MISSING',
  work: 'EXCHANGE_CALL_FAILED',
} as const;

function checkedResult<O extends Operation>(operation: O, text: string): ResultOf<O> {
  let envelope: Envelope;
  try {
    envelope = envelopeSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw exchangeError('EXCHANGE_ANSWER_INVALID', `the script ${operation} answered no envelope`, { cause });
  }
  if (!envelope.ok) {
    throw exchangeError(STAGES[envelope.error.stage], `${operation}: ${envelope.error.message}`, {
      facts: { operation, stage: envelope.error.stage, type: envelope.error.type },
    });
  }
  const result = operations[operation].result.safeParse(envelope.result);
  if (!result.success) {
    throw exchangeError('EXCHANGE_ANSWER_INVALID', `the script ${operation} answered what it should not`, {
      cause: result.error,
    });
  }
  return result.data as ResultOf<O>;
}
