import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, run, watch } from '../package/fake-checkout.ts';
import { describeWithDocker } from './need.ts';

const MINUTE = 60_000;
const MAILBOXES = 300;
const root = join(import.meta.dirname, '../..');
const image = 'coffre-test-image';
const name = `coffre-test-${randomBytes(4).toString('hex')}`;
const home = '/var/lib/coffre';

/** A window that is always open and a missed night: serve starts to back up at once. */
const configuration = `
organisation: { name: Test, country: FR, timezone: Europe/Paris, allowedCountries: [FR] }
stateDir: ./state
keys: { masterFile: ./master.key }
store: { kind: filesystem, path: ./vault, site: lyon, country: FR }
sources:
  - { id: drop, kind: folder, path: ./pst, site: rennes }
tenants:
  - { id: acme, name: Acme SARL, source: drop }
schedule: { window: { start: "00:00", end: "23:59" }, catchUp: true }
`;

describeWithDocker()('the container image', () => {
  const docker = (...args: string[]): Promise<Ended> => run('docker', args, root);
  const hardened = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', '-v', `${name}:${home}`];
  const coffre = (...args: string[]) => docker('run', '--rm', ...hardened, image, ...args);

  async function must(...args: string[]): Promise<string> {
    const end = await docker(...args);
    expect(end, `docker ${args.join(' ')}\n${end.stdout.slice(-2000)}${end.stderr.slice(-2000)}`).toMatchObject({
      code: 0,
    });
    return end.stdout.trim();
  }

  /** Runs a shell in the image with the volume, as the image's own user. */
  async function shell(script: string): Promise<string> {
    return must('run', '--rm', ...hardened, '--entrypoint', 'sh', image, '-c', script);
  }

  beforeAll(async () => {
    await must('build', '-t', image, '.');
    await must('volume', 'create', name);
  }, 20 * MINUTE);

  afterAll(async () => {
    await docker('rm', '-f', name);
    await docker('volume', 'rm', name);
  });

  test('runs as a user that is not root, with Node itself as process 1 and no tools to build with', async () => {
    const { User, Entrypoint, Volumes, Healthcheck } = JSON.parse(
      await must('inspect', image, '--format', '{{json .Config}}'),
    );
    expect(Number(User.split(':')[0])).toBeGreaterThan(0);
    expect(Entrypoint).toEqual(['node', '/app/dist/cli/main.js']);
    expect(Object.keys(Volumes)).toEqual([home]);
    expect(Healthcheck.Test[0]).toBe('CMD');
    expect(
      await shell('id -u; command -v g++ make python3; ls /app/test /app/node_modules/typescript 2>/dev/null; true'),
    ).toBe('1000');
  });

  test('writes to its volume and nowhere else', async () => {
    expect(
      await shell(
        `touch /app/x /tmp/x /x 2>/dev/null; ls /app/x /tmp/x /x 2>/dev/null; touch ${home}/x && rm ${home}/x; echo done`,
      ),
    ).toBe('done');
  });

  test('has the compiled addons of its own Node', async () => {
    const code = `require('sqlite3'); console.log(require('ssh2/lib/protocol/crypto.js').bindingAvailable)`;
    expect(await must('run', '--rm', '--workdir', '/app', '--entrypoint', 'node', image, '-e', code)).toBe('true');
  });

  test('serves, is healthy, and ends with 0 within 10 s of SIGTERM in the middle of an upload', {
    timeout: 6 * MINUTE,
  }, async () => {
    const setup = spawn('docker', [
      'run',
      '-i',
      '--rm',
      ...hardened,
      '--entrypoint',
      'sh',
      image,
      '-c',
      `cat > ${home}/coffre.yaml`,
    ]);
    setup.stdin.end(configuration);
    expect(await watch(setup).ended).toMatchObject({ code: 0 });
    await shell(
      `mkdir -p ${home}/pst/acme && for i in $(seq ${MAILBOXES}); do cp /app/dist/test/fixtures/pst/outlook-1.pst ${home}/pst/acme/m$i.pst; done`,
    );
    expect(await coffre('init')).toMatchObject({ code: 0 });

    await must('run', '-d', '--name', name, '--health-interval=2s', ...hardened, image);
    const stored = () => shell(`find ${home}/vault -type f | wc -l`).then(Number);
    await expect.poll(stored, { timeout: 2 * MINUTE, interval: 200 }).toBeGreaterThan(20);
    const status = () => must('inspect', name, '--format', '{{.State.Health.Status}}');
    await expect.poll(status, { timeout: MINUTE, interval: 500 }).toBe('healthy');

    const atHealthy = await stored();
    await expect.poll(stored, { timeout: MINUTE, interval: 100 }).toBeGreaterThan(atHealthy);
    const asked = performance.now();
    await must('stop', '--time', '30', name);
    const seconds = (performance.now() - asked) / 1000;
    const log = await docker('logs', name);
    expect(await must('inspect', name, '--format', '{{.State.ExitCode}}'), log.stderr.slice(-3000)).toBe('0');
    expect(seconds).toBeLessThan(10);

    // stopped in the middle: some mailboxes have a snapshot, not all; and what is there is whole
    const { snapshots } = JSON.parse((await coffre('--json', 'snapshots')).stdout) as { snapshots: unknown[] };
    expect(snapshots.length).toBeGreaterThan(0);
    expect(snapshots.length).toBeLessThan(MAILBOXES);
    const verified = await coffre('--json', 'verify', '--level', 'full');
    expect(verified, verified.stderr.slice(-2000)).toMatchObject({ code: 0 });
  });
});
