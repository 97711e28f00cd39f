import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, captureCommand, type InProcess } from '../../cli/capture-command.ts';
import { runCli } from '../../cli/run-cli.ts';
import { type Clock, SimulatedClock, systemClock } from '../../core/index.ts';
import type { Mailer } from '../../daemon/index.ts';
import { FIXTURES } from './small-platform.ts';

export type { Answer } from '../../cli/capture-command.ts';

/** Runs one command in this process with captured outputs. */
export function runInProcess(args: readonly string[], at: InProcess): Promise<Answer> {
  return captureCommand(runCli, args, at);
}

/** A document of `--json` with the exit code; its shape is for the test to look at. */
export interface JsonAnswer {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at documents as programs do, without their types
  readonly document: any;
}

export interface CliPlatformOptions {
  readonly tenants?: readonly string[];
  /** Settings added to each tenant, as in `contract: { … }`. */
  readonly tenantMore?: string;
  /** The `store:` line of the configuration; a folder by default. */
  readonly store?: string;
  /** Lines added at the end of the configuration. */
  readonly more?: string;
  readonly sources?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** First night; the calendar stands still at 23:00 of it by default. */
  readonly startMs?: number;
  /** Instead of the configured mail server. */
  readonly mailer?: Mailer;
}

/** A platform as an operator has it, its commands run in this process: configuration, master key, folders, no daemon. */
export interface CliPlatform {
  readonly root: string;
  readonly vaultDir: string;
  readonly stateDir: string;
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the calendar stands: a command sees real time pass, and this offset. */
  readonly calendar: SimulatedClock;
  coffre(...args: string[]): Promise<Answer>;
  /** With `--json`: parses the one document, and fails where standard output is anything else. */
  json(...args: string[]): Promise<JsonAnswer>;
  place(tenant: string, mailbox: string, fixture: string): Promise<void>;
  /** Moves to the next night and saves it. */
  nextNight(): Promise<JsonAnswer>;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const START = Date.parse('2026-11-20T23:00:00+01:00');

export function parseDocument({ code, stdout }: Answer): JsonAnswer {
  if (!stdout.endsWith('\n') || stdout.trimEnd().includes('\n')) {
    throw new Error(`not one document on one line: ${stdout.slice(0, 500)}`);
  }
  return { code, document: JSON.parse(stdout) };
}

/** Writes the configuration and lets `coffre init` make the rest. */
export async function cliPlatform(options: CliPlatformOptions = {}): Promise<CliPlatform> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-cli-'));
  const config = join(root, 'coffre.yaml');
  const tenants = options.tenants ?? ['acme', 'beta'];
  const more = options.tenantMore === undefined ? '' : `, ${options.tenantMore}`;
  const store = options.store ?? '{ kind: filesystem, path: ./vault, site: lyon, country: FR }';
  const yaml = [
    'organisation: { name: Test, country: FR, timezone: Europe/Paris, allowedCountries: [FR] }',
    'stateDir: ./state',
    'keys: { masterFile: ./master.key }',
    `store: ${store}`,
    options.sources ?? 'sources: [{ id: drop, kind: folder, path: ./pst, site: rennes }]',
    'tenants:',
    ...tenants.map((one) => `  - { id: ${one}, name: ${one.toUpperCase()}, source: drop${more} }`),
    options.more ?? '',
  ];
  await writeFile(config, `${yaml.join('\n')}\n`);
  const calendar = new SimulatedClock(options.startMs ?? START);
  // Limits on real work keep their length, and a retry waits as it would; only the date is told.
  const clock: Clock = { ...systemClock, now: () => calendar.now() };
  const env = options.env ?? {};
  const at = { cwd: root, env, clock, ...(options.mailer === undefined ? {} : { mailer: options.mailer }) };
  const coffre = (...args: string[]): Promise<Answer> =>
    runInProcess(['--config', config, '--as', 'claire', ...args], at);
  const json = async (...args: string[]): Promise<JsonAnswer> => parseDocument(await coffre('--json', ...args));
  const init = await coffre('init');
  if (init.code !== 0) throw new Error(`init: ${init.code} ${init.stderr}`);
  let first = true;
  return {
    root,
    vaultDir: join(root, 'vault'),
    stateDir: join(root, 'state'),
    config,
    env,
    calendar,
    coffre,
    json,
    place: async (tenant, mailbox, fixture) => {
      await mkdir(join(root, 'pst', tenant), { recursive: true });
      await copyFile(join(FIXTURES, fixture), join(root, 'pst', tenant, `${mailbox}.pst`));
    },
    nextNight: () => {
      if (!first) calendar.advance(DAY_MS);
      first = false;
      return json('backup');
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
