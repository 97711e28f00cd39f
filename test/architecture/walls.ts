/** What one unit of the tree may lean on. A unit is a top-level folder, in `connectors` each sub-folder. */
export interface Wall {
  /** Units whose values and types may be imported. */
  readonly values: readonly string[];
  /** Units of which only types may be imported. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
  /** `pure`: no Node module that reaches the outside world. */
  readonly node?: 'pure';
}

const connectors = [
  'connectors/sources',
  'connectors/objects',
  'connectors/exchange',
  'connectors/mail',
  'connectors/media',
] as const;
const vendor = (...packages: string[]): Wall => ({
  values: ['core', 'domain', 'connectors/sources'],
  types: ['pst'],
  packages: ['zod', ...packages],
});
const underDaemon = [
  'core',
  'config',
  'domain',
  'pst',
  ...connectors,
  'vault',
  'database',
  'catalog',
  'ledger',
] as const;

/** Who may import whom: docs/decisions/0003-import-walls.md says why. A unit that is missing here may not exist. */
export const walls: Readonly<Record<string, Wall>> = {
  core: { values: [], packages: ['pino'] },
  config: { values: ['core'], packages: ['zod', 'yaml'] },
  domain: { values: ['core'], packages: [], node: 'pure' },
  pst: { values: ['core'], packages: [] },
  'connectors/sources': vendor(),
  'connectors/objects': vendor('@aws-sdk/client-s3', '@smithy/node-http-handler'),
  'connectors/exchange': vendor('node-ssh', 'ssh2'),
  'connectors/mail': vendor('nodemailer'),
  'connectors/media': vendor(),
  vault: { values: ['core'], types: ['connectors/objects'], packages: ['zod'] },
  database: { values: ['core'], packages: ['kysely', 'sqlite3'] },
  catalog: { values: ['core', 'domain', 'database'], types: ['vault'], packages: ['kysely', 'zod'] },
  ledger: { values: ['core', 'domain', 'database'], types: ['vault'], packages: ['kysely', 'zod'] },
  handover: { values: ['core', 'domain'], packages: ['pdfkit', '@fontsource/source-sans-3', 'zod'] },
  portal: {
    values: ['core', 'domain'],
    types: ['catalog', 'ledger'],
    packages: ['fastify', '@fastify/cookie', '@fastify/formbody', 'zod'],
  },
  pipelines: {
    values: ['core', 'domain', 'pst', ...connectors, 'vault', 'catalog', 'ledger', 'handover'],
    packages: [],
  },
  daemon: {
    values: [...underDaemon, 'handover', 'portal', 'pipelines'],
    packages: ['fastify', 'croner', 'p-queue', 'prom-client', 'zod'],
  },
  demo: { values: ['core', 'config', 'pst', ...connectors, 'daemon'], packages: ['ssh2'] },
  cli: { values: ['core', 'config', 'pst', 'daemon', 'demo'], packages: ['commander', 'log-update', 'zod'] },
};

/** Folders that may import anything, and that nothing outside them (tests beside the code excepted) may import. */
export const freeUnits: readonly string[] = ['test', 'scripts'];

/** Node modules that a `pure` unit may use: they compute, and touch neither files, network, processes nor time. */
export const pureNodeModules: readonly string[] = ['node:buffer', 'node:crypto', 'node:util'];

/** `!` (a check waived) is for byte loops, where each index was bounded before the loop. */
export const nonNullFolders: readonly string[] = ['pst/ndb', 'vault'];

/** A file above this is several files; the median and the ninth decile are held lower still. */
export const sizeLimits = { most: 500, ninthDecile: 300, median: 100 } as const;
