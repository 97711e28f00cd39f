/**
 * The configuration: one schema with defaults and help, read from YAML once, frozen.
 *
 * `schema/` says what may be written; from it come the types, the checks, `coffre.schema.json` for editors and
 * `docs/configuration.md`. `loadConfig` finds the file (--config, COFFRE_CONFIG, ./coffre.yaml, /etc/coffre/coffre.yaml),
 * parses it as hostile text (`yaml-source`), validates it, compares settings with each other (`checks`) and resolves paths
 * against the file's folder. Every error names file, line, column, what is wrong and the remedy (`problems`), and never a value.
 *
 * Secrets are only named (environment variable or file) and read when they are needed (`secrets`), as `Secret`.
 * This folder opens nothing else: whether the store answers or a source exists is for `doctor`. The offsite rule is found
 * here and enforced by whatever writes backups (`requireOffsite`), so that restores are never refused for it.
 */
export { configError } from './errors.ts';
export { type InitialChoices, initialConfig } from './initial.ts';
export { configJsonSchema } from './json-schema.ts';
export {
  type Environment,
  findConfig,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  parseConfig,
  processEnvironment,
  requireOffsite,
} from './load.ts';
export { type ConfigProblem, formatProblem } from './problems.ts';
export type {
  Config,
  ExchangeSourceConfig,
  FolderSourceConfig,
  MailConfig,
  SecretRef,
  SourceConfig,
  StoreConfig,
  StoreCredentials,
  TenantConfig,
  TenantContractConfig,
} from './schema/index.ts';
export { readSecret, readSecretFile } from './secrets.ts';
export { settingsTable } from './settings-table.ts';
