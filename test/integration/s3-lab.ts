/** Gives integration tests an S3 server: the one the environment names, else a Ceph gateway of their own. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, '../lab/s3-ceph-rgw');

export interface S3Lab {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Ends and starts the gateway, objects stay; null on a server that is not ours (never with `own`). */
  readonly outage: { down(): Promise<void>; up(): Promise<void> } | null;
}

/**
 * Registers `suite` with a server that is there while its tests run. A lab is started in a directory and on ports of its
 * own and stopped afterwards. Where it cannot be had, the suite is skipped with the reason; never in CI. `own`: a lab of its
 * own whatever the environment names, for suites that take the server down.
 */
export function withS3Lab(
  name: string,
  suite: (lab: () => S3Lab) => void,
  options: { readonly own?: boolean } = {},
): void {
  const given = options.own !== true && process.env['S3_ENDPOINT'] !== undefined;
  const missing = given ? null : whatIsMissing();
  if (missing !== null && process.env['CI'] !== 'true') {
    test.skip(`${name} needs an S3 server: set S3_ENDPOINT, or ${missing}`, () => undefined);
    return;
  }
  describe(name, () => {
    let lab: S3Lab | null = null;
    let stop: () => Promise<void> = async () => undefined;
    beforeAll(async () => {
      const started = given ? givenServer() : await startLab();
      lab = started.lab;
      stop = started.stop;
    });
    afterAll(() => stop());
    suite(() => {
      if (lab === null) throw new Error('the S3 server is not started yet');
      return lab;
    });
  });
}

function whatIsMissing(): string | null {
  if (process.platform !== 'linux') return 'run on Linux';
  if (['/usr/bin/radosgw', '/usr/bin/ceph-mon', '/usr/bin/ceph-osd'].every((path) => existsSync(path))) return null;
  if (!existsSync('/usr/bin/apt-get'))
    return 'install ceph-mon, ceph-osd, radosgw, ceph-common (there is no apt-get here)';
  return process.getuid?.() === 0 ? null : 'install ceph-mon, ceph-osd, radosgw, ceph-common (needs root)';
}

function givenServer(): { lab: S3Lab; readonly stop: () => Promise<void> } {
  const need = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`S3_ENDPOINT is set and ${name} is not`);
    return value;
  };
  return {
    lab: {
      endpoint: need('S3_ENDPOINT'),
      region: process.env['S3_REGION'] ?? 'us-east-1',
      accessKeyId: need('S3_ACCESS_KEY_ID'),
      secretAccessKey: need('S3_SECRET_ACCESS_KEY'),
      outage: null,
    },
    stop: async () => undefined,
  };
}

async function startLab(): Promise<{ lab: S3Lab; readonly stop: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'coffre-s3-lab-'));
  const [port, monitorPort] = await freePorts(2);
  const env = { ...process.env, LAB_DIR: dir, LAB_S3_PORT: String(port), LAB_MON_PORT: String(monitorPort) };
  const script = async (action: string): Promise<string> => (await run(SCRIPT, [action], { env })).stdout;
  const stop = async (): Promise<void> => {
    await script('stop');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const said = await script('start');
    const value = (name: string): string => {
      const found = new RegExp(`${name}='?([^' \\n]+)`).exec(said)?.[1];
      if (found === undefined) throw new Error(`the lab does not say ${name}`);
      return found;
    };
    const lab: S3Lab = {
      endpoint: value('S3_ENDPOINT'),
      region: value('S3_REGION'),
      accessKeyId: value('S3_ACCESS_KEY_ID'),
      secretAccessKey: value('S3_SECRET_ACCESS_KEY'),
      outage: {
        down: async () => void (await script('down')),
        up: async () => void (await script('up')),
      },
    };
    return { lab, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** Ports that were free a moment ago; another process may take one in between, and the lab then says so. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address === 'object' && address !== null) ports.push(address.port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
