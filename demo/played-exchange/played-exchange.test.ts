import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type Client, type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  asciiJson,
  commandLine,
  type Operation,
  operations,
  type RequestOf,
  type ResultOf,
  unframe,
} from '../../connectors/exchange/index.ts';
import { neverAborted, SimulatedClock } from '../../core/index.ts';
import { bytesByteSource, openPst } from '../../pst/index.ts';
import { type PlayedExchange, type PlayedWorld, startPlayedExchange } from './index.ts';
import { newKeyPair } from './ssh-keys.ts';

const pst = (name: string): string => join(import.meta.dirname, '../../test/fixtures/pst', name);
const ADDRESS = 'a@acme.test';
const FOLDER = '/C:/Users/svc-coffre/coffre-aaaaaaaaaaaaaaaa';
const NONCE = 'abcdefghijklmnop';
const START = Date.parse('2027-01-11T20:00:00Z');

const world: PlayedWorld = {
  tenants: [
    {
      customAttribute1: 'ACME',
      organizationalUnit: 'hosting.test/Clients/Acme, Ltd',
      domains: ['acme.test'],
      mailboxes: [{ address: ADDRESS, displayName: 'A', type: 'user', pst: pst('outlook-1.pst') }],
    },
  ],
};

describe('the played Exchange server', () => {
  let played: PlayedExchange;
  let clock: SimulatedClock;
  let client: Client;
  let sftp: SFTPWrapper;

  const logOn = (more: ssh2.ConnectConfig): Promise<Client> =>
    new Promise((resolve, reject) => {
      const made = new ssh2.Client();
      made.on('ready', () => resolve(made));
      made.on('error', reject);
      made.connect({ host: played.host, port: played.port, username: played.user, ...more });
    });
  /** One SFTP call; rejects with its status code. */
  const call = <T>(start: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) =>
      start((error, value) => (error === undefined || error === null ? resolve(value) : reject(error))),
    );
  const write = async (path: string, bytes: Buffer): Promise<void> => {
    const handle = await call<Buffer>((done) => sftp.open(path, 'w', done));
    await call<void>((done) => sftp.write(handle, bytes, 0, bytes.length, 0, (error) => done(error, undefined)));
    await call<void>((done) => sftp.close(handle, (error) => done(error, undefined)));
  };
  const read = async (path: string): Promise<Buffer> => {
    const handle = await call<Buffer>((done) => sftp.open(path, 'r', done));
    const { size } = await call<{ size: number }>((done) => sftp.fstat(handle, done));
    const all = Buffer.alloc(size);
    for (let at = 0; at < size; ) {
      at += await call<number>((done) => sftp.read(handle, all, at, Math.min(32_768, size - at), at, done));
    }
    await call<void>((done) => sftp.close(handle, (error) => done(error, undefined)));
    return all;
  };
  const exec = (line: string, stdin: string): Promise<{ stdout: string; stderr: string; code: number }> =>
    new Promise((resolve, reject) =>
      client.exec(line, (error, channel) => {
        if (error !== undefined) return reject(error);
        const ran = { stdout: '', stderr: '', code: -1 };
        channel.on('data', (part: Buffer) => (ran.stdout += part.toString('latin1')));
        channel.stderr.on('data', (part: Buffer) => (ran.stderr += part.toString('latin1')));
        channel.on('exit', (code: number) => (ran.code = code));
        channel.on('close', () => resolve(ran));
        channel.end(stdin);
      }),
    );
  /** What the script of an operation answers, as the daemon would ask it. */
  const ask = async (operation: Operation, request: unknown, connect: object = { by: 'credential', uri: 'x' }) => {
    const file = { protocol: 1, operation, nonce: NONCE, connect, request };
    await write(`${FOLDER}/request-1.json`, Buffer.from(asciiJson(file)));
    const local = FOLDER.slice(1).replaceAll('/', '\\');
    const secrets = { user: played.exchangeUser, password: played.password.reveal() };
    const ran = await exec(commandLine(local, operation, 'request-1.json'), `${JSON.stringify(secrets)}\n`);
    return JSON.parse(unframe(NONCE, ran.stdout) ?? 'null') as {
      ok: boolean;
      result: unknown;
      error: { stage: string };
    };
  };
  const result = async <O extends Operation>(operation: O, request: RequestOf<O>): Promise<ResultOf<O>> =>
    operations[operation].result.parse((await ask(operation, request)).result) as ResultOf<O>;
  const startExport = async (name: string) => {
    const { mailboxes } = await result('mailboxes', { identities: [ADDRESS] });
    const order = {
      mailbox: mailboxes[0]?.mailbox?.exchangeGuid ?? '',
      archive: false,
      name,
      filePath: `${played.share.unc}\\${name}.pst`,
      includeFolders: [],
      excludeFolders: [],
      excludeDumpster: false,
      badItemLimit: 0,
      largeItemLimit: 0,
      batchName: 'b',
      expiryDays: 7,
    };
    const { exports } = await result('export-start', { exports: [order] });
    const requestGuid = exports[0]?.requestGuid ?? '';
    const poll = async () =>
      (await result('requests-poll', { requests: [{ kind: 'export', requestGuid, name }] })).states[0];
    return { started: exports[0], poll, path: `${played.share.sftp}/${name}.pst` };
  };

  beforeEach(async () => {
    clock = new SimulatedClock(START);
    played = await startPlayedExchange({ clock, world, uniqueExports: true, pace: { looks: 3, releaseMs: 400 } });
    client = await logOn({ privateKey: played.privateKey.reveal() });
    sftp = await call<SFTPWrapper>((done) => client.sftp(done));
    await call<void>((done) => sftp.mkdir(FOLDER, (error) => done(error, undefined)));
    for (const name of ['common', ...Object.keys(operations)]) await write(`${FOLDER}/${name}.ps1`, Buffer.from('#'));
  });
  afterEach(async () => {
    client.on('error', () => undefined);
    client.end();
    await played.close();
  });

  test('shows the home folder and free space, in any case of the letters, and says no where Windows would', async () => {
    expect(await call<string>((done) => sftp.realpath('.', done))).toBe('/C:/Users/svc-coffre');
    await played.control.diskFree(8_192_000);
    const space = await call<{ f_bavail: number; f_frsize: number }>((done) =>
      sftp.ext_openssh_statvfs('/d:/pstexport', done as never),
    );
    expect(space.f_bavail * space.f_frsize).toBe(8_192_000);
    await write('/D:/PstExport/x.txt', Buffer.alloc(102_400, 1));
    await expect(write('/D:/PstExport/y.txt', Buffer.alloc(102_401, 1))).rejects.toMatchObject({ code: 4 });
    await expect(write('/D:/Nowhere/y.txt', Buffer.alloc(1))).rejects.toMatchObject({ code: 2 });
    const handle = await call<Buffer>((done) => sftp.open('/D:/PSTEXPORT/X.txt', 'r', done));
    const remove = (): Promise<void> =>
      call<void>((done) => sftp.unlink('/D:/PstExport/x.txt', (error) => done(error, undefined)));
    await expect(remove()).rejects.toMatchObject({ code: 4 });
    await call<void>((done) => sftp.close(handle, (error) => done(error, undefined)));
    await remove();
    await expect(remove()).rejects.toMatchObject({ code: 2 });
  });

  test('runs nothing but the scripts that were put there', async () => {
    expect(await exec('whoami /all', '')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('whoami'),
    });
    const elsewhere = commandLine('C:\\Windows', 'probe', 'request-1.json');
    expect(await exec(elsewhere, '')).toMatchObject({ code: 1, stdout: '' });
    expect(await ask('mailboxes', { identities: [] })).toMatchObject({ ok: false, error: { stage: 'input' } });
  });

  test('gives a key logon no credentials of its own, and a password logon its own', async () => {
    expect(await ask('probe', {}, { by: 'snapin' })).toMatchObject({ ok: false, error: { stage: 'connect' } });
    client.end();
    client = await logOn({ password: played.password.reveal() });
    sftp = await call<SFTPWrapper>((done) => client.sftp(done));
    expect(await ask('probe', {}, { by: 'snapin' })).toMatchObject({ ok: true });
    await expect(logOn({ password: 'another' })).rejects.toMatchObject({ level: 'client-authentication' });
    const stranger = newKeyPair().private;
    await expect(logOn({ privateKey: stranger })).rejects.toMatchObject({ level: 'client-authentication' });
  });

  test('writes an export while it runs, closed to others, and releases it after its end', async () => {
    const { poll, path } = await startExport('coffre-one');
    const whole = (await stat(pst('outlook-1.pst'))).size;
    expect(await poll()).toMatchObject({ status: 'InProgress', completed: null });
    const half = await call<{ size: number }>((done) => sftp.stat(path, done));
    expect(half.size).toBeGreaterThan(0);
    expect(half.size).toBeLessThan(whole);
    await expect(read(path)).rejects.toMatchObject({ code: 4 });
    clock.advance(1_000);
    expect(await poll()).toMatchObject({ status: 'InProgress', statusDetail: 'CopyingMessages' });
    expect(await poll()).toMatchObject({ status: 'Completed', percent: 100, completed: '2027-01-11T20:00:01.000Z' });
    await expect(read(path)).rejects.toMatchObject({ code: 4 });
    clock.advance(500);
    const bytes = await read(path);
    expect(bytes).toHaveLength(whole);
    // Strict: the header's checksums are right although its counter is another.
    const opened = await openPst(bytesByteSource(bytes), { mode: 'strict', signal: neverAborted });
    expect((await opened.counts(neverAborted)).items).toBe(17);
  });

  test('never writes the same export twice, and keeps the content an export began with', async () => {
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    const begun = await startExport('coffre-one');
    played.setContent(ADDRESS, pst('storage-66.pst'));
    const again = await startExport('coffre-two');
    expect(again.started?.folders?.reduce((sum, one) => sum + one.items, 0)).toBe(66);
    const third = await startExport('coffre-three');
    for (const { poll } of [begun, again, third]) {
      for (let looks = 0; looks < 3; looks++) await poll();
    }
    clock.advance(500);
    expect(await read(begun.path)).toHaveLength((await stat(pst('outlook-1.pst'))).size);
    expect(hash(await read(again.path))).not.toBe(hash(await read(third.path)));
  });

  test('takes a name once per mailbox, and nothing of the name is left after a refusal', async () => {
    await startExport('coffre-one');
    const { started } = await startExport('coffre-one');
    expect(started).toMatchObject({ requestGuid: null, error: { type: 'RecipientTaskException' } });
    expect(played.requests()).toEqual([]);
  });

  test('knows units by both names, and nobody by an unknown one', async () => {
    const asked = ['hosting.test/clients/acme, ltd', 'OU=Acme\\, Ltd,OU=Clients,DC=hosting,DC=test', 'Acme'];
    const { organizationalUnits } = await result('discover', { organizationalUnits: asked, sizes: false });
    expect(organizationalUnits.map((one) => one.canonicalName !== null)).toEqual([true, true, false]);
    const { mailboxes } = await result('mailboxes', { identities: ['nobody@acme.test', ''] });
    expect(mailboxes.map((one) => one.error?.type)).toEqual(Array(2).fill('ManagementObjectNotFoundException'));
  });

  test('ends with its signal and leaves no port open', async () => {
    const stop = new AbortController();
    const other = await startPlayedExchange({ clock, world, signal: stop.signal });
    stop.abort();
    await other.close();
    const gone = new ssh2.Client();
    const error = await new Promise<Error>((resolve) => {
      gone.on('error', resolve);
      gone.connect({ host: other.host, port: other.port, username: 'x', password: 'x' });
    });
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  });
});
