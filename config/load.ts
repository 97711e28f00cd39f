import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Secret } from '../core/index.ts';
import { type CrossCheck, configWarnings, crossChecks, offsiteFindings } from './checks.ts';
import { configError } from './errors.ts';
import { configJsonSchema } from './json-schema.ts';
import { type ConfigProblem, formatProblem, problemsOf, settingName } from './problems.ts';
import { type Config, configSchema, type SecretRef } from './schema/index.ts';
import { readSecret } from './secrets.ts';
import { MAX_CONFIG_BYTES, parseYaml, type YamlSource } from './yaml-source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The one place that reads the environment of the process; everything else is handed it. */
export function processEnvironment(): Environment {
  return process.env;
}

export interface LoadOptions {
  /** `--config`; relative to `cwd`. */
  readonly path?: string | undefined;
  readonly env: Environment;
  readonly cwd: string;
}

export interface LoadedConfig {
  /** Absolute path of the file. */
  readonly file: string;
  /** Frozen to its depth. */
  readonly config: Config;
  /** Allowed, and yet worth a line. */
  readonly warnings: readonly ConfigProblem[];
  /** Breaches of the offsite rule; {@link requireOffsite} throws them. */
  readonly offsite: readonly ConfigProblem[];
  /** Reads a secret by its reference, at each call anew, so that a renewed one is found. Errors: CONFIG_SECRET_*. */
  secret(ref: SecretRef): Promise<Secret>;
}

const MAX_SHOWN = 20;

/** The file that would be loaded: `--config`, `COFFRE_CONFIG`, `./coffre.yaml`, `/etc/coffre/coffre.yaml`, the first that is named or exists. */
export async function findConfig(options: LoadOptions): Promise<string> {
  if (options.path !== undefined) return resolve(options.cwd, options.path);
  const named = options.env['COFFRE_CONFIG'];
  if (named !== undefined && named !== '') return resolve(options.cwd, named);
  const candidates = [resolve(options.cwd, 'coffre.yaml'), '/etc/coffre/coffre.yaml'];
  for (const path of candidates) {
    if (
      await stat(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw configError('CONFIG_NOT_FOUND', `no configuration: neither ${candidates.join(' nor ')} exists`);
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_CONFIG_BYTES) {
      throw configError('CONFIG_INVALID', `${file}: larger than ${MAX_CONFIG_BYTES} bytes, which no configuration is`);
    }
    const bytes = await readFile(file);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
    if (code === 'CONFIG_INVALID') throw cause;
    if (code === 'ENOENT') throw configError('CONFIG_NOT_FOUND', `no configuration at ${file}`, { cause });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw configError('CONFIG_INVALID', `${file}: not UTF-8 text`, { hint: 'Save the file as UTF-8.', cause });
    }
    throw configError('CONFIG_UNREADABLE', `${file} cannot be read (${code || 'unknown'})`, { cause });
  }
}

function invalid(problems: readonly ConfigProblem[]): Error {
  const shown = problems.slice(0, MAX_SHOWN).map(formatProblem);
  const more = problems.length > MAX_SHOWN ? [`… and ${problems.length - MAX_SHOWN} more`] : [];
  return configError('CONFIG_INVALID', [...shown, ...more].join('\n'), { facts: { problems: problems.length } });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}

const placed =
  (file: string, source: YamlSource) =>
  (check: CrossCheck): ConfigProblem => ({
    file,
    ...source.locate(check.path),
    setting: settingName(check.path),
    message: check.message,
    remedy: check.remedy,
  });

/** The configuration in `text`, as if read from `file`. CONFIG_INVALID lists every problem with line, column and remedy. */
export function parseConfig(text: string, file: string): Omit<LoadedConfig, 'secret'> {
  const parsed = parseYaml(text);
  if ('problems' in parsed) throw invalid(parsed.problems.map((one) => ({ file, setting: '', ...one })));
  const { source } = parsed;
  // A schema is used once: compiling it would cost more than it saves.
  const checked = configSchema(dirname(file)).safeParse(source.value, { jitless: true });
  if (!checked.success) throw invalid(problemsOf(checked.error, file, source, configJsonSchema));
  const config = checked.data;
  const wrong = crossChecks(config);
  if (wrong.length > 0) throw invalid(wrong.map(placed(file, source)));
  return {
    file,
    config: deepFreeze(config),
    warnings: configWarnings(config).map(placed(file, source)),
    offsite: offsiteFindings(config).map(placed(file, source)),
  };
}

/** Finds, reads, validates and freezes the configuration. Errors: CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_INVALID. */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const file = await findConfig(options);
  const parsed = parseConfig(await readText(file), file);
  return { ...parsed, secret: (ref) => readSecret(ref, options.env) };
}

/**
 * Throws CONFIG_OFFSITE when the store stands at a source's site or in a country that is not allowed. Whatever writes
 * backups calls it first; reading them back never does, so that a restore is not refused for it.
 */
export function requireOffsite(loaded: Pick<LoadedConfig, 'offsite'>): void {
  if (loaded.offsite.length === 0) return;
  throw configError('CONFIG_OFFSITE', loaded.offsite.map(formatProblem).join('\n'));
}
