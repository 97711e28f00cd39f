import { NodeSSH } from 'node-ssh';
import type { Client, ClientChannel, SFTPWrapper } from 'ssh2';
import type { Clock } from '../../core/index.ts';
import { CodedError, raceAbort } from '../../core/index.ts';
import { exchangeError } from './errors.ts';
import { fingerprint, judgeHostKey } from './host-key.ts';
import type { ExchangeTuning, KnownHostKey, SshOptions } from './options.ts';

/** What one command left. `code` is null when the connection ended first, which says nothing about what the command did. */
export interface ExecResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** More came than the limit; the rest was thrown away. */
  readonly overflow: boolean;
}

export interface SshSession {
  /** Aborted, with the reason, as soon as the connection is gone. */
  readonly lost: AbortSignal;
  /** Runs one command without a pty; `stdin` is written and closed. Rejects when no channel opens or the signal aborts. */
  exec(command: string, stdin: string, limits: ExecLimits, signal: AbortSignal): Promise<ExecResult>;
  sftp(signal: AbortSignal): Promise<SFTPWrapper>;
  close(): void;
}

export interface ExecLimits {
  readonly stdoutBytes: number;
  readonly stderrBytes: number;
}

export interface SshContext {
  readonly ssh: SshOptions;
  readonly clock: Clock;
  readonly tuning: Pick<ExchangeTuning, 'connectTimeoutMs' | 'keepaliveMs'>;
  readonly knownHostKey?: KnownHostKey | undefined;
}

/** AES-GCM first: with the native addon it costs a quarter of the CPU of any other cipher. */
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const;

/** Opens a connection whose host key is pinned. Errors: EXCHANGE_HOST_KEY_*, EXCHANGE_AUTH_FAILED, EXCHANGE_UNREACHABLE. */
export async function connectSsh(context: SshContext, signal: AbortSignal): Promise<SshSession> {
  const { ssh: options, clock, tuning } = context;
  signal.throwIfAborted();
  const known = (await context.knownHostKey?.get()) ?? null;
  const node = new NodeSSH();
  const limit = clock.timeout(tuning.connectTimeoutMs);
  const seen: { key?: string; refusal?: CodedError } = {};
  try {
    const auth =
      options.auth.kind === 'key'
        ? {
            privateKey: options.auth.privateKey.reveal(),
            ...(options.auth.passphrase === undefined ? {} : { passphrase: options.auth.passphrase.reveal() }),
          }
        : { password: options.auth.password.reveal() };
    const connecting = node.connect({
      host: options.host,
      port: options.port,
      username: options.user,
      ...auth,
      algorithms: { cipher: [...CIPHERS] },
      keepaliveInterval: tuning.keepaliveMs,
      keepaliveCountMax: 3,
      readyTimeout: 0,
      hostVerifier: (key: Buffer): boolean => {
        seen.key = fingerprint(key);
        const refusal = judgeHostKey(seen.key, options.hostKeySha256, known);
        if (refusal !== null) seen.refusal = refusal;
        return refusal === null;
      },
    });
    await raceAbort(connecting, AbortSignal.any([signal, limit.signal]));
  } catch (cause) {
    const client = node.connection;
    client?.on('error', () => undefined);
    client?.destroy();
    if (signal.aborted) throw signal.reason;
    throw seen.refusal ?? connectError(cause, options);
  } finally {
    limit.dispose();
  }
  const client = node.connection;
  if (client === null) throw exchangeError('EXCHANGE_UNREACHABLE', 'the connection ended while it was made');
  if (seen.key !== undefined && seen.key !== known) await context.knownHostKey?.set(seen.key);
  return session(client);
}

function connectError(cause: unknown, options: SshOptions): CodedError {
  if (cause instanceof CodedError) return cause;
  const level = typeof cause === 'object' && cause !== null && 'level' in cause ? cause.level : undefined;
  const where = `${options.user}@${options.host}:${options.port}`;
  return level === 'client-authentication'
    ? exchangeError('EXCHANGE_AUTH_FAILED', `${where} was refused by the server`, { cause })
    : exchangeError('EXCHANGE_UNREACHABLE', `no SSH connection to ${where}`, { cause });
}

function session(client: Client): SshSession {
  const gone = new AbortController();
  const end = (cause?: unknown): void => {
    if (!gone.signal.aborted)
      gone.abort(exchangeError('EXCHANGE_CONNECTION_LOST', 'the SSH connection ended', { cause }));
  };
  client.on('error', end);
  client.on('close', () => end());
  client.on('end', () => end());
  const guarded = <T>(
    signal: AbortSignal,
    start: (done: (error: Error | undefined, value: T) => void) => unknown,
  ): Promise<T> =>
    raceAbort(
      new Promise<T>((resolve, reject) => {
        start((error, value) =>
          error === undefined || error === null
            ? resolve(value)
            : reject(exchangeError('EXCHANGE_CONNECTION_LOST', 'the server opened no channel', { cause: error })),
        );
      }),
      AbortSignal.any([signal, gone.signal]),
    );
  return {
    lost: gone.signal,
    async exec(command, stdin, limits, signal) {
      gone.signal.throwIfAborted();
      const channel = await guarded<ClientChannel>(signal, (done) => client.exec(command, { pty: false }, done));
      return collect(channel, stdin, limits, signal, gone.signal);
    },
    sftp(signal) {
      if (gone.signal.aborted) return Promise.reject(gone.signal.reason);
      return guarded<SFTPWrapper>(signal, (done) => client.sftp(done));
    },
    close() {
      end();
      client.end();
      client.destroy();
    },
  };
}

function collect(
  channel: ClientChannel,
  stdin: string,
  limits: ExecLimits,
  signal: AbortSignal,
  lost: AbortSignal,
): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const out = bounded(limits.stdoutBytes);
    const err = bounded(limits.stderrBytes);
    let code: number | null = null;
    const finish = (): void => {
      signal.removeEventListener('abort', onAbort);
      lost.removeEventListener('abort', finish);
      resolve({ code, stdout: out.bytes(), stderr: err.bytes(), overflow: out.overflow() });
    };
    const onAbort = (): void => {
      lost.removeEventListener('abort', finish);
      channel.close();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    lost.addEventListener('abort', finish, { once: true });
    channel.on('data', (chunk: Buffer) => out.add(chunk));
    channel.stderr.on('data', (chunk: Buffer) => err.add(chunk));
    channel.on('error', () => undefined);
    channel.on('exit', (status: number | null) => {
      code = typeof status === 'number' ? status : null;
    });
    channel.on('close', finish);
    if (signal.aborted) return onAbort();
    if (lost.aborted) return finish();
    channel.end(stdin);
  });
}

function bounded(limit: number): { add(chunk: Buffer): void; bytes(): Buffer; overflow(): boolean } {
  const parts: Buffer[] = [];
  let size = 0;
  let over = false;
  return {
    add(chunk) {
      const room = limit - size;
      if (chunk.length > room) over = true;
      if (room <= 0) return;
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      parts.push(part);
      size += part.length;
    },
    bytes: () => Buffer.concat(parts, size),
    overflow: () => over,
  };
}
