import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { neverAborted, Secret, SimulatedClock, systemClock } from '../../core/index.ts';
import { generateHostKey } from '../../test/contracts/exchange-host-key.ts';
import { nativeCrypto } from './native-crypto.ts';
import { BLOCK_BYTES } from './pipelined-read.ts';
import { download, type TransferContext, upload } from './sftp-transfer.ts';
import { connectSsh } from './ssh-session.ts';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/** An SFTP server in this process over one file, with the habits of real ones: short answers, late answers in any order, cuts. */
interface FileServer {
  readonly port: number;
  readonly hostKey: string;
  content: Buffer;
  /** Longest answer to one read. */
  longest: number;
  /** Connections end after that many reads or writes each. */
  cutAfter: number;
  /** Answers are shuffled among those outstanding. */
  shuffle: boolean;
  /** Highest number of reads that waited at once. */
  most: number;
  connections: number;
  failOpen: number | null;
  /** Connections that get no answer to reads. */
  silent: number;
  close(): Promise<void>;
}

async function fileServer(): Promise<FileServer> {
  const key = generateHostKey();
  const state: FileServer = {
    port: 0,
    hostKey: key.fingerprint,
    content: Buffer.alloc(0),
    longest: Number.MAX_SAFE_INTEGER,
    cutAfter: Number.MAX_SAFE_INTEGER,
    shuffle: false,
    most: 0,
    connections: 0,
    failOpen: null,
    silent: 0,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const server = new ssh2.Server({ hostKeys: [key.privateKey] }, (client) => {
    const number = ++state.connections;
    let calls = 0;
    const counted = (): boolean => {
      if (++calls <= state.cutAfter) return true;
      client.end();
      return false;
    };
    client.on('error', () => undefined);
    client.on('authentication', (context) => context.accept());
    client.on('session', (accept) =>
      accept().on('sftp', (acceptSftp) => {
        const sftp = acceptSftp();
        const waiting: (() => void)[] = [];
        const answerAll = (): void => {
          const ready = waiting.splice(0);
          if (state.shuffle) ready.reverse();
          for (const one of ready) one();
        };
        const handle = Buffer.from('h');
        sftp.on('OPEN', (id, _path, flags) => {
          if (state.failOpen !== null) return sftp.status(id, state.failOpen);
          if (flags & OPEN_MODE.TRUNC) state.content = Buffer.alloc(0);
          sftp.handle(id, handle);
        });
        sftp.on('FSTAT', (id) =>
          sftp.attrs(id, { size: state.content.length, mode: 0o100600, uid: 0, gid: 0, atime: 0, mtime: 0 }),
        );
        sftp.on('READ', (id, _handle, offset, length) => {
          if (!counted() || number <= state.silent) return;
          if (waiting.length === 0) setImmediate(answerAll);
          waiting.push(() => {
            const part = state.content.subarray(offset, offset + Math.min(length, state.longest));
            if (part.length === 0) sftp.status(id, STATUS_CODE.EOF);
            else sftp.data(id, part);
          });
          state.most = Math.max(state.most, waiting.length);
        });
        sftp.on('WRITE', (id, _handle, offset, data) => {
          if (!counted()) return;
          const end = offset + data.length;
          if (end > state.content.length)
            state.content = Buffer.concat([state.content, Buffer.alloc(end - state.content.length)]);
          data.copy(state.content, offset);
          sftp.status(id, STATUS_CODE.OK);
        });
        sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, { port: (server.address() as { port: number }).port });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('a transfer', () => {
  let server: FileServer;
  let folder: string;
  beforeEach(async () => {
    server = await fileServer();
    folder = await mkdtemp(join(tmpdir(), 'coffre-transfer-'));
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const context = (more: Partial<TransferContext> = {}): TransferContext => ({
    connect: (signal) =>
      connectSsh(
        {
          ssh: {
            host: '127.0.0.1',
            port: server.port,
            user: 'u',
            hostKeySha256: [server.hostKey],
            auth: { kind: 'password', password: new Secret('p') },
          },
          clock: systemClock,
          tuning: { connectTimeoutMs: 10_000, keepaliveMs: 0 },
        },
        signal,
      ),
    clock: systemClock,
    window: 16,
    reconnect: { attempts: 4, baseMs: 1, maxMs: 2 },
    onBytes: () => undefined,
    signal: neverAborted,
    ...more,
  });
  const fetch = (more: Partial<TransferContext> = {}) =>
    download({ path: '/x', bytes: server.content.length }, join(folder, 'x'), context(more));

  test('runs on the native addon of ssh2, without which it would be ten times slower', () => {
    expect(nativeCrypto()).toBe(true);
  });

  test.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 40 * BLOCK_BYTES + 17])(
    'of %i bytes is exact, hashed and private',
    async (size) => {
      server.content = randomBytes(size);
      const result = await fetch();
      expect(result).toEqual({ bytes: size, sha256: sha256(server.content), resumed: 0 });
      expect((await readFile(join(folder, 'x'))).equals(server.content)).toBe(true);
      expect((await stat(join(folder, 'x'))).mode & 0o777).toBe(0o600);
    },
  );

  test('bears short answers in any order, and keeps its window full but no fuller', async () => {
    server.content = randomBytes(100 * BLOCK_BYTES + 5);
    server.longest = 10_000;
    server.shuffle = true;
    expect((await fetch()).sha256).toBe(sha256(server.content));
    expect(server.most).toBeGreaterThan(8);
    expect(server.most).toBeLessThanOrEqual(16);
  });

  test('through many cuts goes on each time where it was', async () => {
    server.content = randomBytes(600 * BLOCK_BYTES);
    server.cutAfter = 60;
    const result = await fetch();
    expect(result.sha256).toBe(sha256(server.content));
    expect(result.resumed).toBeGreaterThan(8);
  });

  test('that gets nothing through any more gives up with a code that says so', async () => {
    server.content = randomBytes(10 * BLOCK_BYTES);
    server.cutAfter = 0;
    await expect(fetch()).rejects.toMatchObject({ code: 'EXCHANGE_CONNECTION_LOST', retryable: true });
    expect(server.connections).toBe(4);
  });

  test('of a file that is locked, gone, or of another size is refused', async () => {
    server.content = randomBytes(10);
    server.failOpen = STATUS_CODE.FAILURE;
    await expect(fetch()).rejects.toMatchObject({ code: 'EXCHANGE_FILE_UNAVAILABLE' });
    server.failOpen = null;
    const longer = download({ path: '/x', bytes: 11 }, join(folder, 'y'), context());
    await expect(longer).rejects.toMatchObject({ code: 'EXCHANGE_FILE_UNAVAILABLE' });
  });

  test('that a server leaves without answers goes on over another connection', async () => {
    server.content = randomBytes(3 * BLOCK_BYTES);
    server.silent = 1;
    const clock = new SimulatedClock(0);
    const fetching = fetch({ clock });
    const ticking = setInterval(() => server.connections < 2 && clock.advance(60_000), 20);
    try {
      expect((await fetching).sha256).toBe(sha256(server.content));
    } finally {
      clearInterval(ticking);
    }
    expect(server.connections).toBe(2);
  });

  test('ends at once when it is aborted', async () => {
    server.content = randomBytes(500 * BLOCK_BYTES);
    const stop = new AbortController();
    const fetching = fetch({ signal: stop.signal, onBytes: () => stop.abort(new Error('enough')) });
    await expect(fetching).rejects.toThrow('enough');
  });

  test('to the server is exact, and goes on after cuts at the first byte not acknowledged', async () => {
    const bytes = randomBytes(150 * BLOCK_BYTES + 3);
    const path = join(folder, 'up');
    await writeFile(path, bytes);
    server.cutAfter = 40;
    const result = await upload({ path, bytes: bytes.length }, '/x', context());
    expect(result.sha256).toBe(sha256(bytes));
    expect(result.resumed).toBeGreaterThan(1);
    expect(server.content.equals(bytes)).toBe(true);
  });
});
