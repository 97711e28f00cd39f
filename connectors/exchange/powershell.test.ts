import { randomBytes } from 'node:crypto';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, Secret, silentLogger, systemClock } from '../../core/index.ts';
import { generateHostKey } from '../../test/contracts/exchange-host-key.ts';
import { type Scripts, uploadScripts } from './powershell.ts';
import { frame, parseCommandLine, type RequestFile, requestFileSchema } from './protocol.ts';
import { connectSsh } from './ssh-session.ts';

type Reply = (channel: ssh2.ServerChannel, request: RequestFile, stdin: string, client: ssh2.Connection) => void;

interface Machine {
  readonly port: number;
  readonly hostKey: string;
  /** Everything under the account's home, by SFTP path; folders are null. */
  readonly files: Map<string, Buffer | null>;
  readonly commands: string[];
  pty: boolean;
  reply: Reply;
  close(): Promise<void>;
}

const HOME = '/C:/Users/svc';

/** Just enough of a Windows server: small files over SFTP, and a shell that lets the test answer each script. */
async function machine(): Promise<Machine> {
  const { STATUS_CODE } = ssh2.utils.sftp;
  const key = generateHostKey();
  const state: Machine = {
    port: 0,
    hostKey: key.fingerprint,
    files: new Map(),
    commands: [],
    pty: false,
    reply: (channel) => channel.end(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const { files } = state;
  const server = new ssh2.Server({ hostKeys: [key.privateKey] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => {
        state.pty = true;
        acceptPty();
      });
      session.on('exec', (acceptExec, _reject, { command }) => {
        state.commands.push(command);
        const channel = acceptExec();
        const stdin: Buffer[] = [];
        channel.on('data', (chunk: Buffer) => stdin.push(chunk));
        channel.on('end', () => {
          const path = parseCommandLine(command)?.requestFile.replaceAll('\\', '/') ?? '';
          const file = requestFileSchema.parse(JSON.parse(files.get(`/${path}`)?.toString() ?? 'null'));
          state.reply(channel, file, Buffer.concat(stdin).toString(), client);
        });
      });
      session.on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        const open = new Map<string, string>();
        sftp.on('REALPATH', (id) =>
          sftp.name(id, [
            { filename: HOME, longname: HOME, attrs: { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 } },
          ]),
        );
        sftp.on('MKDIR', (id, path) => {
          files.set(path, null);
          sftp.status(id, STATUS_CODE.OK);
        });
        sftp.on('OPEN', (id, path) => {
          files.set(path, Buffer.alloc(0));
          const handle = randomBytes(4);
          open.set(handle.toString('hex'), path);
          sftp.handle(id, handle);
        });
        sftp.on('WRITE', (id, handle, _offset, data) => {
          const path = open.get(handle.toString('hex')) ?? '';
          files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), data]));
          sftp.status(id, STATUS_CODE.OK);
        });
        sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
        sftp.on('REMOVE', (id, path) =>
          sftp.status(id, files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE),
        );
        sftp.on('RMDIR', (id, path) => {
          const empty = ![...files.keys()].some((one) => one.startsWith(`${path}/`));
          sftp.status(id, empty && files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.FAILURE);
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { port: (server.address() as { port: number }).port });
}

const FOUND = {
  server: 'EX',
  version: '15.2',
  psVersion: '5.1',
  culture: 'en-US',
  exportCmdlets: true,
  importCmdlets: true,
};

