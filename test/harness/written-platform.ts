import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/index.ts';
import { type Clock, neverAborted, silentLogger, systemClock } from '../../core/index.ts';
import { type App, type AppOptions, createApp, initialise } from '../../daemon/index.ts';
import { FIXTURES } from './small-platform.ts';

/** A platform as an operator has it: a configuration file, a master key, a folder source, a vault in a folder. */
export interface WrittenPlatform {
  readonly root: string;
  readonly configPath: string;
  /** Every secret that is in it, as text: none may turn up in a log. */
  readonly secrets: readonly string[];
  place(tenant: string, mailbox: string, fixture: string): Promise<void>;
  close(): Promise<void>;
}

export interface WrittenOptions {
  readonly heartbeatSeconds?: number;
  /** `mail` and `http` sections and the like, as YAML at the top level. */
  readonly more?: string;
  /** `HH:MM` each; open all day by default. */
  readonly window?: { readonly start: string; readonly end: string };
  /** When the vault is made; the real time by default. */
  readonly clock?: Clock;
}

const ALL_DAY = { start: '00:00', end: '23:59' };

/** Written and initialised as `coffre init` does it; two tenants, acme and beta. */
export async function writtenPlatform(options: WrittenOptions = {}): Promise<WrittenPlatform> {
  const root = await mkdtemp(join(tmpdir(), 'coffre-written-'));
  const configPath = join(root, 'coffre.yaml');
  const masterKey = randomBytes(32).toString('hex');
  await writeFile(join(root, 'master.key'), `${masterKey}\n`, { mode: 0o600 });
  await writeFile(configPath, configuration(options));
  const base = { env: {}, cwd: root, clock: options.clock ?? systemClock, signal: neverAborted };
  await initialise({ configPath, choices: {}, ...base });
  return {
    root,
    configPath,
    secrets: [masterKey],
    place: async (tenant, mailbox, fixture) => {
      await mkdir(join(root, 'pst', tenant), { recursive: true });
      await copyFile(join(FIXTURES, fixture), join(root, 'pst', tenant, `${mailbox}.pst`));
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

function configuration({ heartbeatSeconds = 1, more = '', window = ALL_DAY }: WrittenOptions): string {
  return `organisation: { name: OPTIMA DSI, country: FR, timezone: Europe/Paris, allowedCountries: [FR] }
stateDir: ./state
keys: { masterFile: ./master.key }
store: { kind: filesystem, path: ./vault, site: lyon, country: FR }
sources:
  - { id: drop, kind: folder, path: ./pst, site: rennes }
tenants:
  - { id: acme, name: Acme SARL, source: drop }
  - { id: beta, name: Beta SA, source: drop }
schedule: { window: { start: "${window.start}", end: "${window.end}" } }
lease: { heartbeatSeconds: ${heartbeatSeconds} }
${more}
`;
}

/** An app on a written configuration, on the real clock unless told otherwise; the caller closes it. */
export async function openWritten(configPath: string, more: Partial<Omit<AppOptions, 'loaded'>> = {}): Promise<App> {
  const loaded = await loadConfig({ path: configPath, env: {}, cwd: '/' });
  const base = { clock: systemClock, log: silentLogger, actor: 'test' };
  return createApp({ loaded, ...base, ...more }, neverAborted);
}
