import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, Secret, systemClock } from '../../core/index.ts';
import { generateHostKey } from '../../test/contracts/exchange-host-key.ts';
import { connectSsh, type SshContext } from './ssh-session.ts';

interface Door {
  readonly port: number;
  readonly hostKey: string;
  readonly attempts: string[];
  onExec(channel: ssh2.ServerChannel, client: ssh2.Connection): void;
  close(): Promise<void>;
}

async function door(): Promise<Door> {
  const key = generateHostKey();
  const state: Door = {
    port: 0,
    hostKey: key.fingerprint,
    attempts: [],
    onExec: (channel) => channel.end(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new ssh2.Server({ hostKeys: [key.privateKey] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => {
      state.attempts.push(context.method);
      if (context.method === 'password' && context.password === 'right') context.accept();
      else context.reject(['password']);
    });
    client.on('session', (accept) => accept().on('exec', (acceptExec) => state.onExec(acceptExec(), client)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { port: (server.address() as { port: number }).port });
}

const LIMITS = { stdoutBytes: 1000, stderrBytes: 100 };

describe('an SSH session', () => {
  let server: Door;
  beforeEach(async () => {
    server = await door();
  });
  afterEach(() => server.close());
  const context = (
    more: Partial<SshContext['ssh']> = {},
    known: string | null = null,
  ): SshContext & { readonly kept: (string | null)[] } => {
    const kept: (string | null)[] = [];
    return {
      kept,
      ssh: {
        host: '127.0.0.1',
        port: server.port,
        user: 'svc',
        hostKeySha256: [server.hostKey],
        auth: { kind: 'password', password: new Secret('right') },
        ...more,
      },
      clock: systemClock,
      tuning: { connectTimeoutMs: 5_000, keepaliveMs: 0 },
      knownHostKey: {
        get: () => Promise.resolve(known),
        set: (fingerprint) => {
          kept.push(fingerprint);
          return Promise.resolve();
        },
      },
    };
  };

  test('with a host key that is not configured ends before anything secret is said', async () => {
    const wrong = context({ hostKeySha256: ['SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'] });
    await expect(connectSsh(wrong, neverAborted)).rejects.toMatchObject({ code: 'EXCHANGE_HOST_KEY_WRONG' });
    await expect(connectSsh(context({ hostKeySha256: [] }), neverAborted)).rejects.toMatchObject({
      code: 'EXCHANGE_HOST_KEY_MISSING',
      message: expect.stringContaining(server.hostKey),
    });
    expect(server.attempts).toEqual([]);
    expect(wrong.kept).toEqual([]);
  });

  test('remembers the host key only of a contact that succeeded', async () => {
    const refused = context({ auth: { kind: 'password', password: new Secret('wrong') } });
    await expect(connectSsh(refused, neverAborted)).rejects.toMatchObject({
      code: 'EXCHANGE_AUTH_FAILED',
      retryable: false,
    });
    expect(refused.kept).toEqual([]);
    const good = context();
    (await connectSsh(good, neverAborted)).close();
    expect(good.kept).toEqual([server.hostKey]);
    const again = context({}, server.hostKey);
    (await connectSsh(again, neverAborted)).close();
    expect(again.kept).toEqual([]);
  });

  test('to a port where nobody listens is unreachable, and may be tried again', async () => {
    const port = server.port;
    await server.close();
    await expect(connectSsh(context({ port }), neverAborted)).rejects.toMatchObject({
      code: 'EXCHANGE_UNREACHABLE',
      retryable: true,
    });
    server = await door();
  });

  test('gives up connecting as soon as its caller does', async () => {
    const stop = new AbortController();
    const connecting = connectSsh(context(), stop.signal);
    stop.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow('enough');
  });

  test('keeps only so much of what a command writes, and says that there was more', async () => {
    server.onExec = (channel) => {
      channel.stderr.write('e'.repeat(5_000));
      channel.write('o'.repeat(5_000));
      channel.exit(3);
      channel.end();
    };
    const session = await connectSsh(context(), neverAborted);
    const ran = await session.exec('x', '', LIMITS, neverAborted);
    expect({ code: ran.code, out: ran.stdout.length, err: ran.stderr.length, overflow: ran.overflow }).toEqual({
      code: 3,
      out: 1000,
      err: 100,
      overflow: true,
    });
    session.close();
  });

  test('that is lost tells everybody, gives no exit code, and opens nothing more', async () => {
    server.onExec = (channel, client) => {
      channel.write('half');
      client.end();
    };
    const session = await connectSsh(context(), neverAborted);
    const ran = await session.exec('x', '', LIMITS, neverAborted);
    expect(ran.code).toBeNull();
    expect(session.lost.aborted).toBe(true);
    const lost = { code: 'EXCHANGE_CONNECTION_LOST', retryable: true };
    await expect(session.exec('y', '', LIMITS, neverAborted)).rejects.toMatchObject(lost);
    await expect(session.sftp(neverAborted)).rejects.toMatchObject(lost);
  });

  test('leaves a command when its caller does', async () => {
    const started = Promise.withResolvers<void>();
    server.onExec = () => started.resolve();
    const session = await connectSsh(context(), neverAborted);
    const stop = new AbortController();
    const running = session.exec('x', '', LIMITS, stop.signal);
    await started.promise;
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(session.lost.aborted).toBe(false);
    session.close();
  });
});
