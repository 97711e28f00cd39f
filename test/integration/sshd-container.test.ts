import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nativeCrypto } from '../../connectors/exchange/native-crypto.ts';
import { defaultTuning, type SshOptions } from '../../connectors/exchange/options.ts';
import { connectSsh, type SshContext, type SshSession } from '../../connectors/exchange/ssh-session.ts';
import { Secret, systemClock } from '../../core/index.ts';
import { generateHostKey } from '../contracts/exchange-host-key.ts';
import { describeWithDocker } from './need.ts';

const FILE_BYTES = 32 * 1024 * 1024;
const PASSWORD = randomBytes(12).toString('hex');
const limits = { stdoutBytes: 65_536, stderrBytes: 65_536 };
const signal = AbortSignal.timeout(170_000);

describeWithDocker()('our SSH session against the sshd of Debian', () => {
  let sshd: StartedTestContainer;
  let hostKey: string;
  const sessions: SshSession[] = [];
  const client = generateHostKey();
  const byKey: SshOptions['auth'] = { kind: 'key', privateKey: new Secret(client.privateKey) };
  const byPassword: SshOptions['auth'] = { kind: 'password', password: new Secret(PASSWORD) };

  beforeAll(async () => {
    // the reaper is an image of a registry; this suite removes its container itself
    process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
    const image = await GenericContainer.fromDockerfile(join(import.meta.dirname, 'sshd')).build('coffre-test-sshd', {
      deleteOnExit: false,
    });
    sshd = await image
      .withLabels({ 'coffre.test': 'sshd' })
      .withExposedPorts(22)
      .withWaitStrategy(Wait.forLogMessage(/Server listening on/))
      .start();
    await inside(`echo 'coffre:${PASSWORD}' | chpasswd`);
    await inside(`echo '${client.publicKey}' > /home/coffre/.ssh/authorized_keys && chown coffre /home/coffre/.ssh/*`);
    await inside(`head -c ${FILE_BYTES} /dev/urandom > /home/coffre/export.pst`);
    hostKey = (await inside('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')).split(' ')[1] ?? '';
  });

  afterAll(async () => {
    for (const one of sessions) one.close();
    await sshd?.stop();
  });

  async function inside(command: string): Promise<string> {
    const { exitCode, output } = await sshd.exec(['sh', '-c', command]);
    if (exitCode !== 0) throw new Error(`${command}: ${output}`);
    return output.trim();
  }

  async function connect(
    auth: SshOptions['auth'],
    hostKeySha256: readonly string[] = [hostKey],
    knownHostKey?: SshContext['knownHostKey'],
  ): Promise<SshSession> {
    const ssh = { host: sshd.getHost(), port: sshd.getMappedPort(22), user: 'coffre', hostKeySha256, auth };
    const session = await connectSsh({ ssh, clock: systemClock, tuning: defaultTuning, knownHostKey }, signal);
    sessions.push(session);
    return session;
  }

  test.each([
    ['a key', byKey],
    ['a password', byPassword],
  ])('%s logs in, commands run and their exit codes come back', async (_, auth) => {
    const session = await connect(auth);
    const done = await session.exec('cat; id -un; exit 7', 'input\n', limits, signal);
    expect({ ...done, stdout: done.stdout.toString() }).toMatchObject({
      code: 7,
      stdout: 'input\ncoffre\n',
      overflow: false,
    });
  });

  test('a wrong password is told from an unreachable server', async () => {
    const wrong = { kind: 'password', password: new Secret('wrong') } as const;
    await expect(connect(wrong)).rejects.toMatchObject({ code: 'EXCHANGE_AUTH_FAILED' });
  });

  test('an unknown host key is refused before anything is sent to it', async () => {
    await connect(byPassword);
    const before = await attempts();
    expect(before).toBeGreaterThan(0);
    const other = `SHA256:${createHash('sha256').update('another').digest('base64').replace('=', '')}`;
    await expect(connect(byPassword, [other])).rejects.toMatchObject({
      code: 'EXCHANGE_HOST_KEY_WRONG',
      facts: { offered: hostKey },
    });
    await expect(connect(byPassword, [])).rejects.toMatchObject({ code: 'EXCHANGE_HOST_KEY_MISSING' });
    expect(await attempts()).toBe(before);
  });

  test('a host key that was accepted is remembered, and one that changed is refused as such', async () => {
    const remembered: string[] = [];
    const known = (value: string | null): SshContext['knownHostKey'] => ({
      get: async () => value,
      set: async (fingerprint) => void remembered.push(fingerprint),
    });
    await connect(byKey, [hostKey], known(null));
    expect(remembered).toEqual([hostKey]);
    const former = `SHA256:${'A'.repeat(43)}`;
    await expect(connect(byKey, [former], known(former))).rejects.toMatchObject({ code: 'EXCHANGE_HOST_KEY_CHANGED' });
  });

  test('a file read over SFTP has the hash that the server computes, and the native addon did the decryption', async () => {
    expect(nativeCrypto()).toBe(true);
    const session = await connect(byKey);
    const sftp = await session.sftp(signal);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of sftp.createReadStream('/home/coffre/export.pst') as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    const there = await inside('sha256sum /home/coffre/export.pst');
    expect({ bytes, sha256: hash.digest('hex') }).toEqual({ bytes: FILE_BYTES, sha256: there.split(' ')[0] });
  });

  test('a session whose server goes away says so', async () => {
    const session = await connect(byKey);
    const lost = new Promise((resolve) => session.lost.addEventListener('abort', resolve, { once: true }));
    await sshd.stop();
    await lost;
    expect(session.lost.reason).toMatchObject({ code: 'EXCHANGE_CONNECTION_LOST' });
    await expect(session.exec('true', '', limits, signal)).rejects.toMatchObject({ code: 'EXCHANGE_CONNECTION_LOST' });
  });

  /** How many logons the server was asked for: it writes a line for each, and what we make it write last ends the reading. */
  async function attempts(): Promise<number> {
    const mark = randomBytes(8).toString('hex');
    await inside(`echo ${mark} > /proc/1/fd/2`);
    const stream = await sshd.logs();
    let text = '';
    for await (const chunk of stream) {
      text += chunk;
      if (text.includes(mark)) break;
    }
    return text.split(/Accepted|Failed/).length - 1;
  }
});