describe('a script', () => {
  let server: Machine;
  let scripts: Scripts;
  beforeEach(async () => {
    server = await machine();
    const session = await connectSsh(
      {
        ssh: {
          host: '127.0.0.1',
          port: server.port,
          user: 'svc',
          hostKeySha256: [server.hostKey],
          auth: { kind: 'password', password: new Secret('p') },
        },
        clock: systemClock,
        tuning: { connectTimeoutMs: 10_000, keepaliveMs: 0 },
      },
      neverAborted,
    );
    const exchange = {
      by: 'credential' as const,
      uri: 'http://ex/PowerShell/',
      user: 'HOSTING\\svc',
      password: new Secret('Été "&%'),
    };
    scripts = await uploadScripts(
      session,
      { exchange, clock: systemClock, log: silentLogger, random: randomBytes, callTimeoutMs: 2_000 },
      neverAborted,
    );
  });
  afterEach(async () => {
    await scripts.close(neverAborted);
    await server.close();
  });
  const call = () => scripts.call('probe', {}, neverAborted);
  const good = (file: RequestFile, result: unknown = FOUND): string =>
    frame(file.nonce, { protocol: 1, operation: 'probe', ok: true, result });
  const end = (channel: ssh2.ServerChannel, text: string | Buffer, code: number | null = 0): void => {
    channel.write(text);
    if (code !== null) channel.exit(code);
    channel.end();
  };

  test('is asked without a terminal; its secret is on standard input alone; its request file is gone afterwards', async () => {
    let seen = '';
    server.reply = (channel, file, stdin) => {
      seen = stdin;
      end(channel, good(file));
    };
    expect(await call()).toEqual(FOUND);
    expect(server.pty).toBe(false);
    expect(JSON.parse(seen)).toEqual({ user: 'HOSTING\\svc', password: 'Été "&%' });
    expect(seen).toMatch(/^[\x20-\x7e]*\n$/);
    const elsewhere = [...server.commands, ...[...server.files.values()].map((one) => one?.toString() ?? '')].join(
      '\n',
    );
    expect(elsewhere).not.toContain('Été');
    expect([...server.files.keys()].filter((one) => one.includes('request-'))).toEqual([]);
  });

  test('leaves nothing on the server once the work folder is closed', async () => {
    expect([...server.files.keys()].length).toBeGreaterThan(8);
    await scripts.close(neverAborted);
    expect([...server.files.keys()]).toEqual([]);
  });

  test('is heard through banners, other code pages and noise on both outputs', async () => {
    server.reply = (channel, file) => {
      channel.stderr.write('#< CLIXML\r\n<Objs><S S="Error">noise</S></Objs>');
      channel.write(Buffer.from([0x82, 0x8a, 0xff, 0x00]));
      end(channel, `WARNING: hello\r\n-----COFFRE-BEGIN-aaaaaaaaaaaaaaaa-----\r\n{"ok":true}\r\n${good(file)}bye`);
    };
    expect(await call()).toEqual(FOUND);
  });

  test.each<[string, Reply]>([
    ['no answer at all', (channel) => end(channel, '')],
    ['an answer for somebody else', (channel) => end(channel, good({ nonce: 'zzzzzzzzzzzzzzzz' } as RequestFile))],
    ['an answer cut in the middle', (channel, file) => end(channel, good(file).slice(0, -30))],
    ['a good answer with a bad exit code', (channel, file) => end(channel, good(file), 1)],
    ['an exit code above 255', (channel, file) => end(channel, good(file), 0xc000_0005)],
    ['no exit code', (channel, file) => end(channel, good(file), null)],
    ['the end of the connection', (_channel, _file, _stdin, client) => void client.end()],
    ['silence beyond the time limit', () => undefined],
  ])('with %s has an unknown outcome', async (_, reply) => {
    server.reply = reply;
    await expect(call()).rejects.toMatchObject({ code: 'EXCHANGE_OUTCOME_UNKNOWN', retryable: true });
  });

  test.each<[string, string]>([
    ['no JSON', 'not JSON'],
    ['JSON of another protocol', '{"protocol":2,"operation":"probe","ok":true,"result":{}}'],
    ['a result of another shape', '{"protocol":1,"operation":"probe","ok":true,"result":{"server":7}}'],
    ['a prototype in disguise', '{"protocol":1,"operation":"probe","ok":true,"result":{"__proto__":{"server":"x"}}}'],
  ])('that answers %s is refused', async (_, text) => {
    server.reply = (channel, { nonce }) =>
      end(channel, `-----COFFRE-BEGIN-${nonce}-----\r\n${text}\r\n-----COFFRE-END-${nonce}-----`);
    await expect(call()).rejects.toMatchObject({ code: 'EXCHANGE_ANSWER_INVALID' });
  });

  test.each([
    ['input', 'EXCHANGE_ANSWER_INVALID'],
    ['connect', 'EXCHANGE_CONNECT_FAILED'],
    ['role', 'EXCHANGE_ROLE_MISSING'],
    ['work', 'EXCHANGE_CALL_FAILED'],
  ] as const)('that failed at %s says so by its code', async (stage, code) => {
    server.reply = (channel, { nonce }) =>
      end(
        channel,
        frame(nonce, {
          protocol: 1,
          operation: 'probe',
          ok: false,
          error: { stage, type: 'SomeException', message: 'accès refusé' },
        }),
      );
    await expect(call()).rejects.toMatchObject({
      code,
      message: 'probe: accès refusé',
      facts: { type: 'SomeException' },
    });
  });

  test('that writes without end is cut at the limit and refused', async () => {
    server.reply = (channel) => {
      const noise = Buffer.alloc(1 << 20, 'x');
      const more = (): void => {
        while (channel.writable && channel.write(noise));
      };
      channel.on('drain', more);
      channel.on('error', () => undefined);
      more();
    };
    await expect(call()).rejects.toMatchObject({ code: 'EXCHANGE_OUTCOME_UNKNOWN' });
  });

  test('is left alone when its caller stops waiting', async () => {
    server.reply = () => undefined;
    const stop = new AbortController();
    const calling = scripts.call('probe', {}, stop.signal);
    stop.abort(new Error('enough'));
    await expect(calling).rejects.toThrow('enough');
  });
});
