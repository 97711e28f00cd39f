/**
 * An installation of Coffre as an operator makes it: a configuration file, a key, files with passwords, the S3 key in the
 * environment; and the real program run on it. Nothing of Coffre is loaded into the test's own process.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type CoffreProcess, startCoffre } from '../harness/coffre-process.ts';
import type { S3Lab } from '../integration/s3-lab.ts';

/** Where `serve` answers. */
interface Health {
  readonly lastRun: { readonly id: string; readonly night: string; readonly endedAt: string | null } | null;
}

export interface PlatformOptions {
  /** Folder of this installation alone. */
  readonly root: string;
  /** What `lab start` printed: EXCHANGE_SSH_HOST and the others. */
  readonly exchange: Readonly<Record<string, string>>;
  readonly s3: S3Lab;
  readonly bucket: string;
  /** Start of this installation's keys in the bucket, with its slash. */
  readonly prefix: string;
  /** Tenants that are saved; the other is configured and retired. Both by default. */
  readonly only?: 'beranger' | 'delmas';
}

export interface CliAnswer<T> {
  readonly exit: number;
  readonly document: T;
}

export interface LabPlatform {
  readonly root: string;
  /** `coffre init`: vault, key and kit. */
  init(): Promise<void>;
  /** Writes the configuration with a window that is open now, and in which the night bears yesterday's or today's date. */
  configure(opened: 'yesterday' | 'today'): Promise<void>;
  /** One command with --json; rejects where it prints no JSON. */
  cli<T>(...args: readonly string[]): Promise<CliAnswer<T>>;
  /** Without the S3 key in its environment where `keyless`. */
  serve(options?: { readonly keyless: boolean }): CoffreProcess;
  /** Resolves when `serve` says that the newest run has ended and bears this night; rejects when `serve` ends before. */
  nightOver(served: CoffreProcess, night: string): Promise<void>;
  /** The night that bears yesterday's or today's date in the configured time zone. */
  readonly nights: { readonly yesterday: string; readonly today: string };
  /** Files below the spool: exports under way. */
  spooled(): Promise<readonly string[]>;
}

export async function createLabPlatform(options: PlatformOptions): Promise<LabPlatform> {
  const { root, s3, exchange } = options;
  const config = join(root, 'coffre.yaml');
  const env = {
    HOME: root,
    COFFRE_S3_ACCESS_KEY_ID: s3.accessKeyId,
    COFFRE_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'exchange.password'), `${exchange['EXCHANGE_PASSWORD'] ?? ''}\n`, { mode: 0o600 });
  const port = await freePort();
  const zone = timezone();
  const coffre = async (...args: readonly string[]): Promise<{ exit: number | string; out: string; err: string }> => {
    const one = startCoffre(['--config', config, '--as', 'operator', '--lang', 'en', ...args], env);
    return { exit: await one.ended, out: one.stdout(), err: one.stderr() };
  };
  return {
    root,
    nights: {
      yesterday: zone.date(new Date(Date.now() - 86_400_000)),
      today: zone.date(new Date()),
    },
    async init() {
      const { exit, out, err } = await coffre('init');
      if (exit !== 0) throw new Error(`init ended with ${exit}: ${out}${err}`);
    },
    configure: (opened) => writeFile(config, configText(options, port, zone.name, opened)),
    async cli<T>(...args: readonly string[]) {
      const { exit, out, err } = await coffre('--json', ...args);
      try {
        return { exit: Number(exit), document: JSON.parse(out) as T };
      } catch {
        throw new Error(`coffre ${args.join(' ')} ended with ${exit} and printed no JSON: ${out}${err}`);
      }
    },
    serve: ({ keyless } = { keyless: false }) =>
      startCoffre(['--config', config, 'serve'], keyless ? { HOME: root } : env),
    async nightOver(served, night) {
      const over = async (): Promise<boolean> => {
        const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
        const { lastRun } = answer === null ? { lastRun: null } : ((await answer.json()) as Health);
        return lastRun !== null && lastRun.night === night && lastRun.endedAt !== null;
      };
      let ended: number | string | null = null;
      void served.ended.then((how) => {
        ended = how;
      });
      while (!(await over())) {
        if (ended !== null) throw new Error(`serve ended (${JSON.stringify(ended)}): ${served.stderr().slice(-4000)}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async spooled() {
      const entries = await readdir(join(root, 'state/spool'), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries.filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name));
    },
  };
}

/** Removes what the installation left on this machine. */
export async function removeLabPlatform(platform: LabPlatform): Promise<void> {
  await rm(platform.root, { recursive: true, force: true });
}

/** A time zone in which it is now between noon and one: dates and windows are far from their ends whenever the suite runs. */
function timezone(): { readonly name: string; date(at: Date): string } {
  const east = 12 - new Date().getUTCHours();
  const name = east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
  return { name, date: (at) => new Date(at.getTime() + east * 3_600_000).toISOString().slice(0, 10) };
}

/** Yesterday's night: the window opened yesterday at 15:00 and closes today at 14:00; today's: it is open since 11:00. */
function configText(options: PlatformOptions, port: number, zone: string, opened: 'yesterday' | 'today'): string {
  const { exchange, s3, bucket, prefix, only } = options;
  const value = (name: string): string => JSON.stringify(exchange[`EXCHANGE_${name}`] ?? '');
  const window = opened === 'yesterday' ? '{ start: "15:00", end: "14:00" }' : '{ start: "11:00", end: "20:00" }';
  const retired = (tenant: string): string => (only === undefined || only === tenant ? '' : '\n    retired: true');
  return `# The shared Exchange of two client organisations, saved to a bucket at another site.
organisation: { name: OPTIMA DSI, country: FR, timezone: ${zone}, allowedCountries: [FR] }
stateDir: ./state
keys: { masterFile: ./master.key }
store:
  kind: s3
  endpoint: ${s3.endpoint}
  region: ${s3.region}
  bucket: ${bucket}
  prefix: ${prefix}
  site: lyon
  country: FR
  credentials:
    accessKeyIdEnv: COFFRE_S3_ACCESS_KEY_ID
    secretAccessKeyEnv: COFFRE_S3_SECRET_ACCESS_KEY
sources:
  - id: ex1
    kind: exchange
    site: rennes
    ssh:
      host: ${value('SSH_HOST')}
      port: ${exchange['EXCHANGE_SSH_PORT'] ?? ''}
      user: ${value('SSH_USER')}
      hostKeySha256: [${value('SSH_HOST_KEY_SHA256')}]
      privateKeyFile: ${value('SSH_KEY_FILE')}
    exchange:
      connect: credential
      uri: ${value('URI')}
      user: ${value('USER')}
      passwordFile: ./exchange.password
    share: { unc: ${value('SHARE_UNC')}, sftp: ${value('SHARE_SFTP')} }
    limits: { concurrency: 8, pollSeconds: 2 }
tenants:
  - id: beranger
    name: Ateliers Béranger
    source: ex1
    match:
      customAttribute1: BERANGER
      organizationalUnit: hosting.test/Clients/Ateliers Béranger
      domains: [ateliers-beranger.test]${retired('beranger')}
  - id: delmas
    name: Cabinet Delmas & Fils
    source: ex1
    match:
      customAttribute1: DELMAS
      organizationalUnit: hosting.test/Clients/Cabinet Delmas & Fils
      domains: [delmas-fils.test]${retired('delmas')}
schedule:
  window: ${window}
http: { host: 127.0.0.1, port: ${port} }
# Short, so that the start after a death waits seconds for the lease of the dead.
lease: { heartbeatSeconds: 3 }
limits: { mailboxesAtOnce: 8 }
`;
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
